import { mean } from "../../stats/mod.ts";
import type { Diagnoser, DiagnoserContext } from "../diagnoser.ts";
import { createMetricDeviation, type DeviationOptions, type Scale } from "../metrics/metric_deviation.ts";

/**
 * N-sigma: ranks metrics by the largest (x - mean) / sd of the window after, mean and standard deviation (divisor n) from the window
 * before. Lin, Chen and Zheng, "Microscope", ICSOC 2018; as compared in Pham, Ha and Zhang, "BARO", FSE 2024.
 */
export function createNSigma(context: DiagnoserContext, options: DeviationOptions = {}): Diagnoser {
  return createMetricDeviation({ name: "n-sigma", learn: meanAndSd }, context, options);
}

function meanAndSd(values: Float64Array): Scale {
  const centre = mean(values);
  let squares = 0;
  for (const x of values) squares += (x - centre) ** 2;
  return { centre, spread: Math.sqrt(squares / values.length) };
}
