import { gammaTail } from "./gamma_tail.ts";

/**
 * A mixture of at most `MAX_COMPONENTS` gamma components: `parts` holds the weight, mean (s) and variance (s^2) of each in
 * turn. The weights sum to the probability that a request ends this way, not to 1. Mixtures are modified in place, because a step
 * handles dozens of them.
 */
export interface Mixture {
  size: number;
  readonly parts: Float64Array;
}

/** Number of components to which `reduce` reduces a mixture. */
export const KEPT_COMPONENTS = 3;
/**
 * The most components that arise between two calls of `reduce`: a reduced mixture and its products with two others; or a call whose
 * packets are lost, eight for each of its own, and its failures.
 */
export const MAX_COMPONENTS = KEPT_COMPONENTS * (1 + 8) + 5;
const NEGLIGIBLE_WEIGHT = 1e-9;

/** An empty mixture with room for that many components. */
export function createMixture(capacity: number = MAX_COMPONENTS): Mixture {
  return { size: 0, parts: new Float64Array(capacity * 3) };
}

/** Empty mixtures with room for that many components each, next to each other in memory. */
export function createMixtures(count: number, capacity: number): Mixture[] {
  const buffer = new Float64Array(count * capacity * 3);
  return Array.from({ length: count }, (_, i) => ({
    size: 0,
    parts: buffer.subarray(i * capacity * 3, (i + 1) * capacity * 3),
  }));
}

/** Adds a component unless its weight is negligible. */
export function push(mixture: Mixture, weight: number, mean: number, variance: number): void {
  if (weight < NEGLIGIBLE_WEIGHT) return;
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

/** Weighted mean of the components; 0 if there are none. */
export function meanOf({ size, parts }: Mixture): number {
  let weight = 0;
  let sum = 0;
  for (let i = 0; i < size * 3; i += 3) {
    weight += parts[i]!;
    sum += parts[i]! * parts[i + 1]!;
  }
  return weight > 0 ? sum / weight : 0;
}

/** Weighted sum of the components' second moments. */
export function secondMomentOf({ size, parts }: Mixture): number {
  let sum = 0;
  for (let i = 0; i < size * 3; i += 3) sum += parts[i]! * (parts[i + 1]! * parts[i + 1]! + parts[i + 2]!);
  return sum;
}

/** Variance of the whole, with weights that need not sum to 1; 0 if there are no components. */
export function varianceOf({ size, parts }: Mixture): number {
  let weight = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < size * 3; i += 3) {
    const share = parts[i]!;
    const mean = parts[i + 1]!;
    weight += share;
    sum += share * mean;
    squares += share * (mean * mean + parts[i + 2]!);
  }
  return weight > 0 ? squares / weight - sum * sum / (weight * weight) : 0;
}

/** Adds the sums of a component and each component of a mixture. Positional, since a step does it dozens of times. */
export function pushSums(
  into: Mixture,
  weight: number,
  mean: number,
  variance: number,
  { size, parts }: Mixture,
): void {
  for (let j = 0; j < size * 3; j += 3) {
    push(into, weight * parts[j]!, mean + parts[j + 1]!, variance + parts[j + 2]!);
  }
}

/** Copies one mixture over another. */
export function assign(to: Mixture, from: Mixture): void {
  to.size = from.size;
  for (let i = 0; i < from.size * 3; i++) to.parts[i] = from.parts[i]!;
}

/**
 * Merges the two neighbours that are closest by Ward's distance until `KEPT_COMPONENTS` are left. Weight, mean and variance of the
 * whole are preserved.
 *
 * @param distances working memory of at least `MAX_COMPONENTS` numbers
 */
export function reduce(mixture: Mixture, distances: Float64Array): void {
  if (mixture.size <= KEPT_COMPONENTS) return;
  sortByMean(mixture);
  const { parts } = mixture;
  let last = mixture.size - 1;
  for (let i = 0; i < last; i++) distances[i] = wardDistance(parts, i * 3);
  while (last >= KEPT_COMPONENTS) {
    let closest = 0;
    let least = Infinity;
    for (let i = 0; i < last; i++) {
      if (distances[i]! < least) {
        least = distances[i]!;
        closest = i;
      }
    }
    mergeNext(parts, closest * 3);
    // Only the distances to the merged component change: two have to be computed again.
    for (let i = closest * 3 + 3; i < last * 3; i++) parts[i] = parts[i + 3]!;
    last--;
    for (let i = closest + 1; i < last; i++) distances[i] = distances[i + 1]!;
    if (closest > 0) distances[closest - 1] = wardDistance(parts, closest * 3 - 3);
    if (closest < last) distances[closest] = wardDistance(parts, closest * 3);
  }
  mixture.size = last + 1;
}

/** Ward's distance between the component at `at` and the next: the increase in within-component variance if they merge. */
function wardDistance(parts: Float64Array, at: number): number {
  const a = parts[at]!;
  const b = parts[at + 3]!;
  const gap = parts[at + 4]! - parts[at + 1]!;
  return a * b / (a + b) * gap * gap;
}

/** Merges the component at `at` with the next, which stays in the array. */
function mergeNext(parts: Float64Array, at: number): void {
  const a = parts[at]!;
  const b = parts[at + 3]!;
  const weight = a + b;
  const gap = parts[at + 4]! - parts[at + 1]!;
  const share = b / weight;
  parts[at] = weight;
  parts[at + 1] = parts[at + 1]! + share * gap;
  parts[at + 2] = parts[at + 2]! + share * (parts[at + 5]! - parts[at + 2]!) +
    share * (1 - share) * gap * gap;
}

/** Insertion sort: there are at most `MAX_COMPONENTS`, mostly in order. */
function sortByMean({ size, parts }: Mixture): void {
  for (let i = 3; i < size * 3; i += 3) {
    const mean = parts[i + 1]!;
    if (parts[i - 2]! <= mean) continue;
    const weight = parts[i]!;
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

/** Total weight beyond time t (s). */
export function weightBeyond({ size, parts }: Mixture, t: number): number {
  let sum = 0;
  for (let i = 0; i < size * 3; i += 3) sum += parts[i]! * gammaTail(t, parts[i + 1]!, parts[i + 2]!);
  return sum;
}
