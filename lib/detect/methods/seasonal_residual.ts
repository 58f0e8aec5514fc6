import { number, wholeNumber } from "../../model/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import { createMoments, largestSize } from "../parts/moments.ts";
import { createWarmupScale } from "../parts/warmup_scale.ts";
import type { StreamPoint } from "../detector.ts";

const DAY_SECONDS = 86_400;
/** Initial variance of the weights; without excitation forgetting would inflate it without bound, so it stops here. */
const MAX_COVARIANCE = 100;
/** Points that are learnt from unclipped. */
const UNGATED_POINTS = 50;
/** Largest regressor in size, in standard deviations of the warm-up. */
const MAX_INPUT = 8;

/**
 * The residual of each value after a regression on the other values and on `waves` harmonics of the day: a busy CPU is expected where the
 * request rate is high. One recursive least squares regression per value with exponential forgetting. The score is the largest absolute
 * residual in standard deviations of past residuals.
 */
export const seasonalResidual: DetectorEntry = detector({
  name: "seasonal-residual",
  about: "what the other values and the time of the day leave unexplained of each value",
  source: 'Plackett, "Some theorems in least squares", Biometrika 1950',
  parameters: {
    memory: number({
      about: "weight that earlier points keep from one point to the next",
      range: [0.9, 1],
      default: 0.998,
    }),
    waves: wholeNumber({
      about: "harmonics of the day among the regressors",
      range: [0, 12],
      default: 2,
    }),
    share: number({
      about: "weight of the newest residual in their mean and variance",
      range: [1e-4, 0.5],
      default: 0.005,
    }),
    gate: number({
      about: "largest residual that is learnt from, larger ones are clipped to it",
      unit: "standard deviations",
      range: [1, 100],
      default: 4,
    }),
  },
  stream: ({ dimensions }, { memory, waves, share, gate }) => {
    const terms = 1 + 2 * waves + dimensions - 1;
    const scale = createWarmupScale(dimensions);
    const weights = new Float64Array(dimensions * terms);
    const covariance = new Float64Array(dimensions * terms * terms);
    const moments = createMoments(dimensions, { share, gate });
    const residual = new Float64Array(dimensions);
    const z = new Float64Array(dimensions);
    const scaled = new Float64Array(dimensions);
    const input = new Float64Array(terms);
    const gain = new Float64Array(terms);

    function prepare(warmup: readonly StreamPoint[]): void {
      scale.learn(warmup);
      for (let i = 0; i < dimensions; i++) {
        for (let k = 0; k < terms; k++) covariance[(i * terms + k) * terms + k] = MAX_COVARIANCE;
      }
    }

    /** Writes the regressors of value i: a constant, the daily waves, the other values. */
    function explain(i: number, timeSeconds: number): void {
      input[0] = 1;
      for (let wave = 1; wave <= waves; wave++) {
        const angle = 2 * Math.PI * wave * (timeSeconds % DAY_SECONDS) / DAY_SECONDS;
        input[2 * wave - 1] = Math.sin(angle);
        input[2 * wave] = Math.cos(angle);
      }
      for (let j = 0, at = 1 + 2 * waves; j < dimensions; j++) {
        if (j !== i) input[at++] = Math.max(-MAX_INPUT, Math.min(MAX_INPUT, scaled[j]!));
      }
    }

    function expected(i: number): number {
      let sum = 0;
      for (let k = 0; k < terms; k++) sum += weights[i * terms + k]! * input[k]!;
      return sum;
    }

    /** One step of the recursive regression of value i. */
    function learn(i: number, error: number): void {
      const own = covariance.subarray(i * terms * terms, (i + 1) * terms * terms);
      let denominator = memory;
      for (let k = 0; k < terms; k++) {
        let sum = 0;
        for (let l = 0; l < terms; l++) sum += own[k * terms + l]! * input[l]!;
        gain[k] = sum;
        denominator += input[k]! * sum;
      }
      for (let k = 0; k < terms; k++) weights[i * terms + k]! += gain[k]! / denominator * error;
      for (let k = 0; k < terms; k++) {
        for (let l = 0; l <= k; l++) {
          const value = own[k * terms + l]! - gain[k]! * gain[l]! / denominator;
          own[k * terms + l] = value;
          own[l * terms + k] = value;
        }
      }
      let largest = 0;
      for (let k = 0; k < terms; k++) largest = Math.max(largest, own[k * terms + k]!);
      if (largest < MAX_COVARIANCE) { for (let k = 0; k < own.length; k++) own[k]! /= memory; }
    }

    function update({ values, timeSeconds }: StreamPoint): number {
      scale.apply(values, scaled, Infinity);
      for (let i = 0; i < dimensions; i++) {
        explain(i, timeSeconds);
        const error = scaled[i]! - expected(i);
        residual[i] = error;
        const limit = gate * Math.max(1e-3, Math.sqrt(moments.arrays.variance[i]!));
        const open = moments.arrays.seen[0]! < UNGATED_POINTS;
        learn(i, open ? error : Math.max(-limit, Math.min(limit, error)));
      }
      moments.next(residual, z);
      return largestSize(z);
    }

    return {
      fit: (warmup) => {
        prepare(warmup);
        warmup.forEach(update);
      },
      update,
      arrays: { ...scale.arrays, weights, covariance, ...moments.arrays },
    };
  },
});
