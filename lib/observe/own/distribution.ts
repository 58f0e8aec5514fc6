/** How often values up to each limit were counted. */
export interface Distribution {
  /** Upper limits of the buckets, rising; the last may be Infinity. */
  readonly limits: readonly number[];
  /** Values up to each limit, never falling. */
  readonly counts: readonly number[];
}

/** The quantile that is taken from histograms. */
export const QUANTILE = 0.95;
/** What stands behind a metric's name whose values are that quantile. */
export const QUANTILE_SUFFIX = `_p${100 * QUANTILE}`;

/**
 * A quantile, linear within a bucket as Prometheus' `histogram_quantile` has it: the lowest bucket begins at 0 where its limit is positive, and
 * beyond the last finite limit nothing is known but that limit.
 *
 * @returns NaN where nothing was counted
 */
export function quantileOf({ limits, counts }: Distribution, share = QUANTILE): number {
  const total = counts.at(-1) ?? NaN;
  if (!(total > 0) || limits.length < 2) return NaN;
  const rank = share * total;
  const at = counts.findIndex((count) => count >= rank);
  if (at < 0) return NaN;
  if (limits[at] === Infinity) return limits[at - 1]!;
  const [low, before] = at === 0 ? [Math.min(0, limits[0]!), 0] : [limits[at - 1]!, counts[at - 1]!];
  return low + (limits[at]! - low) * (rank - before) / (counts[at]! - before);
}

/** Limits that differ by less than this share are one: powers are rounded. */
const SAME_LIMIT = 1e-9;

/** What was counted since the point before, at the limits of the later one, which may be coarser. */
export function grownSince(before: Distribution, now: Distribution): Distribution {
  let at = 0;
  const counts = now.limits.map((limit, i) => {
    while (at < before.limits.length && before.limits[at]! <= limit + SAME_LIMIT * Math.abs(limit)) at++;
    return now.counts[i]! - (before.counts[at - 1] ?? 0);
  });
  return { limits: now.limits, counts };
}

/** Buckets of given limits, each with what was counted in it alone; behind the last limit there may be one without a limit. */
export function ofBuckets(limits: readonly number[], counts: readonly number[]): Distribution {
  let sum = 0;
  return {
    limits: counts.map((_, i) => limits[i] ?? Infinity),
    counts: counts.map((count) => sum += count),
  };
}

/** Buckets with a lower and an upper limit each, between which there may be empty ones that aren't listed. */
export function ofRanges(
  ranges: readonly (readonly [low: number, high: number, count: number])[],
): Distribution {
  const limits: number[] = [];
  const counts: number[] = [];
  let sum = 0;
  for (const [low, high, count] of ranges.toSorted(([a], [b]) => a - b)) {
    if (limits.length === 0 || low > limits.at(-1)!) {
      limits.push(low);
      counts.push(sum);
    }
    sum += count;
    limits.push(high);
    counts.push(sum);
  }
  return { limits, counts };
}
