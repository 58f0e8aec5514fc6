import { normalQuantile } from "../random/mod.ts";
import { gammaTail, leastSpread, normalDensity, normalTail } from "./gamma_tail.ts";

/**
 * A small mixture of gamma components: `parts` holds weight, mean and variance of each, one after the other. Weights sum
 * to a probability, not to 1. All of it is written in place, because a step touches some dozens of mixtures.
 */
export interface Mixture {
  size: number;
  readonly parts: Float64Array;
}

/** Components that a mixture keeps from one call to the next. */
export const KEPT = 3;
const ROOM = 48;
const NEGLIGIBLE = 1e-9;

/** An empty mixture with room for the products of two. */
export function createMixture(): Mixture {
  return { size: 0, parts: new Float64Array(ROOM * 3) };
}

/** Adds a component; one of negligible weight is left out. */
export function push(mixture: Mixture, weight: number, mean: number, variance: number): void {
  if (weight < NEGLIGIBLE) return;
  const { parts } = mixture;
  const at = mixture.size++ * 3;
  parts[at] = weight;
  parts[at + 1] = mean;
  parts[at + 2] = variance;
}

/** Sum of the weights. */
export function totalWeight({ size, parts }: Mixture): number {
  let sum = 0;
  for (let i = 0; i < size * 3; i += 3) sum += parts[i]!;
  return sum;
}

/** Mean over the components, by weight; 0 if there are none. */
export function meanOf({ size, parts }: Mixture): number {
  let weight = 0;
  let sum = 0;
  for (let i = 0; i < size * 3; i += 3) {
    weight += parts[i]!;
    sum += parts[i]! * parts[i + 1]!;
  }
  return weight > 0 ? sum / weight : 0;
}

/** Copies one mixture over another. */
export function assign(to: Mixture, from: Mixture): void {
  to.size = from.size;
  for (let i = 0; i < from.size * 3; i++) to.parts[i] = from.parts[i]!;
}

/** Merges neighbours, the closest first (Ward's distance), until `KEPT` are left. Weight, mean and variance of the whole stay. */
export function reduce(mixture: Mixture): void {
  if (mixture.size <= KEPT) return;
  sortByMean(mixture);
  const { parts } = mixture;
  while (mixture.size > KEPT) {
    let best = 0;
    let least = Infinity;
    for (let i = 0; i + 3 < mixture.size * 3; i += 3) {
      const a = parts[i]!;
      const b = parts[i + 3]!;
      const gap = parts[i + 4]! - parts[i + 1]!;
      const distance = a * b / (a + b) * gap * gap;
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    mergeNext(mixture, best);
  }
}

function mergeNext(mixture: Mixture, at: number): void {
  const { parts } = mixture;
  const a = parts[at]!;
  const b = parts[at + 3]!;
  const weight = a + b;
  const gap = parts[at + 4]! - parts[at + 1]!;
  const share = b / weight;
  parts[at] = weight;
  parts[at + 1] = parts[at + 1]! + share * gap;
  parts[at + 2] = parts[at + 2]! + share * (parts[at + 5]! - parts[at + 2]!) +
    share * (1 - share) * gap * gap;
  parts.copyWithin(at + 3, at + 6, mixture.size * 3);
  mixture.size--;
}

/** Insertion sort: at most a few dozen components, mostly in order. */
function sortByMean({ size, parts }: Mixture): void {
  for (let i = 3; i < size * 3; i += 3) {
    const weight = parts[i]!;
    const mean = parts[i + 1]!;
    const variance = parts[i + 2]!;
    let j = i - 3;
    while (j >= 0 && parts[j + 1]! > mean) {
      parts[j + 3] = parts[j]!;
      parts[j + 4] = parts[j + 1]!;
      parts[j + 5] = parts[j + 2]!;
      j -= 3;
    }
    parts[j + 3] = weight;
    parts[j + 4] = mean;
    parts[j + 5] = variance;
  }
}

/** Weight beyond t. */
export function weightBeyond({ size, parts }: Mixture, t: number): number {
  let sum = 0;
  for (let i = 0; i < size * 3; i += 3) sum += parts[i]! * gammaTail(t, parts[i + 1]!, parts[i + 2]!);
  return sum;
}

/** Result of `quantile`: the density there, for the noise of a sampled percentile. */
export let quantileDensity = 0;

// Wilson and Hilferty's z is a line in the cube root of t: weight, slope and offset of each component. With these at hand
// a round of Newton's method costs one exponential a component and one cube root in all, half of what `gammaTail` costs.
const lines = new Float64Array(2 * ROOM * 3);

function addLines({ size, parts }: Mixture, from: number): number {
  let to = from;
  for (let i = 0; i < size * 3; i += 3) {
    const mean = parts[i + 1]!;
    const spread = leastSpread(mean, parts[i + 2]!);
    const steepness = 3 * mean / Math.sqrt(spread);
    lines[to] = parts[i]!;
    lines[to + 1] = steepness / Math.cbrt(mean);
    lines[to + 2] = steepness * (spread / (9 * mean * mean) - 1);
    to += 3;
  }
  return to;
}

/**
 * The time that a share `beyond` of both mixtures' weight exceeds, by Newton's method on the logarithm of the tail inside
 * a bracket, from a first guess. Relative error below 1e-4. Sets `quantileDensity`.
 */
export function quantile(a: Mixture, b: Mixture, beyond: number, guess: number): number {
  const whole = totalWeight(a) + totalWeight(b);
  if (whole < 1e-6) {
    quantileDensity = 0;
    return 0;
  }
  if (a.size === 1 && b.size === 0) return quantileOfOne(a.parts, beyond);
  const wanted = beyond * whole;
  const end = addLines(b, addLines(a, 0));
  let low = 0;
  let high = Infinity;
  let t = guess > 0 ? guess : 0.01;
  let slope = 1;
  for (let round = 0; round < 40; round++) {
    const root = Math.cbrt(t);
    let tail = 0;
    slope = 0;
    for (let i = 0; i < end; i += 3) {
      const z = lines[i + 1]! * root + lines[i + 2]!;
      const density = normalDensity(z);
      tail += lines[i]! * normalTail(z, density);
      slope += lines[i]! * density * lines[i + 1]!;
    }
    slope /= 3 * root * root;
    if (tail > wanted) low = t;
    else high = t;
    let next = slope > 0 && tail > 0 ? t + Math.log(tail / wanted) * tail / slope : Infinity;
    // Between two atoms the tail is flat and Newton's step has no bound.
    const newton = next > low && next < high && next < 4 * t;
    if (!newton) next = high === Infinity ? t * 2 : (low + high) / 2;
    const moved = Math.abs(next - t);
    t = next;
    // Newton's error after a step is about the square of the step.
    if (moved < (newton ? 3e-3 : 1e-4) * t) break;
  }
  quantileDensity = slope / whole;
  return t;
}

/** One component needs no search: z is a line in the cube root, and the line turns round. */
function quantileOfOne(parts: Float64Array, beyond: number): number {
  const mean = parts[1]!;
  const spread = leastSpread(mean, parts[2]!);
  const steepness = 3 * mean / Math.sqrt(spread);
  const z = beyond === 0.05 ? Z95 : -normalQuantile(beyond);
  const root = Math.max(1e-3, z / steepness + 1 - spread / (9 * mean * mean));
  quantileDensity = normalDensity(z) * steepness / (3 * mean * root * root);
  return mean * root * root * root;
}

const Z95 = -normalQuantile(0.05);
