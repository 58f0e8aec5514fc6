/** Rows before a split that say what is usual. */
const USUAL_ROWS = 200;
/** Numbers without which nothing is usual. */
const MIN_USUAL = 3;
/** A metric's deviation counts up to this many spreads, so that no single one decides. */
const MAX_DEVIATION = 10;
/** Spread of a metric that stood still, as a share of its level. */
const STILL_SHARE = 0.01;

/** What is usual of a metric: its median, and its median absolute deviation as that of a normal distribution. */
export interface Usual {
  readonly centre: number;
  readonly scale: number;
}

/** What is usual of a metric before a row; undefined where too little is known. */
export function usualOf(column: Float64Array, row: number): Usual | undefined {
  const before = sortedNumbers(column.subarray(Math.max(0, row - USUAL_ROWS), row));
  if (before.length < MIN_USUAL) return undefined;
  const centre = middle(before);
  const spread = 1.4826 * middle(before.map((value) => Math.abs(value - centre)).sort());
  return { centre, scale: Math.max(spread, STILL_SHARE * Math.abs(centre)) };
}

/** How many spreads values lie from what is usual, in the mean of those that are there. */
export function meanDeviation(values: Float64Array, usual: Usual): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += deviation(value, usual);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** How many spreads a value lies from what is usual. */
export function deviation(value: number, { centre, scale }: Usual): number {
  const moved = Math.abs(value - centre);
  if (moved === 0) return 0;
  return scale === 0 ? MAX_DEVIATION : Math.min(MAX_DEVIATION, moved / scale);
}

export function meanOf(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** The numbers that are there, from the lowest on. */
export function sortedNumbers(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value)).sort();
}

/** The upper median of sorted numbers. */
export function middle(sorted: Float64Array): number {
  return sorted[Math.floor(sorted.length / 2)]!;
}
