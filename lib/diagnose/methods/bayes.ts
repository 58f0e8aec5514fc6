import type { Signals } from "../../model/mod.ts";
import { type Diagnoser, type DiagnoserContext, rank } from "../diagnoser.ts";
import { BASE_FEATURES, FEATURES, type IncidentFeatures, learnFeatures } from "../features/features.ts";
import { adjacency } from "../graph/adjacency.ts";
import { KINDS } from "../learnt/scorer.ts";
import { percentText } from "../answer/percent_text.ts";
import { type Likelihoods, logLikelihoodRatios } from "../learnt/likelihoods.ts";
import learnt from "../learnt/likelihoods.json" with { type: "json" };

/** By how much a service is less suspect a priori for each call that it lies away from where users suffer. */
const PER_CALL = Math.log(0.9);
/** The same for a service that nobody who suffers depends on. */
const OUT_OF_REACH = Math.log(0.2);

/**
 * Naive Bayes: the posterior over service and kind of fault from likelihoods of single features, learnt as histograms on simulated
 * incidents, and a prior from the graph: who suffers depends on the cause. Features are taken as independent given the kind,
 * which they are not, so their evidence is tempered.
 */
export function createBayes(context: DiagnoserContext, likelihoods: Likelihoods = learnt): Diagnoser {
  const prior = priorFromGraph(context);
  let featuresOf: ((after: Signals) => IncidentFeatures) | undefined;
  return {
    name: "bayes",
    fit: (before) => {
      featuresOf = learnFeatures(context, before);
    },
    diagnose: (after) => {
      if (featuresOf === undefined) {
        throw new TypeError("The Bayesian diagnoser must be fitted before it diagnoses");
      }
      const { table } = featuresOf(after);
      const logs = context.services.map((_, i) => {
        const at = i * FEATURES.length;
        const ratios = logLikelihoodRatios(table.subarray(at, at + BASE_FEATURES.length), likelihoods);
        return ratios.map((ratio, k) => ratio + likelihoods.logPrior[k]! + prior[i]!);
      });
      return verdict(context.services, logs);
    },
  };
}

function verdict(services: readonly string[], logs: readonly (readonly number[])[]) {
  const largest = Math.max(...logs.map((kinds) => Math.max(...kinds)));
  const weights = logs.map((kinds) => kinds.map((log) => Math.exp(log - largest)));
  const total = weights.reduce((sum, kinds) => sum + kinds.reduce((a, b) => a + b), 0);
  const ranking = rank(services, weights.map((kinds) => kinds.reduce((a, b) => a + b) / total));
  const { service: suspect, score: confidence } = ranking[0]!;
  const kinds = weights[services.indexOf(suspect)]!;
  const fault = KINDS[kinds.indexOf(Math.max(...kinds))]!;
  return {
    suspect,
    fault,
    confidence,
    ranking,
    rationale: `${suspect}: ${fault.replaceAll("_", " ")} has the highest posterior (${
      percentText(confidence)
    })`,
  };
}

/** The log of the prior per service, up to a constant: breadth first from where users suffer along the calls. */
function priorFromGraph({ services, graph = [], symptom }: DiagnoserContext): Float64Array {
  const prior = new Float64Array(services.length);
  const start = symptom ? services.indexOf(symptom.service) : -1;
  if (start < 0 || graph.length === 0) return prior;
  const { callees } = adjacency(services, graph);
  prior.fill(OUT_OF_REACH);
  prior[start] = 0;
  const queue = [start];
  for (let i = 0; i < queue.length; i++) {
    for (const to of callees[queue[i]!]!) {
      if (prior[to] !== OUT_OF_REACH) continue;
      prior[to] = Math.max(prior[queue[i]!]! + PER_CALL, OUT_OF_REACH + 1e-9);
      queue.push(to);
    }
  }
  return prior;
}
