import type { MetricTable, Topology } from "../../model/mod.ts";
import { type Adjacency, adjacency, reached } from "../graph/call_graph.ts";
import { KINDS, type Scores } from "../learnt/scorer.ts";
import { BASE_FEATURES, FEATURES } from "./features.ts";
import { within } from "./metric_features.ts";
import { learnOnsets, ONSET_FEATURES } from "./onset_features.ts";

/** Where a service stands relative to the first cause, and what a first network thinks of it. */
const GIVEN_FEATURES: readonly string[] = [
  "is the first cause",
  "is called by the first cause",
  "calls the first cause",
  "the first cause depends on it",
  "depends on the first cause",
  "log odds",
  ...KINDS.map((kind) => `may have ${kind}`),
];

/** Places of the features of a service by itself and by its place in the topology: those that compare it with others are left out. */
const OWN_COLUMNS: readonly number[] = FEATURES.flatMap((_, i) =>
  i < BASE_FEATURES.length || i >= 4 * BASE_FEATURES.length ? [i] : []
);

/**
 * The names of the features by which further causes are found beside a first one. They are few, since there are fewer incidents with several
 * causes to learn from.
 */
export const FURTHER_FEATURES: readonly string[] = [
  ...OWN_COLUMNS.map((i) => FEATURES[i]!),
  ...ONSET_FEATURES,
  ...GIVEN_FEATURES,
];

/** What is known of an incident before further causes are looked for. */
export interface FirstCause {
  /** Its place among the services. */
  readonly first: number;
  /** Services x `FEATURES`, row by row. */
  readonly table: Float64Array;
  readonly scores: Scores;
  /** The metrics of the window after. */
  readonly after: MetricTable;
}

/** The log odds are clipped to ± the first, and divided by the second: how sure a network is that a cause which it can't see is none tells nothing. */
const [MAX_LOG_ODDS, LOG_ODDS_UNIT] = [4, 4];

/**
 * Learns from the window before, of an incident whose topology is known and whose metrics have its layout.
 *
 * @returns called with what is known, services x `FURTHER_FEATURES`, row by row
 */
export function learnFurtherFeatures(
  topology: Topology,
  before: MetricTable,
): (incident: FirstCause) => Float64Array {
  const onsetsOf = learnOnsets(topology, before);
  const calls = adjacency(topology.services.map(({ name }) => name), topology.calls);
  return ({ first, table, scores, after }) => {
    const features = new Float64Array(topology.services.length * FURTHER_FEATURES.length);
    const onsets = onsetsOf(after);
    const givenOf = learnGiven(first, calls, scores);
    let at = 0;
    for (let service = 0; service < topology.services.length; service++) {
      for (const column of OWN_COLUMNS) features[at++] = table[service * FEATURES.length + column]!;
      const row = service * ONSET_FEATURES.length;
      for (let f = 0; f < ONSET_FEATURES.length; f++) features[at++] = onsets[row + f]!;
      for (const x of givenOf(service)) features[at++] = x;
    }
    return features;
  };
}

/** The function returned gives the `GIVEN_FEATURES` of a service. */
function learnGiven(
  first: number,
  { callees, callers }: Adjacency,
  { atFault, posterior }: Scores,
): (service: number) => readonly number[] {
  const below = reached([first], (one) => callees[one]!);
  const above = reached([first], (one) => callers[one]!);
  return (service) => {
    const share = within(atFault[service]!, 1e-9, 1 - 1e-9);
    const row = posterior.subarray(service * KINDS.length, (service + 1) * KINDS.length);
    const total = row.reduce((a, b) => a + b, 0);
    return [
      Number(service === first),
      Number(callees[first]!.includes(service)),
      Number(callers[first]!.includes(service)),
      Number(service !== first && below.has(service)),
      Number(service !== first && above.has(service)),
      within(Math.log(share / (1 - share)), -MAX_LOG_ODDS, MAX_LOG_ODDS) / LOG_ODDS_UNIT,
      ...row.map((x) => total > 0 ? x / total : 0),
    ];
  };
}
