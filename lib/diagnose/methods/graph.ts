import {
  type Diagnosis,
  METRIC_COUNT,
  type MetricTable,
  type ParametersOf,
  REQUEST_RATE,
  serviceIndex,
  type Topology,
  wholeNumber,
} from "../../model/mod.ts";
import { diagnoser, type DiagnoserEntry, nobody, rank } from "../diagnoser.ts";
import { type Hypothesis, RULE_PARAMETERS, RULES, type Scene } from "../graph/graph_rules.ts";
import { type Baseline, knowsLoad, learnBaseline } from "../metrics/baseline.ts";

/**
 * Follows the call graph with every metric normalised by load: the resources that a service uses per request, the part of its load that
 * its callers explain, and the part of its errors and latency that its callees explain. The first rule that fires names the cause.
 */
export const graph: DiagnoserEntry = diagnoser({
  name: "graph",
  about: "rules on the call graph with every metric normalised by load",
  needs: ["topology"],
  parameters: {
    latestRows: wholeNumber({
      about: "latest observations that the evidence is averaged over",
      unit: "steps",
      range: [1, 100],
      default: 2,
    }),
    ...RULE_PARAMETERS,
  },
  create: (context, { latestRows, ...limits }) => {
    const { services } = context;
    const topology = context.topology!;
    const index = new Map(topology.services.map(({ name }, i) => [name, i]));
    return ({ metrics: before }) => {
      const baseline = knowsLoad(context, before) ? learnBaseline(topology, before) : undefined;
      return ({ metrics }, detection) => {
        if (baseline === undefined || metrics.timesSeconds.length === 0) {
          return nobody(services, "the rules need the five metrics of every service");
        }
        const scene = sceneOf({ topology, index, baseline, metrics, latestRows, limits });
        const found = RULES.map((rule) => rule(scene)).find((hypothesis) => hypothesis !== undefined);
        const scores = Float64Array.from(detection?.scores ?? new Float64Array(services.length));
        if (found === undefined) return withoutRule(rank(services, scores));
        scores[found.service] = Math.max(...scores) + 1;
        return diagnosisOf(rank(services, scores), found);
      };
    };
  },
});

function sceneOf({ topology, index, baseline, metrics: { columns }, latestRows, limits }: {
  readonly topology: Topology;
  readonly index: ReadonlyMap<string, number>;
  readonly baseline: Baseline;
  readonly metrics: MetricTable;
  readonly latestRows: number;
  readonly limits: ParametersOf<typeof RULE_PARAMETERS>;
}): Scene {
  const now = (service: number, metric: number) =>
    latestMean(columns[service * METRIC_COUNT + metric]!, latestRows);
  return {
    limits,
    topology,
    front: serviceIndex(topology, topology.front),
    baseline,
    now,
    rateOf: (service) => now(service, REQUEST_RATE),
    index: (name) => index.get(name)!,
  };
}

function latestMean(column: Float64Array, rows: number): number {
  const count = Math.min(rows, column.length);
  let sum = 0;
  for (let i = column.length - count; i < column.length; i++) sum += column[i]!;
  return sum / count;
}

function diagnosisOf(
  ranking: Diagnosis["ranking"],
  { fault, confidence, evidence }: Hypothesis,
): Diagnosis {
  const suspect = ranking[0]!.service;
  return { suspect, fault, confidence, ranking, rationale: `${suspect}: ${evidence}` };
}

/** Falls back on the anomaly scores. */
function withoutRule(ranking: Diagnosis["ranking"]): Diagnosis {
  const { service } = ranking[0]!;
  return {
    suspect: service,
    confidence: 0.4,
    ranking,
    rationale: `no rule fits; ${service} has the highest anomaly score`,
  };
}
