import { diagnoser, type DiagnoserEntry } from "../diagnoser.ts";
import { DEVIATION_PARAMETERS, rankByDeviation } from "../metrics/metric_deviation.ts";
import { standardScale } from "../metrics/scale.ts";

/**
 * N-sigma: ranks metrics by the largest signed (x - mean) / sd of the window after, with mean and standard deviation (divisor n) of the
 * window before, as compared in Pham, Ha and Zhang, "BARO", FSE 2024.
 */
export const nSigma: DiagnoserEntry = diagnoser({
  name: "n-sigma",
  about: "ranks services by the largest rise of a metric above its mean, in standard deviations",
  source: "Lin, Chen and Zheng, Microscope, ICSOC 2018",
  parameters: DEVIATION_PARAMETERS,
  comparesMetrics: true,
  create: ({ services }, parameters) => rankByDeviation(services, standardScale, parameters),
});
