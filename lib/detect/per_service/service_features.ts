import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  REQUEST_RATE,
} from "../../model/mod.ts";

/** Number of features of a service. */
export const FEATURE_COUNT = 5;

/** Highest CPU utilisation at the usual request rate: of almost no requests it would be infinite. */
const MAX_CPU = 1e9;

/** Smallest deviation of each metric that means something to an operator: relative for latency and rate, absolute for the others. */
const UNIT = { latency: 0.04, errors: 0.004, cpu: 0.01, memory: 0.006, rate: 0.04 };

/**
 * The features of a service for a stream detector: log latency, error rate, CPU utilisation at the usual request rate, memory utilisation,
 * log rate, each in units of the smallest deviation that means something. Logarithms and the usual rate take out what the load changes in
 * health. What is missing is NaN.
 *
 * @param values services x metrics
 * @param options.usualRate requests/s in the warm-up
 * @param options.into receives the `FEATURE_COUNT` features
 */
export function serviceFeatures(
  values: Float64Array,
  { service, usualRate, into }: { service: number; usualRate: number; into: Float64Array },
): Float64Array {
  const row = service * METRIC_COUNT;
  const rate = values[row + REQUEST_RATE]!;
  const cpu = values[row + CPU_UTILISATION]!;
  into[0] = Math.log(Math.max(0.1, values[row + LATENCY_P95_MS]!)) / UNIT.latency;
  into[1] = values[row + ERROR_RATE]! / UNIT.errors;
  into[2] = Math.min(MAX_CPU, atUsualRate(cpu, rate, usualRate)) / UNIT.cpu;
  into[3] = values[row + MEMORY_UTILISATION]! / UNIT.memory;
  into[4] = Math.log(Math.max(0.1, rate)) / UNIT.rate;
  return into;
}

/**
 * CPU utilisation as it would be at the usual rate. As measured without any requests, and where the usual rate isn't known; NaN if only the present rate
 * is missing.
 */
export function atUsualRate(cpu: number, rate: number, usualRate: number): number {
  if (Number.isNaN(usualRate)) return cpu;
  return rate > 0 || Number.isNaN(rate) ? cpu * usualRate / rate : cpu;
}
