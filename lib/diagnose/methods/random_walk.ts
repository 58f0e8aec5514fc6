import { distance, stepOf } from "../graph/causal_walk.ts";
import type { Diagnoser, DiagnoserContext } from "../diagnoser.ts";
import { createWalker, type Walk, type WalkOptions } from "../graph/walker.ts";

/** Steps of the walk for each service that there is. */
const STEPS_PER_SERVICE = 10;
const SETTLED = 1e-12;

/**
 * Random walk from the symptom towards anomalous causes: services rank by the share of visits to be expected in ten steps per service,
 * computed exactly instead of drawn. Wang et al., "CloudRanger", CCGrid 2018. A service's score is the logarithm of 1 + its
 * best robust deviation in the window.
 */
export function createRandomWalk(context: DiagnoserContext, options: WalkOptions = {}): Diagnoser {
  return createWalker({ name: "random-walk", visits: expectedVisits }, context, options);
}

function expectedVisits({ walk, graph: { target }, scores }: Walk): Float64Array {
  const steps = STEPS_PER_SERVICE * scores.length;
  const visits = new Float64Array(scores.length);
  let now: Float64Array = new Float64Array(scores.length);
  now[target] = 1;
  for (let step = 0; step < steps; step++) {
    const next = stepOf(walk, now);
    // Once it has settled, all further steps look alike.
    const alike = distance(next, now) < SETTLED ? steps - step : 1;
    for (let i = 0; i < visits.length; i++) visits[i]! += alike * next[i]! / steps;
    if (alike > 1) break;
    now = next;
  }
  return visits;
}
