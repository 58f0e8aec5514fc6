import { wholeNumber } from "../../model/mod.ts";
import { diagnoser, type DiagnoserEntry } from "../diagnoser.ts";
import { distance, rankByWalk, stepOf, type Walk, WALK_PARAMETERS } from "../graph/causal_walk.ts";

const CONVERGED = 1e-12;

/**
 * Random walk from the symptom towards anomalous causes: services rank by their expected share of the visits, computed exactly instead of
 * sampled. The anomaly score of a service is ln(1 + its largest robust deviation in the window).
 */
export const randomWalk: DiagnoserEntry = diagnoser({
  name: "random-walk",
  about: "ranks services by how often a random walk from the symptom towards anomalous causes visits them",
  source: "Wang et al., CloudRanger, CCGrid 2018",
  parameters: {
    stepsPerService: wholeNumber({
      about: "length of the walk for each service that there is",
      unit: "steps",
      range: [1, 1000],
      default: 10,
    }),
    ...WALK_PARAMETERS,
  },
  comparesMetrics: true,
  create: (context, { stepsPerService, ...walk }) =>
    rankByWalk(context, (on) => expectedVisits(on, stepsPerService), walk),
});

function expectedVisits({ walk, graph: { target }, scores }: Walk, stepsPerService: number): Float64Array {
  const steps = stepsPerService * scores.length;
  const visits = new Float64Array(scores.length);
  let now: Float64Array = new Float64Array(scores.length);
  now[target] = 1;
  for (let step = 0; step < steps; step++) {
    const next = stepOf(walk, now);
    // Once the distribution has converged, all further steps are equal.
    const equal = distance(next, now) < CONVERGED ? steps - step : 1;
    for (let i = 0; i < visits.length; i++) visits[i]! += equal * next[i]! / steps;
    if (equal > 1) break;
    now = next;
  }
  return visits;
}
