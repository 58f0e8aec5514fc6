import { diagnoser, type DiagnoserEntry } from "../diagnoser.ts";
import { pathScores, rankByTraversal, TRAVERSAL_PARAMETERS } from "../graph/traversal.ts";

/**
 * PetShop's anomaly traversal. At the first row (the third on) at which the symptom's metric is anomalous, a service is a candidate if its
 * own metric of that name is anomalous and that of none of its callees is; candidates rank by the best sum of scores over paths to the
 * target on which every service is anomalous, and all others score 0. If the target is not anomalous, nobody is named: all scores and
 * the confidence are 0.
 *
 * Calls that close a cycle of anomalous services are ignored (the published code refuses cycles), a target that alone is anomalous is named
 * by its own score, and equal scores keep the order of the services. (On PetShop's train issues 8 of the 10 right answers are such ties:
 * availability hardly ever varies, so any change of it scores Infinity.) Without a named metric the most anomalous of the target's
 * latency, errors and availability counts; without a graph all services are callees of the target.
 */
export const traversal: DiagnoserEntry = diagnoser({
  name: "traversal",
  about: "follows anomalies along calls from the symptom to services whose callees are normal",
  source: "Hardt et al., The PetShop dataset, CLeaR 2024",
  parameters: TRAVERSAL_PARAMETERS,
  comparesMetrics: true,
  create: (context, parameters) => rankByTraversal(context, pathScores, parameters),
});
