import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  REQUEST_RATE,
} from "../../model/mod.ts";

/** How many numbers a service is watched by. */
export const FEATURE_COUNT = 5;

/** Deviations that mean nothing to an operator, however rare: of latency as a share, of the others absolute. */
const LEAST = { latency: 0.04, errors: 0.004, cpu: 0.01, memory: 0.006, rate: 0.04 };

/**
 * A service's metrics as a stream detector is to see them: latency and rate as logarithms, CPU as it would be at the usual rate, because
 * load moves these up and down in health; each in units of the least deviation that means something.
 *
 * @param values services x metrics
 * @param usualRate requests a second in the warm-up
 * @param into `FEATURE_COUNT` numbers
 */
export function serviceFeatures(
  values: Float64Array,
  { service, usualRate, into }: { service: number; usualRate: number; into: Float64Array },
): Float64Array {
  const row = service * METRIC_COUNT;
  const rate = values[row + REQUEST_RATE]!;
  const cpu = values[row + CPU_UTILISATION]!;
  into[0] = Math.log(Math.max(0.1, values[row + LATENCY_P95_MS]!)) / LEAST.latency;
  into[1] = values[row + ERROR_RATE]! / LEAST.errors;
  into[2] = (rate > 0 ? cpu * usualRate / rate : cpu) / LEAST.cpu;
  into[3] = values[row + MEMORY_UTILISATION]! / LEAST.memory;
  into[4] = Math.log(Math.max(0.1, rate)) / LEAST.rate;
  return into;
}
