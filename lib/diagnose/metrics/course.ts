import { isConstant } from "../../stats/samples/constant.ts";
import { pow } from "../../stats/portable/pow.ts";
import { CONSTANT_SHARE, MIN_SHARE, ROUNDING } from "./scale.ts";

/** In which direction a metric has to move to count: 1 up, -1 down, 0 either. */
export type Direction = 1 | -1 | 0;

/** Rows whose median is a level: what lasts for a single row is a spike. */
const LEVEL_ROWS = 3;
/** The standard deviation of rounding, in units of the last digit. */
const ROUNDING_DEVIATION = 1 / Math.sqrt(12);
/** Digits that rounded values have at most. */
const ROUNDED_DIGITS = 6;

/**
 * How a metric moves by itself: an autoregression of its levels, whose errors are one again. So what wanders, steps or swings is expected to go
 * on doing so. (Box and Jenkins, Time Series Analysis, 1970, chapter 5.)
 */
export interface Course {
  /** Range of the levels, or of the values if all levels are the same. */
  readonly least: number;
  readonly greatest: number;
  /** The last level, and its error. */
  readonly last: number;
  readonly lastError: number;
  readonly intercept: number;
  /** Share of a level that remains in the next one, 0 to 1. */
  readonly persistence: number;
  /** Share of an error that remains in the next one, 0 to 1. */
  readonly momentum: number;
  /** Standard deviation of the errors, and of the part of them that is new. */
  readonly error: number;
  readonly shock: number;
  /** Number of levels. */
  readonly count: number;
  /** What the last digit of the values counts, as 0.1 for 0.3 and 12.5; 0 if they are not rounded, Infinity if all are 0. */
  readonly unit: number;
}

/** Learns how a metric moves. @param values at least five, none missing */
export function learnCourse(values: Float64Array): Course {
  const medians = levelsOf(values);
  // Where levels never moved, single rows are all that is known of how the metric does.
  const levels = isConstant(medians) ? values : medians;
  const [from, to] = [levels.subarray(0, -1), levels.subarray(1)];
  const persistence = remainingShare(from, to);
  const intercept = meanOf(to) - persistence * meanOf(from);
  const errors = to.map((x, i) => x - intercept - persistence * from[i]!);
  const momentum = remainingShare(errors.subarray(0, -1), errors.subarray(1));
  return {
    least: levels.reduce((a, b) => Math.min(a, b)),
    greatest: levels.reduce((a, b) => Math.max(a, b)),
    last: levels.at(-1)!,
    lastError: errors.at(-1)!,
    intercept,
    persistence,
    momentum,
    error: sizeOf(errors),
    shock: sizeOf(errors.subarray(1).map((x, i) => x - momentum * errors[i]!)),
    count: levels.length,
    unit: unitOf(values),
  };
}

/**
 * The largest distance of a level that follows from both the range of those before and the course that these were on, in standard
 * deviations of the error of a forecast up to the last row. Metrics that were constant are measured by their level (see `spreadAt`), rounded
 * ones by their last digit at least.
 *
 * @param values that follow, none missing
 * @param spreadOf the course that tells the error, if not the same
 */
export function largestExcursion(
  values: Float64Array,
  course: Course,
  { direction, spreadOf = course }: { readonly direction: Direction; readonly spreadOf?: Course },
): number {
  const { least, greatest, intercept, persistence, momentum } = course;
  const levels = levelsOf(values);
  const forecast = Math.max(
    forecastError(spreadOf, levels.length),
    ROUNDING_DEVIATION * Math.min(course.unit, unitOf(values)),
  );
  const share = isConstant([spreadOf.least, spreadOf.greatest]) ? CONSTANT_SHARE : MIN_SHARE;
  let [expected, error, largest] = [course.last, course.lastError, 0];
  for (const level of levels) {
    error *= momentum;
    expected = intercept + persistence * expected + error;
    const above = direction < 0 ? 0 : level - Math.max(greatest, expected);
    const below = direction > 0 ? 0 : Math.min(least, expected) - level;
    const size = share * Math.max(Math.abs(least), Math.abs(greatest), Math.abs(level));
    largest = Math.max(largest, Math.max(above, below) / Math.max(forecast, size) || 0);
  }
  return largest;
}

/** The standard deviation of the error of a forecast so many levels ahead: that of all shocks until then, and of the intercept. */
function forecastError({ persistence, momentum, shock, error, count }: Course, ahead: number): number {
  let [response, recent, squares, drift] = [0, 1, 0, 0];
  for (let i = 0; i < ahead; i++) {
    response = persistence * response + recent;
    recent *= momentum;
    squares += response * response;
    drift = 1 + persistence * drift;
  }
  return Math.sqrt(shock * shock * squares + error * error * drift * drift / count);
}

/** The medians of three rows each; of fewer rows the last one. */
function levelsOf(values: Float64Array): Float64Array {
  if (values.length < LEVEL_ROWS) return values.slice(-1);
  return Float64Array.from({ length: values.length - LEVEL_ROWS + 1 }, (_, i) => {
    const [a, b, c] = [values[i]!, values[i + 1]!, values[i + 2]!];
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  });
}

/**
 * The coefficient of an autoregression of the first order, from 0 to 1, less the bias of its estimate. (Marriott and Pope, Bias in the
 * estimation of autocorrelations, Biometrika 1954.)
 */
function remainingShare(from: Float64Array, to: Float64Array): number {
  const [meanFrom, meanTo] = [meanOf(from), meanOf(to)];
  let [products, squares] = [0, 0];
  for (let i = 0; i < from.length; i++) {
    products += (from[i]! - meanFrom) * (to[i]! - meanTo);
    squares += (from[i]! - meanFrom) ** 2;
  }
  const slope = squares > 0 ? products / squares : 0;
  return Math.max(0, Math.min(1, slope + (1 + 3 * slope) / from.length));
}

function meanOf(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** The standard deviation of errors of which two parameters were estimated. */
function sizeOf(errors: Float64Array): number {
  return Math.sqrt(errors.reduce((sum, x) => sum + x * x, 0) / Math.max(1, errors.length - 2));
}

/** The largest power of ten of which all values are multiples, Infinity if all are 0, 0 if they have too many digits. */
function unitOf(values: Float64Array): number {
  const greatest = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (greatest === 0) return Infinity;
  const first = Math.floor(Math.log10(greatest));
  for (let place = first; place > first - ROUNDED_DIGITS; place--) {
    const factor = pow(10, -place);
    if (values.every((x) => isWhole(x * factor))) return 1 / factor;
  }
  return 0;
}

function isWhole(x: number): boolean {
  return Math.abs(x - Math.round(x)) <= ROUNDING * Math.max(1, Math.abs(x));
}
