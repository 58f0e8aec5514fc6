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

/** A standard score beyond which a normal tail is 0 or 1 to the last digit. */
const MAX_SCORE = 8.3;

/**
 * The 95th percentile of two mixtures together, by Halley's method on the logarithm of the tail, kept inside a bracket and
 * started from a first guess (s). Relative error below 1e-4.
 *
 * Wilson and Hilferty's z is a line in the cube root of t. With the slope and offset of each component computed once, an iteration takes
 * one exponential per component and a single cube root: half the cost of `gammaTail`. The second derivative comes with it, and makes the
 * first iteration from the last step's percentile mostly the only one.
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
    let bend = 0;
    slope = 0;
    for (let i = 0; i < end; i += 3) {
      const steepness = lines[i + 1]!;
      const weight = lines[i]!;
      const z = steepness * root + lines[i + 2]!;
      if (z > MAX_SCORE) continue;
      if (z < -MAX_SCORE) {
        tail += weight;
        continue;
      }
      const density = normalDensity(z);
      tail += weight * normalTail(z, density);
      const fall = weight * density * steepness;
      slope += fall;
      bend += fall * steepness * z;
    }
    const perSecond = 1 / (3 * root * root);
    slope *= perSecond;
    bend = -bend * perSecond * perSecond - 2 * slope / (3 * t);
    if (tail > wanted) low = t;
    else high = t;
    const excess = Math.log(tail / wanted);
    const newton = slope > 0 && tail > 0 ? excess * tail / slope : Infinity;
    const curved = 1 + excess * (1 + bend * tail / (slope * slope)) / 2;
    const halley = newton / Math.min(2, Math.max(0.5, curved));
    let next = t + halley;
    // Between two atoms the tail is flat and the step is unbounded.
    const inside = next > low && next < high && next < 4 * t;
    if (!inside) next = high === Infinity ? t * 2 : (low + high) / 2;
    const moved = Math.abs(next - t);
    // Convergence is cubic: the error after a step is about the square of its second-order part, over the step.
    const bent = halley - newton;
    const converged = inside
      ? moved < 3e-3 * t || moved < 0.02 * t && bent * bent < 1e-5 * t * moved
      : moved < 1e-4 * t;
    if (converged) {
      slope = Math.max(0, slope + bend * (next - t));
      t = next;
      break;
    }
    t = next;
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
