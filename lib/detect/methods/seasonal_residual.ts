import { detector, type DetectorEntry } from "../detector_entry.ts";
import { keptArrays } from "../state/kept_arrays.ts";
import { largestSize } from "../parts/largest_size.ts";
import { createMoments } from "../parts/moments.ts";
import type { StreamContext, StreamDetector, StreamPoint } from "../stream_detector.ts";
import { createWarmupScale } from "../parts/warmup_scale.ts";

const DAY_SECONDS = 86_400;
/** Waves that a day's course is made of: one and two to a day. */
const WAVES = 2;
/** Weight that what was learnt keeps from point to point. */
const MEMORY = 0.998;
/** Certainty of the weights to begin with, and where it stops falling: what is not stirred up would be forgotten without end. */
const LOOSEST = 100;
/** Standard deviations beyond which a point teaches only as much as one at this distance. */
const GATE = 4;
const LEARNING = { share: 0.005, gate: GATE };
/** What a value counts at most as an explanation, in standard deviations of the warm-up. */
const FARTHEST = 8;

/**
 * What is left of each value when the others and the time of the day have explained it: a CPU that is busy is no news where the rate of
 * requests is high. One recursive least squares regression a value with forgetting (Plackett, "Some theorems in least squares", Biometrika
 * 1950) on the other values and two waves a day; the score is the largest residual in standard deviations of its own past.
 */
export function createSeasonalResidual({ dimensions }: StreamContext): StreamDetector {
  const terms = 1 + 2 * WAVES + dimensions - 1;
  const scale = createWarmupScale(dimensions);
  const weights = new Float64Array(dimensions * terms);
  const spread = new Float64Array(dimensions * terms * terms);
  const moments = createMoments(dimensions, LEARNING);
  const residual = new Float64Array(dimensions);
  const z = new Float64Array(dimensions);
  const scaled = new Float64Array(dimensions);
  const input = new Float64Array(terms);
  const gain = new Float64Array(terms);

  function prepare(warmup: readonly StreamPoint[]): void {
    scale.learn(warmup);
    for (let i = 0; i < dimensions; i++) {
      for (let k = 0; k < terms; k++) spread[(i * terms + k) * terms + k] = LOOSEST;
    }
  }

  /** What explains value i: a constant, the day's waves, the other values. */
  function explain(i: number, timeSeconds: number): void {
    input[0] = 1;
    for (let wave = 1; wave <= WAVES; wave++) {
      const angle = 2 * Math.PI * wave * (timeSeconds % DAY_SECONDS) / DAY_SECONDS;
      input[2 * wave - 1] = Math.sin(angle);
      input[2 * wave] = Math.cos(angle);
    }
    for (let j = 0, at = 1 + 2 * WAVES; j < dimensions; j++) {
      if (j !== i) input[at++] = Math.max(-FARTHEST, Math.min(FARTHEST, scaled[j]!));
    }
  }

  function expected(i: number): number {
    let sum = 0;
    for (let k = 0; k < terms; k++) sum += weights[i * terms + k]! * input[k]!;
    return sum;
  }

  /** One step of the regression of value i, by an error that went through the gate. */
  function learn(i: number, error: number): void {
    const own = spread.subarray(i * terms * terms, (i + 1) * terms * terms);
    let scale = MEMORY;
    for (let k = 0; k < terms; k++) {
      let sum = 0;
      for (let l = 0; l < terms; l++) sum += own[k * terms + l]! * input[l]!;
      gain[k] = sum;
      scale += input[k]! * sum;
    }
    for (let k = 0; k < terms; k++) weights[i * terms + k]! += gain[k]! / scale * error;
    for (let k = 0; k < terms; k++) {
      for (let l = 0; l <= k; l++) {
        const value = own[k * terms + l]! - gain[k]! * gain[l]! / scale;
        own[k * terms + l] = value;
        own[l * terms + k] = value;
      }
    }
    let loosest = 0;
    for (let k = 0; k < terms; k++) loosest = Math.max(loosest, own[k * terms + k]!);
    if (loosest < LOOSEST) { for (let k = 0; k < own.length; k++) own[k]! /= MEMORY; }
  }

  function update({ values, timeSeconds }: StreamPoint): number {
    scale.apply(values, scaled, Infinity);
    for (let i = 0; i < dimensions; i++) {
      explain(i, timeSeconds);
      const error = scaled[i]! - expected(i);
      residual[i] = error;
      const reach = GATE * Math.max(1e-3, Math.sqrt(moments.arrays.variance[i]!));
      const open = moments.arrays.seen[0]! < 50;
      learn(i, open ? error : Math.max(-reach, Math.min(reach, error)));
    }
    moments.next(residual, z);
    return largestSize(z);
  }

  return {
    name: "seasonal-residual",
    fit: (warmup) => {
      prepare(warmup);
      warmup.forEach(update);
    },
    update,
    ...keptArrays("seasonal-residual", { ...scale.arrays, weights, spread, ...moments.arrays }),
  };
}

/** The entry of the catalogue. */
export const seasonalResidual: DetectorEntry = detector({
  name: "seasonal-residual",
  about: "what the other values and the time of the day leave unexplained of each value",
  source: 'Plackett, "Some theorems in least squares", Biometrika 1950',
  stream: createSeasonalResidual,
});
