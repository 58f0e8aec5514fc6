import { sampleQuantile } from "../../stats/mod.ts";
import type { Diagnoser, DiagnoserContext } from "../diagnoser.ts";
import { createMetricDeviation, type DeviationOptions, type Scale } from "../metrics/metric_deviation.ts";

/**
 * BARO's RobustScorer: ranks metrics by the largest (x - median) / (Q75 - Q25) of the window after, signed, median and quartiles from
 * the window before; an interquartile range of 0 counts as 1. Pham, Ha and Zhang, "BARO: Robust root cause analysis for
 * microservices via multivariate Bayesian online change point detection", FSE 2024. Leaves out what is constant over both
 * windows; the published code leaves out what is constant in either, and so an error rate that jumps from 0.
 */
export function createBaro(context: DiagnoserContext, options: DeviationOptions = {}): Diagnoser {
  return createMetricDeviation({ name: "baro", learn: medianAndQuartiles }, context, options);
}

function medianAndQuartiles(values: Float64Array): Scale {
  const sorted = values.toSorted();
  const at = (p: number) => sampleQuantile(sorted, p);
  return { centre: at(0.5), spread: at(0.75) - at(0.25) };
}
