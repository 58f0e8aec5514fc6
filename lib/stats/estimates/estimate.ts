/** An estimate with its confidence interval. */
export interface Estimate {
  /** The point estimate. */
  readonly value: number;
  /** Lower limit; NaN where the data give no interval. */
  readonly low: number;
  /** Upper limit; NaN where the data give no interval. */
  readonly high: number;
}
