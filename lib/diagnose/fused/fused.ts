import type { Diagnosis, FaultType, Signals } from "../../model/mod.ts";
import { type Diagnoser, type DiagnoserContext, rank } from "../diagnoser.ts";
import { type Accusable, evidenceAgainst } from "./evidence.ts";
import { type IncidentFeatures, learnFeatures } from "./features.ts";
import { createScorer, KINDS, type Posterior, type ScorerWeights } from "./scorer.ts";
import weights from "./weights.json" with { type: "json" };

/** Evidence that a rationale quotes. */
const QUOTED = 3;

/**
 * The best of all signals: features of every service from metrics, logs and spans, its own and its neighbours' on the graph, scored by a
 * small network that was trained on simulated incidents (`experiments/train.ts`), with signals hidden at random so that it
 * takes what there is. Its probabilities include that of nothing being wrong.
 *
 * @param trained weights of one's own in place of those that come with the project
 */
export function createFused(context: DiagnoserContext, trained: ScorerWeights = weights): Diagnoser {
  const scorer = createScorer(trained);
  let featuresOf: ((after: Signals) => IncidentFeatures) | undefined;
  let normal: Signals;
  return {
    name: "fused",
    fit: (before) => {
      normal = before;
      featuresOf = learnFeatures(context, before);
    },
    diagnose: (after) => {
      if (featuresOf === undefined) {
        throw new TypeError("The fused diagnoser must be fitted before it diagnoses");
      }
      const { table, records } = featuresOf(after);
      const accused = { services: context.services, before: normal, after, ...(records && { records }) };
      return explain(scorer(table), accused);
    },
  };
}

function explain(posterior: Posterior, incident: Accusable): Diagnosis {
  const { services } = incident;
  const blame = services.map((_, i) => sumOfRow(posterior, i));
  const ranking = rank(services, blame);
  const { service: suspect, score: confidence } = ranking[0]!;
  const fault = likeliestFault(posterior, services.indexOf(suspect));
  const found = evidenceAgainst(suspect, incident);
  return {
    suspect,
    fault,
    confidence,
    ranking,
    evidence: found,
    indicators: found.filter(({ signal }) => signal === "metric")
      .map(({ service, indicator }, i) => ({ service, metric: indicator, score: found.length - i })),
    rationale: `${suspect}: ${fault.replaceAll("_", " ")} (${(100 * confidence).toFixed(0)} %)${
      found.length > 0 ? `; ${found.slice(0, QUOTED).map(({ text }) => text).join("; ")}` : ""
    }`,
  };
}

function sumOfRow(posterior: Posterior, service: number): number {
  let sum = 0;
  for (let k = 0; k < KINDS.length; k++) sum += posterior[service * KINDS.length + k]!;
  return sum;
}

function likeliestFault(posterior: Posterior, service: number): FaultType {
  let best = 0;
  const row = service * KINDS.length;
  for (let k = 1; k < KINDS.length; k++) if (posterior[row + k]! > posterior[row + best]!) best = k;
  return KINDS[best]!;
}
