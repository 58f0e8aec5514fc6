/** How long the moments count: about so many values, and so much time. A weekend has to be remembered on Monday. */
const MEMORY = { values: 200, seconds: 3 * 86_400 };
/** Added to the variance of each forecast, so that weights stay small until a forecast has proved itself. */
const RIDGE = 0.02;
/** Rounds of the descent over all weights; the next value goes on from there. */
const ROUNDS = 2;

/** Several forecasts of one value, weighted by what they explained of earlier values. */
export interface Blend {
  /** The whole state. */
  readonly state: Float64Array;
  /** The weighted sum of the forecasts. */
  of(forecasts: Float64Array): number;
  /** Learns what each forecast explains of the value, so many seconds after the one before it. */
  learn(forecasts: Float64Array, value: number, passedSeconds: number): void;
}

/**
 * Linear regression of a value on forecasts with weights of 0 or more, exponentially weighted and shrunk towards 0 (ridge), by coordinate
 * descent (Friedman, Hastie and Tibshirani, "Regularization paths for generalized linear models via coordinate descent", Journal of Statistical
 * Software 2010). Value and forecasts are deviations from a level in standard deviations.
 */
export function createBlend(count: number): Blend {
  // values seen, weights, products of each forecast with the value, products of the forecasts row by row
  const state = new Float64Array(1 + 2 * count + count * count);
  const weights = state.subarray(1, 1 + count);
  const withValue = state.subarray(1 + count, 1 + 2 * count);
  const products = state.subarray(1 + 2 * count);

  return {
    state,
    of: (forecasts) => {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += weights[i]! * forecasts[i]!;
      return sum;
    },
    learn: (forecasts, value, passedSeconds) => {
      const least = Math.min(1 / MEMORY.values, passedSeconds / MEMORY.seconds);
      const share = Math.max(least, 1 / ++state[0]!);
      for (let i = 0; i < count; i++) {
        withValue[i]! += share * (forecasts[i]! * value - withValue[i]!);
        for (let j = 0, at = i * count; j < count; j++, at++) {
          products[at]! += share * (forecasts[i]! * forecasts[j]! - products[at]!);
        }
      }
      for (let round = 0; round < ROUNDS; round++) {
        for (let i = 0; i < count; i++) {
          let left = withValue[i]!;
          for (let j = 0; j < count; j++) if (j !== i) left -= products[i * count + j]! * weights[j]!;
          weights[i] = Math.max(0, left / (products[i * count + i]! + RIDGE));
        }
      }
    },
  };
}
