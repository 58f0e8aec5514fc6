/** A way of being odd: one number in, one raw score out, all that is remembered in one list of numbers. */
export interface Member {
  /** What it remembers, as it stands; writing into it puts it into another state. */
  readonly state: Float64Array;
  /**
   * Scores a value, then learns from it.
   *
   * @returns 0 or more, on a scale of the member's own; NaN as long as it has too little to go by
   */
  next(value: number, timeSeconds: number): number;
}

/** Keeps a spread from being 0 where all values are the same: what floating point can tell apart. */
export function tiny(value: number): number {
  return 1e-9 * (1 + Math.abs(value));
}
