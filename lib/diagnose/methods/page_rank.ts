import { number } from "../../model/mod.ts";
import { diagnoser, type DiagnoserEntry } from "../diagnoser.ts";
import { distance, rankByWalk, stepOf, type Walk, WALK_PARAMETERS } from "../graph/causal_walk.ts";

const CONVERGED = 1e-10;
const MAX_STEPS = 200;

/** Personalised PageRank over the steps of `random-walk`, which restarts at a service in proportion to its anomaly score. */
export const pageRank: DiagnoserEntry = diagnoser({
  name: "pagerank",
  about: "ranks services by personalised PageRank towards anomalous causes",
  source: "Page et al., The PageRank citation ranking, 1999; used so in Wu et al., MicroRCA, NOMS 2020",
  parameters: {
    damping: number({
      about: "probability of a step along the graph; otherwise the walk restarts",
      range: [0, 0.99],
      default: 0.85,
    }),
    ...WALK_PARAMETERS,
  },
  comparesMetrics: true,
  create: (context, { damping, ...walk }) => rankByWalk(context, (on) => visitsOf(on, damping), walk),
});

function visitsOf({ walk, scores }: Walk, damping: number): Float64Array {
  const total = scores.reduce((a, b) => a + b, 0);
  const restart = scores.map((score) => score / total);
  let now: Float64Array = restart;
  for (let step = 0; step < MAX_STEPS; step++) {
    const next = stepOf(walk, now).map((share, i) => damping * share + (1 - damping) * restart[i]!);
    if (distance(next, now) < CONVERGED) return next;
    now = next;
  }
  return now;
}
