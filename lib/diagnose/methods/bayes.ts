import { type Diagnosis, number } from "../../model/mod.ts";
import { faultText } from "../../model/shown/fault_text.ts";
import { diagnoser, type DiagnoserContext, type DiagnoserEntry, percentText, rank } from "../diagnoser.ts";
import { BASE_FEATURES, FEATURES, learnFeatures } from "../features/features.ts";
import { adjacency } from "../graph/call_graph.ts";
import { logLikelihoodRatios } from "../learnt/likelihoods.ts";
import learnt from "../learnt/likelihoods.json" with { type: "json" };
import { KINDS } from "../learnt/scorer.ts";

/**
 * Naive Bayes: the posterior over services and kinds of fault, from likelihoods of single features, learnt as histograms on simulated
 * incidents, and a prior from the call graph: the service where users notice the incident depends on the cause. Given the kind of fault,
 * features are treated as independent, which they are not, so their evidence is tempered.
 */
export const bayes: DiagnoserEntry = diagnoser({
  name: "bayes",
  about: "naive Bayes over services and kinds of fault, with a prior from the call graph",
  trained: true,
  parameters: {
    perCall: number({
      about: "factor by which a service is less suspect a priori for each call between it and the symptom",
      range: [0.01, 1],
      default: 0.9,
    }),
    unreachable: number({
      about: "the same factor for a service that the symptom's service doesn't depend on",
      range: [0.0001, 1],
      default: 0.2,
    }),
    temper: number({
      about: "divisor of the summed log likelihood ratios, because features are not independent",
      range: [1, 100],
      default: learnt.temper,
    }),
  },
  create: (context, { perCall, unreachable, temper }) => {
    const { services } = context;
    const likelihoods = { ...learnt, temper };
    const prior = priorFromGraph(context, { perCall: Math.log(perCall), unreachable: Math.log(unreachable) });
    return (before) => {
      const featuresOf = learnFeatures(context, before);
      return (after) => {
        const { table } = featuresOf(after);
        const logs = services.map((_, i) => {
          const at = i * FEATURES.length;
          const ratios = logLikelihoodRatios(table.subarray(at, at + BASE_FEATURES.length), likelihoods);
          return ratios.map((ratio, k) => ratio + likelihoods.logPrior[k]! + prior[i]!);
        });
        return diagnosisOf(services, logs);
      };
    };
  },
});

/** @param logs per service and kind of fault the logarithm of the posterior, up to a constant */
function diagnosisOf(services: readonly string[], logs: readonly (readonly number[])[]): Diagnosis {
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
    rationale: `${suspect}: ${faultText(fault)} has the highest posterior (${percentText(confidence)})`,
  };
}

/** The logarithm of the prior per service, up to a constant, breadth first from the symptom along the calls. */
function priorFromGraph(
  { services, graph = [], symptom }: DiagnoserContext,
  { perCall, unreachable }: { readonly perCall: number; readonly unreachable: number },
): Float64Array {
  const start = symptom ? services.indexOf(symptom.service) : -1;
  if (start < 0 || graph.length === 0) return new Float64Array(services.length);
  const { callees } = adjacency(services, graph);
  const prior = new Float64Array(services.length).fill(NaN);
  prior[start] = 0;
  const queue = [start];
  for (const from of queue) {
    for (const to of callees[from]!) {
      if (!Number.isNaN(prior[to]!)) continue;
      prior[to] = Math.max(prior[from]! + perCall, unreachable + 1e-9);
      queue.push(to);
    }
  }
  return prior.map((log) => Number.isNaN(log) ? unreachable : log);
}
