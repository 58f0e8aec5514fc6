import { diagnoser, type DiagnoserEntry } from "../diagnoser.ts";
import { pathScoresOrLeaves, rankByTraversal, TRAVERSAL_PARAMETERS } from "../graph/traversal.ts";

/**
 * Anomaly traversal that continues where the published one names nobody: the leaves of the anomalous region that calls lead to from the
 * target take the place of the candidates, by their best score from the third row on. In either case the rest of the region follows.
 */
export const traversalFallback: DiagnoserEntry = diagnoser({
  name: "traversal-fallback",
  about: "traversal that falls back to anomalous services farther away if none explains the symptom",
  parameters: TRAVERSAL_PARAMETERS,
  comparesMetrics: true,
  create: (context, parameters) => rankByTraversal(context, pathScoresOrLeaves, parameters),
});
