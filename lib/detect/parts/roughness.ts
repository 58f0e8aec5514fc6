/** Smallest weight of a new error in the moments, and errors seen before there is an answer. */
const SHARE = 0.005,
  MIN_SEEN = 100;
/** Added to the variance of the forecast, so that a forecast that hardly changes says nothing. */
const RIDGE = 0.02;
/** Largest ratio of the usual error at any forecast to the mean error, in either direction. */
const MAX_RATIO = 3;
/** How far the errors are brought to one size: half way, since what is rough at the peak of a season may be odd there all the same. */
const SHARE_TAKEN = 0.5;

/** Values seen, the mean forecast, the mean error, the mean square of the forecast, the mean product of both. */
const SEEN = 0,
  FORECAST = 1,
  ERROR = 2,
  SQUARE = 3,
  PRODUCT = 4;

/** How large the errors of a forecast usually are where it is high and where it is low. */
export interface Roughness {
  /** The whole state. */
  readonly state: Float64Array;
  /** @returns by what an error at this forecast is to be multiplied: below 1 where errors are usually large, above where they are small */
  factor(forecast: number): number;
  /** Learns the error at a forecast, both in the same unit. */
  learn(forecast: number, error: number): void;
}

/**
 * What people cause varies by a share of itself: by hundreds at noon and by single ones at night. The mean size of the errors is a straight
 * line over the forecast (least squares of |error| on the forecast, exponentially weighted, after Breusch and Pagan, "A simple test for
 * heteroscedasticity and random coefficient variation", Econometrica 1979).
 */
export function createRoughness(): Roughness {
  const state = new Float64Array(5);
  return {
    state,
    factor: (forecast) => {
      const mean = state[ERROR]!;
      if (state[SEEN]! <= MIN_SEEN || !(mean > 0)) return 1;
      const variance = state[SQUARE]! - state[FORECAST]! ** 2;
      const slope = (state[PRODUCT]! - state[FORECAST]! * mean) / (variance + RIDGE);
      const usual = mean + slope * (forecast - state[FORECAST]!);
      const ratio = mean / Math.max(mean / MAX_RATIO, Math.min(mean * MAX_RATIO, usual));
      return 1 + SHARE_TAKEN * (ratio - 1);
    },
    learn: (forecast, error) => {
      const share = Math.max(SHARE, 1 / ++state[SEEN]!);
      const size = Math.abs(error);
      state[FORECAST]! += share * (forecast - state[FORECAST]!);
      state[ERROR]! += share * (size - state[ERROR]!);
      state[SQUARE]! += share * (forecast * forecast - state[SQUARE]!);
      state[PRODUCT]! += share * (forecast * size - state[PRODUCT]!);
    },
  };
}
