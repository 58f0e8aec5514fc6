import type { MetricTable } from "../../model/mod.ts";

/** Shares of the rows between which a beginning is looked for: enough before it to know what is usual. */
const [FIRST_SHARE, LAST_SHARE] = [0.2, 0.95];
/** Rows that must follow a beginning. */
const MIN_ROWS_AFTER = 3;
/** A metric's deviation counts up to this many spreads, so that no single one decides. */
const MAX_DEVIATION = 10;
/** Spread of a metric that stood still, as a share of its level. */
const STILL_SHARE = 0.01;

/** Rows before and after a split that are compared, and those that say what is usual. */
const [COMPARED_ROWS, USUAL_ROWS] = [12, 200];
/** What is usual is worked out this many times along the recording. */
const USUAL_POINTS = 200;

/**
 * The time from which most changed. Each value counts by how many spreads (median absolute deviations) it lies from its metric's median
 * before; the beginning is the split with the largest difference between the dozen rows behind it and the dozen before it.
 *
 * @returns NaN where nothing changes, or for fewer rows than can be split
 */
export function likelyOnset({ timesSeconds, columns }: MetricTable): number {
  const rows = timesSeconds.length;
  const from = Math.max(5, Math.floor(FIRST_SHARE * rows));
  const to = Math.min(rows - MIN_ROWS_AFTER, Math.floor(LAST_SHARE * rows));
  const gains = new Float64Array(rows);
  for (const column of columns) addGains(column, { gains, from, to });
  let best = -1;
  for (let row = from; row <= to; row++) if (gains[row]! > (gains[best] ?? 0)) best = row;
  return best < 0 ? NaN : timesSeconds[best]!;
}

/** Mean deviation of a column over the rows behind the beginning, in spreads, from which it counts as moved. */
const MIN_MOVED = 4;
/** An incident is over when no more than this share of the movement is left. */
const LEFT_SHARE = 0.2;

/**
 * When an incident was over: from when on a dozen rows lie, by all metrics that moved at its beginning together, where these usually were.
 *
 * @returns Infinity where it lasts until the end, and where no metric moved
 */
export function likelyEnd({ timesSeconds, columns }: MetricTable, onsetSeconds: number): number {
  const first = timesSeconds.findIndex((time) => time >= onsetSeconds);
  if (first < 0) return Infinity;
  const moved = columns.flatMap((column) => {
    const usual = usualOf(column, first);
    if (usual === undefined) return [];
    const begins = meanDeviation(column.subarray(first, first + COMPARED_ROWS), usual);
    return begins >= MIN_MOVED ? [{ column, usual }] : [];
  });
  if (moved.length === 0) return Infinity;
  // Their sum, since a single metric that moved little is often as far by chance.
  const movement = Float64Array.from(
    { length: timesSeconds.length - first },
    (_, i) =>
      moved.reduce(
        (sum, { column, usual }) =>
          sum + meanDeviation(column.subarray(first + i, first + i + 1), usual) - MIN_GAIN,
        0,
      ),
  );
  const level = (from: number) => meanOf(movement.subarray(from, from + COMPARED_ROWS));
  const begins = level(0);
  for (let row = 1; row + COMPARED_ROWS <= movement.length; row++) {
    if (level(row) > LEFT_SHARE * begins) continue;
    // The mean of a dozen rows falls before the last of the incident's own.
    const last = movement.subarray(row, row + COMPARED_ROWS).findLastIndex((one) => one > begins / 2);
    return timesSeconds[first + row + last + 1] ?? Infinity;
  }
  return Infinity;
}

function addGains(
  column: Float64Array,
  { gains, from, to }: { gains: Float64Array; from: number; to: number },
): void {
  const stride = Math.max(1, Math.floor((to - from) / USUAL_POINTS));
  let usual = usualOf(column, from);
  for (let row = from; row <= to; row++) {
    if ((row - from) % stride === 0) usual = usualOf(column, Math.max(from, row - COMPARED_ROWS));
    if (usual === undefined) continue;
    const after = meanDeviation(column.subarray(row, row + COMPARED_ROWS), usual);
    const before = meanDeviation(column.subarray(Math.max(0, row - COMPARED_ROWS), row), usual);
    gains[row]! += Math.max(0, after - before - MIN_GAIN);
  }
}

/** Differences of the noise itself. */
const MIN_GAIN = 1;

interface Usual {
  readonly centre: number;
  readonly scale: number;
}

function usualOf(column: Float64Array, row: number): Usual | undefined {
  const before = sortedNumbers(column.subarray(Math.max(0, row - USUAL_ROWS), row));
  if (before.length < MIN_ROWS_AFTER) return undefined;
  const centre = middle(before);
  const spread = 1.4826 * middle(before.map((value) => Math.abs(value - centre)).sort());
  return { centre, scale: Math.max(spread, STILL_SHARE * Math.abs(centre)) };
}

function meanDeviation(values: Float64Array, { centre, scale }: Usual): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    const moved = Math.abs(value - centre);
    sum += moved === 0 ? 0 : Math.min(MAX_DEVIATION, scale === 0 ? MAX_DEVIATION : moved / scale);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

function meanOf(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

function sortedNumbers(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value)).sort();
}

function middle(sorted: Float64Array): number {
  return sorted[Math.floor(sorted.length / 2)]!;
}
