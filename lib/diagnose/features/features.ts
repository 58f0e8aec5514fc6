import type { Signals } from "../../model/mod.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import { type Adjacency, adjacency } from "../graph/call_graph.ts";
import { KEYWORD_CLASSES } from "../logs/log_keywords.ts";
import { GRAPH_FEATURES, learnMetricFeatures, OWN_FEATURES, squashed, within } from "./metric_features.ts";
import { featureEntries, learnSignalFeatures, type SignalFeatures } from "./signal_features.ts";

const ratio = (x: number) => within(x, -3, 3);
/** A share or a rate per request on a logarithmic scale. */
const rate = (x: number) => Math.sign(x) * Math.log1p(50 * Math.min(2, Math.abs(x))) / Math.log1p(50);
const seconds = (x: number) => rate(x / 2);
const flag = (x: number) => x > 0 ? 1 : 0;

/** How each number from the records of a service is scaled, to about ±1 to ±3. */
const SCALES: Readonly<Partial<Record<keyof SignalFeatures, (x: number) => number>>> = {
  spansAfter: flag,
  logsAfter: flag,
  spanRateLogRatio: ratio,
  selfTimeLogRatio: ratio,
  selfTimeZ: squashed,
  incomingGapLogRatio: ratio,
  outgoingGapLogRatio: ratio,
  ownSecondsPerRequest: seconds,
  blamedSecondsPerRequest: seconds,
  blamedTimeShare: (x) => within(x, 0, 1),
  slowdown: (x) => Math.log1p(within(x, 0, 100)),
  ownErrorRate: rate,
  unreachedRate: rate,
  unheardRate: rate,
  resendRate: rate,
  poolWaitSeconds: seconds,
  cacheMissRate: rate,
  newVersion: flag,
  worstStatementLogRatio: ratio,
  medianStatementLogRatio: ratio,
  novelSevereLogRate: rate,
  severeLogRateRise: rate,
  logRateLogRatio: ratio,
  logBlame: squashed,
};

const PLAIN = Object.entries(SCALES);
const KEYWORDS = KEYWORD_CLASSES.map(({ name }) => `keyword ${name}`);

/** The features of a service from logs and spans. Each is 0 if nothing is known. */
const RECORD_FEATURES: readonly string[] = [...PLAIN.map(([name]) => name), ...KEYWORDS];

/** The features of a service from the topology. */
const PLACE_FEATURES = ["front", "database", "cache", "calls nobody", "kind unknown"] as const;

/** The features of a service by itself; each is also taken of its callees, its callers, and relative to the largest of all. */
export const BASE_FEATURES: readonly string[] = [...OWN_FEATURES, ...GRAPH_FEATURES, ...RECORD_FEATURES];

/** The names of the features in the order of their columns. */
export const FEATURES: readonly string[] = [
  ...BASE_FEATURES,
  ...BASE_FEATURES.map((name) => `callees: ${name}`),
  ...BASE_FEATURES.map((name) => `callers: ${name}`),
  ...BASE_FEATURES.map((name) => `behind the largest: ${name}`),
  ...PLACE_FEATURES,
];

/** The features of an incident. A feature that follows from a metric that should be there and was not measured is NaN. */
export interface IncidentFeatures {
  /** Services x `FEATURES`, row by row. */
  readonly table: Float64Array;
  /** What logs and spans tell about each service, in their own units; absent if none are collected. */
  readonly records?: readonly SignalFeatures[];
}

/** Learns from the window before; the function returned turns the window after into features. */
export function learnFeatures(
  context: DiagnoserContext,
  before: Signals,
): (after: Signals) => IncidentFeatures {
  const metricFeatures = learnMetricFeatures(context, before);
  const recordFeatures = learnRecordFeatures(context, before);
  const neighbours = adjacency(context.services, context.graph ?? []);
  const places = placesOf(context);
  return (after) => {
    const { own, graph } = metricFeatures(after);
    const { values, features } = recordFeatures(after);
    const base = sideBySide(context.services.length, [
      { values: own, width: OWN_FEATURES.length },
      { values: graph, width: GRAPH_FEATURES.length },
      { values, width: RECORD_FEATURES.length },
    ]);
    const table = spread(context.services.length, { base, neighbours, places });
    return { table, ...(features && { records: features }) };
  };
}

function placesOf({ services, topology, symptom, graph = [] }: DiagnoserContext): Float64Array {
  const width = PLACE_FEATURES.length;
  const places = new Float64Array(services.length * width);
  const kinds = new Map(topology?.services.map(({ name, kind }) => [name, kind]));
  const calling = new Set(graph.map(({ caller }) => caller));
  services.forEach((name, i) => {
    const kind = kinds.get(name);
    const flags = [
      name === symptom?.service,
      kind === "database",
      kind === "cache",
      graph.length > 0 && !calling.has(name),
      kind === undefined,
    ];
    places.set(flags.map(Number), i * width);
  });
  return places;
}

function sideBySide(
  rows: number,
  blocks: readonly { values: Float64Array; width: number }[],
): Float64Array {
  const width = BASE_FEATURES.length;
  const table = new Float64Array(rows * width);
  for (let i = 0; i < rows; i++) {
    let at = i * width;
    for (const { values, width: own } of blocks) {
      for (let f = 0; f < own; f++) table[at++] = values[i * own + f]!;
    }
  }
  return table;
}

function spread(
  rows: number,
  { base, neighbours, places }: { base: Float64Array; neighbours: Adjacency; places: Float64Array },
): Float64Array {
  const width = BASE_FEATURES.length;
  const total = FEATURES.length;
  const table = new Float64Array(rows * total);
  const largest = new Float64Array(width).fill(-Infinity);
  for (let k = 0; k < base.length; k++) if (base[k]! > largest[k % width]!) largest[k % width] = base[k]!;
  for (let i = 0; i < rows; i++) {
    const row = i * total;
    for (let f = 0; f < width; f++) {
      table[row + f] = base[i * width + f]!;
      table[row + 3 * width + f] = largest[f]! - base[i * width + f]!;
    }
    foldMax(table, row + width, base, neighbours.callees[i]!);
    foldMax(table, row + 2 * width, base, neighbours.callers[i]!);
    for (let f = 0; f < PLACE_FEATURES.length; f++) {
      table[row + 4 * width + f] = places[i * PLACE_FEATURES.length + f]!;
    }
  }
  return table;
}

/** The largest value of each feature among some rows of the base, 0 for no rows, NaN if it is missing in all of them. */
function foldMax(table: Float64Array, at: number, base: Float64Array, rows: readonly number[]): void {
  const width = BASE_FEATURES.length;
  rows.forEach((row, nth) => {
    for (let f = 0; f < width; f++) {
      const value = base[row * width + f]!;
      if (nth === 0 || value > table[at + f]! || Number.isNaN(table[at + f])) table[at + f] = value;
    }
  });
}

/** Features from logs and spans. */
interface RecordFeatures {
  /** Services x `RECORD_FEATURES`, row by row. */
  readonly values: Float64Array;
  /** The same in their own units; absent if neither logs nor spans are collected. */
  readonly features?: readonly SignalFeatures[];
}

function learnRecordFeatures(
  { services }: DiagnoserContext,
  before: Signals,
): (after: Signals) => RecordFeatures {
  // Without logs and spans the features of these are all 0, at no cost.
  if (before.logs === undefined && before.spans === undefined) {
    return () => ({ values: new Float64Array(services.length * RECORD_FEATURES.length) });
  }
  const learnt = learnSignalFeatures(services, before);
  return (after) => {
    const features = learnt(after);
    const rows = features.map((its) => {
      const values = new Map(featureEntries(its));
      return [
        ...PLAIN.map(([name, scale]) => scale(values.get(name) ?? 0)),
        ...KEYWORDS.map((name) => squashed(values.get(name) ?? 0)),
      ];
    });
    return { values: Float64Array.from(rows.flat()), features };
  };
}
