import { normalQuantile, type Stream } from "../../random/mod.ts";
import { leastSpread } from "../mixtures/gamma_tail.ts";
import type { Mixture } from "../mixtures/mixture.ts";

/** Lower limit of a draw, as a share of its component's mean. */
const MIN_SHARE_OF_MEAN = 0.01;

/**
 * A gamma variable of that mean and variance by inversion of Wilson and Hilferty's approximation (1931), by which the physics
 * computes percentiles too, so that samples and metrics agree.
 *
 * @param z a standard normal draw
 */
export function gammaFrom(z: number, mean: number, variance: number): number {
  if (mean <= 0) return 0;
  const spread = leastSpread(mean, variance);
  const root = 1 - spread / (9 * mean * mean) + z * Math.sqrt(spread) / (3 * mean);
  return mean * Math.max(MIN_SHARE_OF_MEAN, root * root * root);
}

/** A draw from a mixture of gamma components, which takes two numbers from the stream; 0 for an empty mixture. */
export function drawFrom({ size, parts }: Mixture, stream: Stream): number {
  let total = 0;
  for (let i = 0; i < size * 3; i += 3) total += parts[i]!;
  let left = stream.next() * total;
  const z = normalQuantile(stream.next());
  for (let i = 0; i < size * 3; i += 3) {
    left -= parts[i]!;
    if (left < 0 || i === (size - 1) * 3) return gammaFrom(z, parts[i + 1]!, parts[i + 2]!);
  }
  return 0;
}

/** Random hexadecimal digits; every eight take one number from the stream. */
export function hexDigits(count: number, stream: Stream): string {
  let digits = "";
  while (digits.length < count) digits += stream.integer(2 ** 32).toString(16).padStart(8, "0");
  return digits;
}
