import type { StreamPoint } from "../detector.ts";

/** Smallest standard deviation that floating point resolves, as a share of the mean. */
const RESOLUTION = 1e-9;

/** Mean and standard deviation of each value in the warm-up. */
export interface WarmupScale {
  /** The whole state. */
  readonly arrays: Readonly<Record<"centre" | "width", Float64Array>>;
  /** Learns mean and standard deviation of each value. The width of a constant is its absolute value, or 1 for a constant 0. */
  learn(warmup: readonly StreamPoint[]): void;
  /** Writes (value - centre) / width, clipped to +-`limit`, into `scaled`. */
  apply(values: Float64Array, scaled: Float64Array, limit: number): void;
}

/** Standardises values by the warm-up, so that a detector does not depend on units. */
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
        width[i] = Math.sqrt(square) > RESOLUTION * Math.abs(mean) ? Math.sqrt(square) : Math.abs(mean) || 1;
      }
    },
    apply: (values, scaled, limit) => {
      for (let i = 0; i < dimensions; i++) {
        scaled[i] = Math.max(-limit, Math.min(limit, (values[i]! - centre[i]!) / width[i]!));
      }
    },
  };
}
