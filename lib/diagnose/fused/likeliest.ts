/** The largest of some shares; 0 without any above it. */
export function largestOf(shares: Iterable<number>): number {
  let largest = 0;
  for (const share of shares) largest = Math.max(largest, share);
  return largest;
}

/** The place of the largest of some shares, the first of equals; 0 where all are 0. */
export function likeliestOf(shares: Float64Array): number {
  return shares.indexOf(largestOf(shares));
}
