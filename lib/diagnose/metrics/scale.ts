import { mean, sampleQuantile } from "../../stats/samples/quantiles.ts";

/** Where a metric was before the incident, and what its deviations are measured in. */
export interface Scale {
  /** NaN if it had no value. */
  readonly centre: number;
  /** In the unit of the metric; 0 if it was constant: then deviations are measured by its level (see `spreadAt`). */
  readonly spread: number;
}

/** Distances below this share of the level are those of rounding. */
export const ROUNDING = 1e-12;
/** The least spread of a metric that varies, as a share of its level: memory that moved by a page is as good as constant. */
export const MIN_SHARE = 1e-3;
/** The spread of a metric that was constant, as a share of its level before or now, whichever is larger. */
export const CONSTANT_SHARE = 0.01;

/** A spread that is not negligible against the level: 0 remains 0, and counts as constant. */
export function atLeast(spread: number, centre: number): number {
  return spread > ROUNDING * Math.abs(centre) ? Math.max(spread, MIN_SHARE * Math.abs(centre)) : 0;
}

/** Median and interquartile range; if that is 0, its equivalent by the standard deviation. */
export function quartileScale(values: Float64Array): Scale {
  const sorted = values.toSorted();
  const at = (p: number) => sampleQuantile(sorted, p);
  const range = at(0.75) - at(0.25);
  const centre = at(0.5);
  return { centre, spread: atLeast(range, centre) || atLeast(NORMAL_RANGE * deviationOf(values), centre) };
}

/** The interquartile range of a normal distribution, in standard deviations. */
const NORMAL_RANGE = 1.349;

/** Mean and standard deviation, with divisor n. */
export function standardScale(values: Float64Array): Scale {
  const centre = mean(values);
  return { centre, spread: atLeast(deviationOf(values), centre) };
}

function deviationOf(values: Float64Array): number {
  const centre = mean(values);
  let squares = 0;
  for (const x of values) squares += (x - centre) ** 2;
  return Math.sqrt(squares / values.length);
}

/**
 * What the deviation of a value is measured in. For a metric that was constant it is a hundredth of the larger of its levels then and now,
 * which is the same in any unit: a rise from 0 to whatever counts 100, memory of 400 MB that grows by 8 kB counts 0.002.
 */
export function spreadAt(value: number, { centre, spread }: Scale): number {
  return spread > 0 ? spread : CONSTANT_SHARE * Math.max(Math.abs(centre), Math.abs(value));
}

/** The deviation of a value in spreads, with its sign; 0 where it differs from a constant by rounding alone, NaN where one is missing. */
export function deviation(value: number, scale: Scale): number {
  const distance = value - scale.centre;
  if (distance === 0) return 0;
  const spreads = distance / spreadAt(value, scale);
  return Math.abs(spreads) < ROUNDING / CONSTANT_SHARE ? 0 : spreads;
}
