import { medianAndDeviation } from "../../stats/mod.ts";

/** Ratio of the standard deviation of a normal distribution to its median absolute deviation. */
const MAD_TO_SIGMA = 1.4826;

/** The smallest spread that matters: the larger of a share of the median and an absolute one. */
export interface SpreadFloor {
  readonly share: number;
  readonly absolute: number;
}

/** Medians and robust standard deviations of some values in a healthy time. */
export interface RobustScale {
  /** The whole state. */
  readonly arrays: Readonly<Record<"centre" | "spread", Float64Array>>;
  /** Learns median and spread of the value at an index: max(1.4826 MAD, floor). */
  learn(index: number, series: Float64Array, floor: SpreadFloor): void;
  /** Distance of a value from its median, in spreads. */
  deviation(index: number, value: number): number;
}

/** A robust scale of `size` values: distances from the median in standard deviations that few outliers do not change. */
export function createRobustScale(size: number): RobustScale {
  const centre = new Float64Array(size);
  const spread = new Float64Array(size).fill(1);
  return {
    arrays: { centre, spread },
    learn: (index, series, { share, absolute }) => {
      const { median, deviation } = medianAndDeviation(series);
      centre[index] = median;
      spread[index] = Math.max(MAD_TO_SIGMA * deviation, share * Math.abs(median), absolute);
    },
    deviation: (index, value) => Math.abs(value - centre[index]!) / spread[index]!,
  };
}
