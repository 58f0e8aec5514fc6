/** A point of a line, in the units of the axes. */
export interface EnvelopePoint {
  readonly x: number;
  readonly y: number;
}

/**
 * Reduces a line to few points and keeps all its spikes: of each bucket of rows the minimum and the maximum, in their order. A short line is
 * returned as it is. A bucket without values gives NaN, and so does a break.
 *
 * @param buckets about the width of the picture in pixels
 * @param breaks rows before which the line ends and begins anew, in ascending order
 */
export function envelope(
  xs: ArrayLike<number>,
  ys: ArrayLike<number>,
  { buckets, breaks = [] }: { buckets: number; breaks?: readonly number[] },
): EnvelopePoint[] {
  const rows = ys.length;
  const at = (row: number) => ({ x: xs[row]!, y: ys[row]! });
  const gap = (row: number) => ({ x: xs[row]!, y: NaN });
  const broken = new Set(breaks);
  if (rows <= 2 * buckets) {
    return Array.from({ length: rows }, (_, row) => broken.has(row) ? [gap(row), at(row)] : [at(row)]).flat();
  }
  const edges = Array.from({ length: buckets }, (_, bucket) => Math.floor(bucket * rows / buckets));
  const firsts = [...new Set([...edges, ...broken])].sort((a, b) => a - b);
  return firsts.flatMap((first, i) => {
    const { low, high } = extremes(ys, first, firsts[i + 1] ?? rows);
    if (low === undefined || high === undefined) return [gap(first)];
    const points = low === high ? [at(low)] : [at(Math.min(low, high)), at(Math.max(low, high))];
    return broken.has(first) ? [gap(first), ...points] : points;
  });
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
