import { type Diagnosis, type Signals, wholeNumber } from "../../model/mod.ts";
import { diagnoser, type DiagnoserEntry, nobody, rank } from "../diagnoser.ts";
import { type Hypothesis, RULE_PARAMETERS } from "../graph/graph_rules.ts";
import { learnRules, RULE_ROWS } from "../graph/rule_opinion.ts";
import { slowReplicaIn } from "../traces/slow_replica.ts";

/** Probability that a service is at fault one of whose replicas is slow by itself, measured on tuning seeds. */
const GREY_CONFIDENCE = 0.97;

/**
 * Follows the call graph with every metric normalised by load: the resources that a service uses per request, the part of its load that
 * its callers explain, and the part of its errors and latency that its callees explain. The first rule that fires names the cause. Before
 * them come traces that tell replicas apart, if there are any: a single slow replica is the cause.
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
      default: RULE_ROWS,
    }),
    ...RULE_PARAMETERS,
  },
  create: (context, { latestRows, ...limits }) => {
    const { services } = context;
    return ({ metrics: before }) => {
      const opinionOf = learnRules(context, before, { latestRows, limits });
      return ({ metrics, spans = [] }, detection) => {
        const opinion = opinionOf(metrics);
        const hypothesis = greyReplica({ metrics, spans }, { services, latestRows }) ?? opinion.hypothesis;
        if (!opinion.isComplete && hypothesis === undefined) {
          return nobody(services, "the rules need the five metrics of every service");
        }
        const scores = Float64Array.from(detection?.scores ?? new Float64Array(services.length));
        if (hypothesis === undefined) return withoutRule(rank(services, scores));
        scores[hypothesis.service] = Math.max(...scores) + 1;
        return diagnosisOf(rank(services, scores), hypothesis);
      };
    };
  },
});

/**
 * What traces say of single replicas, which no metric of the whole service shows: those of the latest rows, which the incident fills,
 * else those of the whole window.
 */
function greyReplica(
  { metrics: { timesSeconds }, spans = [] }: Pick<Signals, "metrics" | "spans">,
  { services, latestRows }: { services: readonly string[]; latestRows: number },
): Hypothesis | undefined {
  const from = timesSeconds.at(-latestRows) ?? -Infinity;
  const slow = slowReplicaIn(spans.filter(({ startSeconds }) => startSeconds >= from)) ??
    slowReplicaIn(spans);
  const service = slow === undefined ? -1 : services.indexOf(slow.service);
  if (slow === undefined || service < 0) return undefined;
  return {
    service,
    fault: "grey_replica",
    confidence: GREY_CONFIDENCE,
    evidence: `its replica ${slow.instance} takes ${slow.ratio.toFixed(1)} times as long as the others`,
  };
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
