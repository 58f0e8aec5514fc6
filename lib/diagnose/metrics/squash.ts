/** Deviations of 1,000 spreads count as 1: beyond, more says no more. */
const SATURATION = Math.log1p(1000);

/** A deviation in spreads, from 0 up, on a scale of 0 to 1 that tells 3 from 10 as well as 30 from 100. */
export function squashed(deviation: number): number {
  return deviation > 0 ? Math.min(1, Math.log1p(deviation) / SATURATION) : 0;
}

/** The logarithm of a ratio within ±ln 20, 0 where there is nothing to compare. */
export function logRatio(now: number, usual: number): number {
  if (!(now > 0 && usual > 0)) return 0;
  return Math.max(-3, Math.min(3, Math.log(now / usual)));
}

/** A number within limits; 0 where it is none. */
export function within(x: number, least: number, most: number): number {
  return Number.isNaN(x) ? 0 : Math.max(least, Math.min(most, x));
}
