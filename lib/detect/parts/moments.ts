/** Changes of a value after which its variance is trusted. */
const TRUSTED_CHANGES = 50;
/** Largest z of a value until then. */
const MAX_UNTRUSTED_Z = 6;
/** Smallest standard deviation that floating point resolves, as a share of the mean. */
const RESOLUTION = 1e-9;

/** How moments are learnt. */
export interface MomentsOptions {
  /** Weight of the newest point, in (0, 1). */
  readonly share: number;
  /** Largest deviation from the mean that is learnt from, in standard deviations; values beyond it are clipped to it. */
  readonly gate: number;
}

/** Exponentially weighted means and variances of a vector of values. */
export interface Moments {
  /** The whole state. */
  readonly arrays: Readonly<Record<"mean" | "variance" | "last" | "moves" | "seen", Float64Array>>;
  /** Writes the z of each value (its signed distance from the mean in standard deviations) into `z`, then learns from the values. */
  next(values: Float64Array, z: Float64Array): void;
}

/**
 * Exponentially weighted means and variances (Roberts, "Control chart tests based on geometric moving averages", Technometrics 1959; the
 * update is West's, Communications of the ACM 1979). With w = max(share, 1 / n) for the n-th point and d = x - mean, clipped to the gate:
 * mean += w d; variance = (1 - w) (variance + w d^2).
 *
 * The gate keeps an outage from becoming normal at once. A value that has hardly ever changed, such as an error rate of 0, has no usable
 * variance yet: until it has changed 50 times it is learnt ungated, and its z is at most 6 in size.
 */
export function createMoments(dimensions: number, { share, gate }: MomentsOptions): Moments {
  const [mean, variance, last, moves] = [0, 1, 2, 3].map(() => new Float64Array(dimensions)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const seen = new Float64Array(1);

  function nextOf(i: number, x: number, weight: number): number {
    const off = x - mean[i]!;
    const deviation = Math.sqrt(variance[i]!);
    const least = RESOLUTION * Math.abs(mean[i]!);
    const free = moves[i]! < TRUSTED_CHANGES || deviation <= least;
    let z = off / (deviation + least) || 0;
    if (free) z = Math.max(-MAX_UNTRUSTED_Z, Math.min(MAX_UNTRUSTED_Z, z));
    const step = free ? off : Math.max(-gate * deviation, Math.min(gate * deviation, off));
    mean[i]! += weight * step;
    variance[i] = (1 - weight) * (variance[i]! + weight * step * step);
    if (x !== last[i]) moves[i]!++;
    last[i] = x;
    return z;
  }

  return {
    arrays: { mean, variance, last, moves, seen },
    next: (values, z) => {
      // The first points all weigh the same.
      const weight = Math.max(share, 1 / (seen[0]! + 1));
      const first = seen[0]! === 0;
      for (let i = 0; i < dimensions; i++) {
        const off = nextOf(i, values[i]!, weight);
        z[i] = first ? 0 : off;
      }
      seen[0]!++;
    },
  };
}

/** The largest absolute value. */
export function largestSize(values: Float64Array): number {
  let worst = 0;
  for (const value of values) worst = Math.max(worst, Math.abs(value));
  return worst;
}

/** A standard deviation to add where the measured one may be 0: what floating point resolves at this value. */
export function resolutionAt(value: number): number {
  return RESOLUTION * (1 + Math.abs(value));
}
