import {
  type Diagnosis,
  METRIC_COUNT,
  type MetricTable,
  REQUEST_RATE,
  serviceIndex,
  type Topology,
  UsageError,
} from "../../model/mod.ts";
import { type Baseline, knowsLoad, learnBaseline } from "../metrics/baseline.ts";
import { type Diagnoser, type DiagnoserContext, rank } from "../diagnoser.ts";
import { type Hypothesis, RULES, type Scene } from "../graph/graph_rules.ts";
import { nobody } from "../answer/nobody.ts";

/** Observations that the evidence is averaged over. */
const RECENT = 2;

/**
 * Follows the dependency graph with every metric normalised by load: what a service does per request, what its callers'
 * load explains of its own, and what of its errors and latency its callees explain. The first rule that fires names the cause;
 * rules stand in the order in which one fault's symptoms can imitate the next one's.
 */
export function createGraphDiagnoser(context: DiagnoserContext): Diagnoser {
  const { topology } = context;
  if (topology === undefined) throw new UsageError('The diagnoser "graph" needs a topology, found none');
  const names = topology.services.map(({ name }) => name);
  const index = new Map(topology.services.map(({ name }, i) => [name, i]));
  let baseline: Baseline | "unknown" | undefined;
  return {
    name: "graph",
    fit: ({ metrics }) => {
      baseline = knowsLoad(context, metrics) ? learnBaseline(topology, metrics) : "unknown";
    },
    diagnose: ({ metrics }, detection) => {
      if (baseline === undefined) {
        throw new TypeError("The graph diagnoser must be fitted before it diagnoses");
      }
      if (baseline === "unknown" || metrics.timesSeconds.length === 0) {
        return nobody(names, "the rules need the five metrics of every service");
      }
      const scene = view(topology, baseline, metrics, index);
      const found = RULES.map((rule) => rule(scene)).find((hypothesis) => hypothesis !== undefined);
      const scores = detection?.scores ?? new Float64Array(names.length);
      if (found) return verdict(names, found, scores);
      const ranking = rank(names, scores);
      return {
        suspect: ranking[0]!.service,
        confidence: 0.4,
        ranking,
        rationale: `no rule fits; ${ranking[0]!.service} has the highest anomaly score`,
      };
    },
  };
}

function view(
  topology: Topology,
  baseline: Baseline,
  { columns }: MetricTable,
  index: ReadonlyMap<string, number>,
): Scene {
  const now = (service: number, metric: number) => latestMean(columns[service * METRIC_COUNT + metric]!);
  return {
    topology,
    front: serviceIndex(topology, topology.front),
    baseline,
    now,
    rateOf: (service) => now(service, REQUEST_RATE),
    index: (name) => index.get(name)!,
  };
}

function latestMean(column: Float64Array): number {
  const count = Math.min(RECENT, column.length);
  let sum = 0;
  for (let i = column.length - count; i < column.length; i++) sum += column[i]!;
  return sum / count;
}

function verdict(names: readonly string[], found: Hypothesis, scores: Float64Array): Diagnosis {
  const ranked = Float64Array.from(scores);
  ranked[found.service] = Math.max(...scores) + 1;
  const suspect = names[found.service]!;
  return {
    suspect,
    fault: found.fault,
    confidence: found.confidence,
    ranking: rank(names, ranked),
    rationale: `${suspect}: ${found.evidence}`,
  };
}
