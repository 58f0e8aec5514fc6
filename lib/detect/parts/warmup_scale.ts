import type { StreamPoint } from "../stream_detector.ts";

/** Least spread, as a share of the mean: what floating point can tell apart. */
const TINY = 1e-9;

/** Where the values of a warm-up lie, and how far apart. */
export interface WarmupScale {
  /** All that is remembered. */
  readonly arrays: Readonly<Record<"centre" | "width", Float64Array>>;
  /** Learns mean and standard deviation of each value; one that never changed has its own size for a width, or 1. */
  learn(warmup: readonly StreamPoint[]): void;
  /** Writes how many widths each value lies above its centre into `scaled`, no farther than `farthest`. */
  apply(values: Float64Array, scaled: Float64Array, farthest: number): void;
}

/** Scales values by what the warm-up was like, so that what follows doesn't depend on units. */
export function createWarmupScale(dimensions: number): WarmupScale {
  const centre = new Float64Array(dimensions);
  const width = new Float64Array(dimensions).fill(1);
  return {
    arrays: { centre, width },
    learn: (warmup) => {
      for (let i = 0; i < dimensions; i++) {
        const mean = warmup.reduce((sum, { values }) => sum + values[i]! / warmup.length, 0);
        const square = warmup.reduce((sum, { values }) => sum + (values[i]! - mean) ** 2 / warmup.length, 0);
        centre[i] = mean;
        width[i] = Math.sqrt(square) > TINY * Math.abs(mean) ? Math.sqrt(square) : Math.abs(mean) || 1;
      }
    },
    apply: (values, scaled, farthest) => {
      for (let i = 0; i < dimensions; i++) {
        scaled[i] = Math.max(-farthest, Math.min(farthest, (values[i]! - centre[i]!) / width[i]!));
      }
    },
  };
}
