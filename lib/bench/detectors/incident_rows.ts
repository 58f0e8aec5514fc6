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
export const MAX_INCIDENT_ROWS = 1000;
/** Smallest margin, as a share of the limit. */
const MIN_MARGIN = 1e-9;

/** A column and what was normal in it. */
interface Limits {
  readonly column: number;
  readonly low: number;
  readonly high: number;
}

/** First and last row, both included. */
export type Rows = readonly [first: number, last: number];

/** What is known of the rows around an alarm. */
export interface Surroundings {
  /** First and last row of each incident before, in order, which say nothing about what is normal. Default: none. */
  readonly earlier?: readonly Rows[];
  /** Whether an incident may begin before its alarm. Default: no. */
  readonly isOpen?: boolean;
}

/**
 * First and last row of the incident that an alarm reports: the first one of the alarm in which a column that is outside of its normal range
 * during the alarm is, and the last one in which it still is, or has not returned from a jump, apart from returns of up to 5 rows. It may end
 * before the last row of the alarm, as scores may remain high for a while. What is outside for more than 1,000 rows has an end at Infinity, and
 * where an incident may begin before its alarm also what is outside for more rows than there are before it.
 *
 * @returns undefined where no value was outside
 */
export function incidentRows(
  series: LabelledSeries,
  [first, last]: Rows,
  around: Surroundings = {},
): Rows | undefined {
  return rowsOutside(series, [first, last], around) ??
    // A load that comes and goes may fall to nothing within its range: a jump tells as well.
    rowsOfJump(series, { jumps: [first, first], last }, around);
}

/** The same by normal ranges alone. */
export function rowsOutside(
  series: LabelledSeries,
  [first, last]: Rows,
  around: Surroundings,
): Rows | undefined {
  const reference = referenceRows(first, around.earlier);
  const limits = series.columns.flatMap((_, column) => {
    const normal = normalIn(series, reference, column);
    return normal && anyOutside(series, normal, [first, last]) ? [normal] : [];
  });
  return extent(series, limits, { rows: [first, last], ...around });
}

/** The same by jumps alone, each column's first one in `jumps`. */
export function rowsOfJump(
  series: LabelledSeries,
  { jumps, last }: { readonly jumps: Rows; readonly last: number },
  around: Surroundings,
): Rows | undefined {
  const reference = referenceRows(jumps[0], around.earlier);
  const limits = series.columns.flatMap((_, column) =>
    beyondJump(series, reference, { rows: jumps, column }) ?? []
  );
  return extent(series, limits, { rows: [jumps[0], last], ...around });
}

/** The rows of an alarm that are outside of any of these limits, and those next to them that are. */
function extent(
  series: LabelledSeries,
  limits: readonly Limits[],
  { rows: [first, last], isOpen = false }: Surroundings & { readonly rows: Rows },
): Rows | undefined {
  if (limits.length === 0) return undefined;
  const isOut = (row: number) => limits.some((one) => isOutside(series, one, row));
  let start = first;
  while (start < last && !isOut(start)) start++;
  let end = start;
  // What lasts longer than what it is held against is as normal as that.
  const most = isOpen ? Math.min(MAX_INCIDENT_ROWS, first) : MAX_INCIDENT_ROWS;
  const rows = series.timesSeconds.length;
  for (let row = start; row < rows && row <= Math.max(last, end + MAX_NORMAL_ROWS + 1); row++) {
    if (isOut(row)) end = row;
    if (end - first > most) return [start, Infinity];
  }
  for (let row = start - 1; isOpen && row >= Math.max(0, start - MAX_NORMAL_ROWS - 1); row--) {
    if (isOut(row)) start = row;
    if (end - start > most) return [start, Infinity];
  }
  return [start, end];
}

/** Rows before the first one that belong to no earlier incident. */
function referenceRows(first: number, earlier: readonly Rows[] = []): number[] {
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

/** Limits half way between the values before a row and its own, for the first row that is a jump by what changes usually are; else undefined. */
function beyondJump(
  { columns, values }: LabelledSeries,
  reference: readonly number[],
  { rows: [first, last], column }: { readonly rows: Rows; readonly column: number },
): Limits | undefined {
  const at = (row: number) => values[row * columns.length + column] ?? NaN;
  const changes = reference.map((row) => Math.abs(at(row) - at(row - JUMP.steps)))
    .filter((change) => !Number.isNaN(change)).sort((a, b) => a - b);
  if (changes.length < REFERENCE.minSamples) return undefined;
  const least = JUMP.times * changes[Math.floor(JUMP.quantile * (changes.length - 1))]!;
  for (let row = first; row <= last; row++) {
    const before = Array.from({ length: JUMP.steps }, (_, i) => at(row - 1 - i))
      .filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
    const usual = before[before.length >> 1] ?? NaN;
    const jump = at(row) - usual;
    if (!(Math.abs(jump) > least)) continue;
    const half = usual + jump / 2;
    return jump < 0 ? { column, low: half, high: Infinity } : { column, low: -Infinity, high: half };
  }
  return undefined;
}

function anyOutside(
  series: LabelledSeries,
  limits: Limits,
  [first, last]: Rows,
): boolean {
  for (let row = first; row <= last; row++) if (isOutside(series, limits, row)) return true;
  return false;
}

function isOutside({ columns, values }: LabelledSeries, { column, low, high }: Limits, row: number): boolean {
  const value = values[row * columns.length + column]!;
  return value < low || value > high;
}
