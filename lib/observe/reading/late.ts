import { type MetricTable, UsageError } from "../../model/mod.ts";
import { joined, rowsWhere } from "./table.ts";

/**
 * The windows of an incident whose beginning is noticed late: the first rows of `after` count as normal.
 *
 * @param lateSeconds the delay; a negative one changes nothing, since the windows were recorded separately
 * @throws {UsageError} if no row is left after the supposed beginning
 */
export function noticedLate(
  { before, after }: { before: MetricTable; after: MetricTable },
  { lateSeconds, id }: { lateSeconds: number; id: string },
): { before: MetricTable; after: MetricTable } {
  if (lateSeconds <= 0 || after.timesSeconds.length === 0) return { before, after };
  const onset = after.timesSeconds[0]! + lateSeconds;
  const left = rowsWhere(after, (time) => time >= onset);
  requireRows(left, { lateSeconds, id });
  return { before: joined(before, rowsWhere(after, (time) => time < onset)), after: left };
}

/** @throws {UsageError} if a window has no rows */
export function requireRows(
  { timesSeconds }: MetricTable,
  { lateSeconds, id }: { lateSeconds: number; id: string },
): void {
  if (timesSeconds.length > 0) return;
  const late = lateSeconds === 0 ? "" : ` noticed ${lateSeconds} s late`;
  throw new UsageError(
    `${id}: expected rows of metrics before and after its beginning${late}, found none on one side`,
  );
}
