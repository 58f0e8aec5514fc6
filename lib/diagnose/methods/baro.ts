import { diagnoser, type DiagnoserEntry } from "../diagnoser.ts";
import { DEVIATION_PARAMETERS, rankByDeviation } from "../metrics/metric_deviation.ts";
import { quartileScale } from "../metrics/scale.ts";

/**
 * BARO's RobustScorer: ranks metrics by the largest signed (x - median) / (Q75 - Q25) of the window after, with median and quartiles of
 * the window before. Metrics that are constant over both windows are left out. (The published code leaves out those that are constant in
 * either window, and with them an error rate that jumps from 0, and counts an interquartile range of 0 as 1, whatever the unit; here
 * `spreadAt` gives a scale to both.)
 */
export const baro: DiagnoserEntry = diagnoser({
  name: "baro",
  about: "ranks services by the largest rise of a metric above its median, in interquartile ranges",
  source:
    "Pham, Ha and Zhang, BARO: Robust root cause analysis for microservices via multivariate Bayesian online change point detection, FSE 2024",
  parameters: DEVIATION_PARAMETERS,
  comparesMetrics: true,
  create: ({ services }, parameters) => rankByDeviation(services, quartileScale, parameters),
});
