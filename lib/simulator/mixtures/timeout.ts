import { gammaTail } from "./gamma_tail.ts";
import { type Mixture, push } from "./mixture.ts";

/** Adds a response: what is in time to `good`, the weight beyond the timeout as an atom at the timeout to `bad`. */
export function pushTimed(
  good: Mixture,
  bad: Mixture,
  weight: number,
  mean: number,
  variance: number,
  timeout: number,
): void {
  const distance = timeout - mean;
  if (distance > 0 && distance * distance > 100 * variance) {
    push(good, weight, mean, variance);
    return;
  }
  const beyond = gammaTail(timeout, mean, variance);
  push(bad, weight * beyond, timeout, 0);
  if (beyond < 1 - 1e-6) pushWithin(good, weight, { mean, variance, limit: timeout, beyond });
}

/**
 * Adds what a gamma variable is below a limit. With shape k and scale s, E[T; T < t] = k s P(T' < t) for T' of shape k + 1, and
 * E[T²; T < t] = k (k + 1) s² P(T'' < t) for T'' of shape k + 2.
 *
 * @param part `beyond` is the share of the variable beyond the limit, below 1
 */
export function pushWithin(
  into: Mixture,
  weight: number,
  part: { mean: number; variance: number; limit: number; beyond: number },
): void {
  const { mean, variance, limit, beyond } = part;
  const scale = Math.max(variance / mean, 1e-9);
  const within = 1 - beyond;
  let first: number;
  let second: number;
  if (within < 0.01) {
    // Far below the mean the density is nearly a power of t.
    const shape = mean / scale;
    first = limit * shape / (shape + 1);
    second = limit * limit * shape / (shape + 2);
  } else {
    first = mean * (1 - gammaTail(limit, mean + scale, variance + scale * scale)) / within;
    second = mean * (mean + scale) *
      (1 - gammaTail(limit, mean + 2 * scale, variance + 2 * scale * scale)) / within;
  }
  first = Math.min(first, limit);
  push(into, weight * within, first, Math.max(0, second - first * first));
}
