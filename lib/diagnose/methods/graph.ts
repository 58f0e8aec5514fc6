import { type Diagnosis, wholeNumber } from "../../model/mod.ts";
import { diagnoser, type DiagnoserEntry, nobody, rank } from "../diagnoser.ts";
import { type Hypothesis, RULE_PARAMETERS } from "../graph/graph_rules.ts";
import { greyReplica } from "../graph/grey_replica.ts";
import { learnRules, RULE_ROWS } from "../graph/rule_opinion.ts";

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
