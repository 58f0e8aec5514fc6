import type { MetricTable } from "../../../model/mod.ts";
import { deviation, meanDeviation, meanOf, middle, sortedNumbers, type Usual, usualOf } from "./spreads.ts";

/** Shares of the rows between which a beginning is looked for: enough before it to know what is usual. */
const [FIRST_SHARE, LAST_SHARE] = [0.2, 0.95];
/** Rows that must follow a beginning. */
const MIN_ROWS_AFTER = 3;

/** Rows before a split that are compared. */
export const COMPARED_ROWS = 12;
/** Rows behind a split that are compared: incidents may be shorter than the dozen before. */
export const LENGTHS = [2, 3, 5, 8, COMPARED_ROWS] as const;
/** What is usual is worked out this many times along the recording. */
const USUAL_POINTS = 200;
/** Rows count for the incident from this share of the way on between what is usual and what is reached. */
const REACHED_SHARE = 0.3;

/**
 * The time from which most changed. Each value counts by how many spreads (median absolute deviations) it lies from its metric's median
 * before. Compared are a dozen rows before a split with two to a dozen behind it, weighed by the square root of their number; of the metrics
 * that move at the best split, the beginning is where their sum leaves what is usual (the maximum of a cumulative sum: Page, Biometrika 41,
 * 1954).
 *
 * @returns NaN where nothing changes, or for fewer rows than can be split
 */
export function likelyOnset({ timesSeconds, columns }: MetricTable): number {
  const rows = timesSeconds.length;
  const from = Math.max(5, Math.floor(FIRST_SHARE * rows));
  const to = Math.min(rows - MIN_ROWS_AFTER, Math.floor(LAST_SHARE * rows));
  if (to < from) return NaN;
  const gains = LENGTHS.map(() => new Float64Array(rows));
  for (const column of columns) addGains(column, { gains, from, to });
  const split = bestSplit(gains, from, to);
  return split === undefined ? NaN : timesSeconds[beginningNear(split, columns, [from, to])]!;
}

/** A row, and which of `LENGTHS` behind it is compared. */
interface Split {
  readonly row: number;
  readonly scale: number;
}

function bestSplit(gains: readonly Float64Array[], from: number, to: number): Split | undefined {
  let [most, best] = [0, undefined as Split | undefined];
  gains.forEach((ofLength, scale) => {
    for (let row = from; row <= to; row++) {
      if (ofLength[row]! > most) [most, best] = [ofLength[row]!, { row, scale }];
    }
  });
  return best;
}

/** The row from which on the metrics that move at a split, together, have left what is usual. */
function beginningNear(
  { row: split, scale }: Split,
  columns: readonly Float64Array[],
  [from, to]: readonly [number, number],
): number {
  const first = Math.max(from, split - COMPARED_ROWS);
  const movement = new Float64Array(split + LENGTHS[scale]! - first);
  for (const column of columns) {
    const usual = usualOf(column, first);
    if (usual === undefined || gainsOf(column, split, usual)[scale]! <= 0) continue;
    movement.forEach((_, i) =>
      movement[i]! += meanDeviation(column.subarray(first + i, first + i + 1), usual)
    );
  }
  const reached = meanOf(movement.subarray(split - first));
  const usual = Math.min(reached, middle(sortedNumbers(movement.subarray(0, Math.max(1, split - first)))));
  const level = usual + REACHED_SHARE * (reached - usual);
  let [sum, most, beginning] = [0, 0, split];
  for (let i = movement.length - 1; i >= 0; i--) {
    sum += movement[i]! - level;
    if (sum > most && first + i <= to) [most, beginning] = [sum, first + i];
  }
  return beginning;
}

/** Mean deviation of a column over the dozen rows behind the beginning, in spreads, from which it counts as moved; over fewer it is larger. */
export const MIN_MOVED = 4;
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
    const moves = LENGTHS.some((length) =>
      Math.sqrt(length / COMPARED_ROWS) * meanDeviation(column.subarray(first, first + length), usual) >=
        MIN_MOVED
    );
    return moves ? [{ column, usual }] : [];
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
  const begins = Math.max(...LENGTHS.map((length) => meanOf(movement.subarray(0, length))));
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
  { gains, from, to }: { gains: readonly Float64Array[]; from: number; to: number },
): void {
  const stride = Math.max(1, Math.floor((to - from) / USUAL_POINTS));
  let usual = usualOf(column, from);
  for (let row = from; row <= to; row++) {
    if ((row - from) % stride === 0) usual = usualOf(column, Math.max(from, row - COMPARED_ROWS));
    if (usual === undefined) continue;
    gainsOf(column, row, usual).forEach((gain, i) => gains[i]![row]! += gain);
  }
}

/** How much farther a column lies from what is usual behind a split than before it, for each length behind. */
function gainsOf(column: Float64Array, row: number, usual: Usual): number[] {
  const before = meanDeviation(column.subarray(Math.max(0, row - COMPARED_ROWS), row), usual);
  let [sum, count, from] = [0, 0, row];
  return LENGTHS.map((length) => {
    for (const to = Math.min(row + length, column.length); from < to; from++) {
      if (Number.isNaN(column[from]!)) continue;
      sum += deviation(column[from]!, usual);
      count++;
    }
    const after = count === 0 ? 0 : sum / count;
    return Math.max(0, Math.sqrt(length / COMPARED_ROWS) * (after - before) - MIN_GAIN);
  });
}

/** Differences of the noise itself. */
const MIN_GAIN = 1;
