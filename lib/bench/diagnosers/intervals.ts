import { createStream } from "../../random/mod.ts";
import { bcaMeans, type Estimate, wilsonInterval } from "../../stats/mod.ts";

/**
 * Means with 95 % intervals: Wilson's if all values are 0 or 1, which is valid for equal values too, else BCa. All bootstraps draw from the same
 * stream, so that the same cases give the same bytes.
 */
export function meanEstimates(samples: readonly ArrayLike<number>[]): Estimate[] {
  const isShare = samples.map((values) => Array.from(values).every((value) => value === 0 || value === 1));
  const others = pairedEstimates(samples.filter((_, i) => !isShare[i])).values();
  return samples.map((values, i) => isShare[i] ? shareOf(values) : others.next().value!);
}

/** Mean differences with their 95 % BCa intervals. */
export function pairedEstimates(samples: readonly ArrayLike<number>[]): Estimate[] {
  return bcaMeans(samples.map((values) => ({ values })), { next: createStream("bootstrap").next });
}

function shareOf(values: ArrayLike<number>): Estimate {
  return wilsonInterval({
    successes: Array.from(values).filter((value) => value === 1).length,
    cases: values.length,
  });
}
