import { createJoint } from "./joint.ts";
import { createMoments } from "./moments.ts";

/** How the near past is learnt: about the last 50 values, of which one that is far off counts as 4 standard deviations. */
const NEAR_PAST = { share: 0.02, gate: 4 };
/** Deviation at which a change or a new extreme is believed. */
const BELIEVED = 2;

/** How far a value is from what is usual, as it is and while it lasts. */
export interface Deviation {
  /** The whole state. */
  readonly arrays: Readonly<Record<string, Float64Array>>;
  /**
   * Measures a value, then learns from it.
   *
   * @param surprise that of its distance from the level, the -log10 of a probability
   * @returns 0 or more: about 1 for noise, 2 for what is clearly off; grows with the logarithm of the distance
   */
  next(value: number, surprise: number): number;
}

/**
 * Half the sum of log(1 + surprise under a normal distribution of the long past), log(1 + z in the near past) and half of the surprise of its own
 * past. A normal distribution says at once how far a value is off, before its own past is known, but takes every heavy tail for an anomaly;
 * the logarithms keep any one of the three from deciding alone.
 */
export function createDeviation(): Deviation {
  const long = createJoint(1);
  const near = createMoments(1, NEAR_PAST);
  const [x, z] = [new Float64Array(1), new Float64Array(1)];
  const prefixed = Object.entries(near.arrays).map(([name, list]) => [`near_${name}`, list]);
  return {
    arrays: { long: long.state, ...Object.fromEntries(prefixed) },
    next: (value, surprise) => {
      x[0] = value;
      near.next(x, z);
      return (Math.log1p(long.next(x)) + Math.log1p(Math.abs(z[0]!)) + surprise / 2) / 2;
    },
  };
}

/** How much a change or a new extreme counts at this deviation, 0 to 1, with its square. */
export function supportAt(deviation: number): number {
  return Math.min(1, deviation / BELIEVED) ** 2;
}
