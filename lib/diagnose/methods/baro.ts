import { diagnoser, type DiagnoserEntry } from "../diagnoser.ts";
import { rankByRobustScorer, ROBUST_SCORER_PARAMETERS } from "../metrics/robust_scorer.ts";

/** BARO's RobustScorer, without its detector of change points: the two windows tell when the incident began. */
export const baro: DiagnoserEntry = diagnoser({
  name: "baro",
  about: "ranks services by the largest rise of a metric above its median, in interquartile ranges",
  source:
    "Pham, Ha and Zhang, BARO: Robust root cause analysis for microservices via multivariate Bayesian online change point detection, FSE 2024",
  parameters: ROBUST_SCORER_PARAMETERS,
  comparesMetrics: true,
  create: ({ services }, parameters) => rankByRobustScorer(services, parameters),
});
