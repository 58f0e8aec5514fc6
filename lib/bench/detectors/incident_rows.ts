import type { LabelledSeries } from "../../model/mod.ts";

/** Rows before an alarm that say what was normal, and how many of them are looked at. */
const REFERENCE = { rows: 1000, samples: 200, minSamples: 20 };
/** Normal is what lies between these quantiles of the reference, widened by this share of their distance on either side. */
const NORMAL = { low: 0.01, high: 0.99, margin: 0.1 };
/** A jump is this many times a high quantile of the changes over some steps. */
const JUMP = { steps: 6, quantile: 0.99, times: 2 };
/** Consecutive normal rows that an incident may contain. */
const MAX_NORMAL_ROWS = 5;
/** What lasts longer is a new level and no incident. */
const MAX_INCIDENT_ROWS = 1000;
/** Smallest margin, as a share of the limit. */
const MIN_MARGIN = 1e-9;

/** A column and what was normal in it. */
interface Limits {
  readonly column: number;
  readonly low: number;
  readonly high: number;
}

/**
 * First and last row of the incident that an alarm reports: the first one of the alarm in which a column that is outside of its normal range
 * during the alarm is, and the last one in which it still is, or has not returned from a jump, apart from returns of up to 5 rows. It may end
 * before the last row of the alarm, as scores may remain high for a while.
 *
 * @param earlier first and last row of each incident before, in order, which say nothing about what is normal
 * @returns undefined where no value was outside, or where values stay outside for more than 1,000 rows
 */
export function incidentRows(
  series: LabelledSeries,
  [first, last]: readonly [number, number],
  earlier: readonly (readonly [number, number])[] = [],
): readonly [number, number] | undefined {
  const reference = referenceRows(first, earlier);
  const ranges = series.columns.flatMap((_, column) => {
    const limits = normalIn(series, reference, column);
    return limits && anyOutside(series, limits, [first, last]) ? [limits] : [];
  });
  // A load that comes and goes may fall to nothing within its range: a jump tells as well.
  const concerned = ranges.length > 0
    ? ranges
    : series.columns.flatMap((_, column) => beyondJump(series, reference, { first, column }) ?? []);
  if (concerned.length === 0) return undefined;
  const isOut = (row: number) => concerned.some((limits) => isOutside(series, limits, row));
  let start = first;
  while (start < last && !isOut(start)) start++;
  let end = first;
  const rows = series.timesSeconds.length;
  for (let row = first; row < rows && row <= Math.max(last, end + MAX_NORMAL_ROWS + 1); row++) {
    if (isOut(row)) end = row;
    if (end - first > MAX_INCIDENT_ROWS) return undefined;
  }
  return [start, end];
}

/** Rows before the first one that belong to no earlier incident. */
function referenceRows(first: number, earlier: readonly (readonly [number, number])[]): number[] {
  const from = Math.max(0, first - REFERENCE.rows);
  const step = Math.max(1, Math.floor((first - from) / REFERENCE.samples));
  const rows: number[] = [];
  let at = earlier.length - 1;
  // From the latest row back, so that each incident is looked at once.
  for (let row = first - 1; row >= from; row -= step) {
    while (at >= 0 && earlier[at]![0] > row) at--;
    if (at < 0 || earlier[at]![1] < row) rows.push(row);
  }
  return rows;
}

function normalIn(
  { columns, values }: LabelledSeries,
  rows: readonly number[],
  column: number,
): Limits | undefined {
  const known = rows.map((row) => values[row * columns.length + column]!).filter((value) =>
    !Number.isNaN(value)
  );
  if (known.length < REFERENCE.minSamples) return undefined;
  known.sort((a, b) => a - b);
  const at = (share: number) => known[Math.floor(share * (known.length - 1))]!;
  const [low, high] = [at(NORMAL.low), at(NORMAL.high)];
  const margin = NORMAL.margin * (high - low) + MIN_MARGIN * Math.max(Math.abs(low), Math.abs(high));
  return { column, low: low - margin, high: high + margin };
}

/** Limits half way between the values before a row and its own, if it is a jump by what changes usually are; else undefined. */
function beyondJump(
  { columns, values }: LabelledSeries,
  rows: readonly number[],
  { first, column }: { readonly first: number; readonly column: number },
): Limits | undefined {
  const at = (row: number) => values[row * columns.length + column] ?? NaN;
  const changes = rows.map((row) => Math.abs(at(row) - at(row - JUMP.steps)))
    .filter((change) => !Number.isNaN(change)).sort((a, b) => a - b);
  const before = Array.from({ length: JUMP.steps }, (_, i) => at(first - 1 - i))
    .filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (changes.length < REFERENCE.minSamples || before.length === 0) return undefined;
  const usual = before[before.length >> 1]!;
  const jump = at(first) - usual;
  if (!(Math.abs(jump) > JUMP.times * changes[Math.floor(JUMP.quantile * (changes.length - 1))]!)) {
    return undefined;
  }
  const half = usual + jump / 2;
  return jump < 0 ? { column, low: half, high: Infinity } : { column, low: -Infinity, high: half };
}

function anyOutside(
  series: LabelledSeries,
  limits: Limits,
  [first, last]: readonly [number, number],
): boolean {
  for (let row = first; row <= last; row++) if (isOutside(series, limits, row)) return true;
  return false;
}

function isOutside({ columns, values }: LabelledSeries, { column, low, high }: Limits, row: number): boolean {
  const value = values[row * columns.length + column]!;
  return value < low || value > high;
}
