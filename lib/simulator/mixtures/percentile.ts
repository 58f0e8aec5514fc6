import { normalQuantile } from "../../random/mod.ts";
import { leastSpread, normalDensity, normalTail } from "./gamma_tail.ts";
import { MAX_COMPONENTS, type Mixture, totalWeight } from "./mixture.ts";

/** Result and working memory of `percentile95`. */
export interface Percentile {
  /** The 95th percentile in seconds; 0 where the mixtures are empty. */
  value: number;
  /** Probability density there (1/s), from which the noise of a sampled percentile follows. */
  density: number;
  /** Weight, slope and offset of each component's line; see `percentile95`. */
  readonly lines: Float64Array;
}

/** A result record for `percentile95`, to be reused. */
export function createPercentile(): Percentile {
  return { value: 0, density: 0, lines: new Float64Array(2 * MAX_COMPONENTS * 3) };
}

const TAIL = 0.05;
const Z95 = -normalQuantile(TAIL);
const DENSITY95 = normalDensity(Z95);

/**
 * The 95th percentile of two mixtures together, by Newton's method on the logarithm of the tail, kept inside a bracket and
 * started from a first guess (s). Relative error below 1e-4.
 *
 * Wilson and Hilferty's z is a line in the cube root of t. With the slope and offset of each component computed once, an iteration takes
 * one exponential per component and a single cube root: half the cost of `gammaTail`.
 */
export function percentile95(a: Mixture, b: Mixture, guess: number, out: Percentile): void {
  const whole = totalWeight(a) + totalWeight(b);
  if (whole < 1e-6) {
    out.value = 0;
    out.density = 0;
    return;
  }
  if (a.size === 1 && b.size === 0) return percentileOfOne(a.parts, out);
  const { lines } = out;
  const wanted = TAIL * whole;
  const end = addLines(b, lines, addLines(a, lines, 0));
  let low = 0;
  let high = Infinity;
  let t = guess > 0 ? guess : 0.01;
  let slope = 1;
  for (let round = 0; round < 40; round++) {
    const root = Math.cbrt(t);
    let tail = 0;
    slope = 0;
    for (let i = 0; i < end; i += 3) {
      const steepness = lines[i + 1]!;
      const weight = lines[i]!;
      const z = steepness * root + lines[i + 2]!;
      const density = normalDensity(z);
      tail += weight * normalTail(z, density);
      slope += weight * density * steepness;
    }
    slope /= 3 * root * root;
    if (tail > wanted) low = t;
    else high = t;
    let next = slope > 0 && tail > 0 ? t + Math.log(tail / wanted) * tail / slope : Infinity;
    // Between two atoms the tail is flat and Newton's step is unbounded.
    const newton = next > low && next < high && next < 4 * t;
    if (!newton) next = high === Infinity ? t * 2 : (low + high) / 2;
    const moved = Math.abs(next - t);
    t = next;
    // Convergence is quadratic: the error after a step is about the square of the step.
    if (moved < (newton ? 3e-3 : 1e-4) * t) break;
  }
  out.value = t;
  out.density = slope / whole;
}

/** Writes the lines of a mixture's components to `lines` from index `from` on; returns the index after them. */
function addLines({ size, parts }: Mixture, lines: Float64Array, from: number): number {
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

/** Closed form for one component: its line is solved for the cube root. */
function percentileOfOne(parts: Float64Array, out: Percentile): void {
  const mean = parts[1]!;
  const spread = leastSpread(mean, parts[2]!);
  const steepness = 3 * mean / Math.sqrt(spread);
  const root = Math.max(1e-3, Z95 / steepness + 1 - spread / (9 * mean * mean));
  out.value = mean * root * root * root;
  out.density = DENSITY95 * steepness / (3 * mean * root * root);
}
