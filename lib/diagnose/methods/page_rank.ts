import { distance, stepOf } from "../graph/causal_walk.ts";
import type { Diagnoser, DiagnoserContext } from "../diagnoser.ts";
import { createWalker, type Walk, type WalkOptions } from "../graph/walker.ts";

const DAMPING = 0.85;
const SETTLED = 1e-10;
const MOST_STEPS = 200;

/**
 * Personalised PageRank, damping 0.85, over the same chances as `random-walk`, beginning again at a service in proportion to its score.
 * Page et al., "The PageRank citation ranking", 1999; used so in Wu et al., "MicroRCA", NOMS 2020.
 */
export function createPageRank(context: DiagnoserContext, options: WalkOptions = {}): Diagnoser {
  return createWalker({ name: "pagerank", visits: pageRank }, context, options);
}

function pageRank({ walk, scores }: Walk): Float64Array {
  const total = scores.reduce((a, b) => a + b, 0);
  const again = scores.map((score) => score / total);
  let now: Float64Array = again;
  for (let step = 0; step < MOST_STEPS; step++) {
    const next = stepOf(walk, now).map((chance, i) => DAMPING * chance + (1 - DAMPING) * again[i]!);
    if (distance(next, now) < SETTLED) return next;
    now = next;
  }
  return now;
}
