import type { MetricTable } from "../../../model/mod.ts";
import { COMPARED_ROWS, LENGTHS, likelyOnset, MIN_MOVED } from "./onset.ts";
import { deviation, meanDeviation, usualOf } from "./spreads.ts";

/** Rows by which a beginning must be too late, and too early: a fault may have been there for a while before any metric shows it. */
const [MIN_LATE_ROWS, MIN_EARLY_ROWS] = [4, 3 * COMPARED_ROWS];
/** Metrics that must move at the other beginning: one alone may have reasons of its own. */
const MIN_MOVED_METRICS = 2;
/** Mean deviation in spreads from which on a metric isn't quiet. */
const MAX_QUIET = 2.5;

/**
 * Where the metrics clearly change at another time than an incident is said to have begun: at least two move by much there, and no metric does
 * anything at the time that was said. Of a beginning that was said too early all metrics stay where they were until the other one; of one that was
 * said too late none changes at it any more.
 *
 * @param onsetSeconds when it is said to have begun: Unix seconds
 * @returns the time from which most changes, as `likelyOnset` finds it; NaN where it is the same but for a few rows, and where there is doubt
 */
export function otherOnset(table: MetricTable, onsetSeconds: number): number {
  const { timesSeconds, columns } = table;
  const found = likelyOnset(table);
  if (Number.isNaN(found)) return NaN;
  const rowOf = (seconds: number) => timesSeconds.findIndex((time) => time >= seconds);
  const [given, other] = [rowOf(onsetSeconds), rowOf(found)];
  if (given < 0 || given - other < MIN_LATE_ROWS && other - given < MIN_EARLY_ROWS) return NaN;
  const known = Math.min(given, other);
  const moved = columns.filter((column) => moves(column, { row: other, known })).length;
  if (moved < MIN_MOVED_METRICS) return NaN;
  const isQuiet = given < other
    ? columns.every((column) => staysUsual(column, { from: given, to: other }))
    : columns.every((column) => goesOn(column, { from: other, row: given }));
  return isQuiet ? found : NaN;
}

/** Whether a metric leaves at a row what was usual before another one. */
function moves(
  column: Float64Array,
  { row, known }: { readonly row: number; readonly known: number },
): boolean {
  const usual = usualOf(column, known);
  return usual !== undefined &&
    LENGTHS.some((length) =>
      Math.sqrt(length / COMPARED_ROWS) * meanDeviation(column.subarray(row, row + length), usual) >=
        MIN_MOVED
    );
}

/** Whether a metric stays between two rows where it was before: in all of them, and in each dozen of them. */
function staysUsual(
  column: Float64Array,
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  const usual = usualOf(column, from);
  if (usual === undefined) return true;
  for (let row = to; row > from; row -= COMPARED_ROWS) {
    const part = column.subarray(Math.max(from, row - COMPARED_ROWS), row);
    if (meanDeviation(part, usual) > MAX_QUIET) return false;
  }
  return true;
}

/** Whether a metric is from a row on where it was since the change before it. */
function goesOn(
  column: Float64Array,
  { from, row }: { readonly from: number; readonly row: number },
): boolean {
  const usual = usualOf(column.subarray(from, row), row - from);
  if (usual === undefined) return true;
  const after = column.subarray(row, row + COMPARED_ROWS).filter((value) => !Number.isNaN(value));
  const shift = after.reduce(
    (sum, value) => sum + Math.sign(value - usual.centre) * deviation(value, usual),
    0,
  );
  return Math.abs(shift) <= MAX_QUIET * after.length;
}
