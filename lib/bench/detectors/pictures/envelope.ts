/** A point of a line, in the units of the axes. */
export interface EnvelopePoint {
  readonly x: number;
  readonly y: number;
}

/**
 * Reduces a line to few points and keeps all its spikes: of each bucket of rows the minimum and the maximum, in their order. A short line is
 * returned as it is. A bucket without values gives NaN.
 *
 * @param buckets about the width of the picture in pixels
 */
export function envelope(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  { buckets }: { buckets: number },
): EnvelopePoint[] {
  const rows = ys.length;
  const at = (row: number) => ({ x: xs[row]!, y: ys[row]! });
  if (rows <= 2 * buckets) return Array.from({ length: rows }, (_, row) => at(row));
  return Array.from({ length: buckets }, (_, bucket) => {
    const first = Math.floor(bucket * rows / buckets);
    const { low, high } = extremes(ys, first, Math.floor((bucket + 1) * rows / buckets));
    if (low === undefined || high === undefined) return [{ x: xs[first]!, y: NaN }];
    return low === high ? [at(low)] : [at(Math.min(low, high)), at(Math.max(low, high))];
  }).flat();
}

/** Rows of the minimum and the maximum; empty if all values are NaN. */
function extremes(ys: ArrayLike<number>, first: number, end: number): { low?: number; high?: number } {
  let low: number | undefined;
  let high: number | undefined;
  for (let row = first; row < end; row++) {
    if (Number.isNaN(ys[row])) continue;
    if (low === undefined || ys[row]! < ys[low]!) low = row;
    if (high === undefined || ys[row]! > ys[high]!) high = row;
  }
  return low === undefined || high === undefined ? {} : { low, high };
}
