/** Moves of a value after which its spread is believed. */
const MOVES = 50;
/** What a move counts at most, in standard deviations, until then. */
const SOFTLY = 6;
/** Least spread, as a share of the mean: what floating point can tell apart. */
const TINY = 1e-9;

/** How the moments of a stream are learnt. */
export interface MomentsOptions {
  /** Weight of the newest point, in (0, 1). */
  readonly share: number;
  /** Standard deviations beyond which a point teaches only as much as one at this distance. */
  readonly gate: number;
}

/** Exponentially weighted means and variances of some values. */
export interface Moments {
  /** All that is remembered. */
  readonly arrays: Readonly<Record<"mean" | "variance" | "last" | "moves" | "seen", Float64Array>>;
  /** Writes how many standard deviations each value lies above its mean into `z`, then learns from the values. */
  next(values: Float64Array, z: Float64Array): void;
}

/**
 * Means and variances that follow a stream, point by point, with a gate so that an outage doesn't become normal at once (Roberts, "Control
 * chart tests based on geometric moving averages", Technometrics 1959; the update is West's, Communications of the ACM 1979). A value
 * that has hardly ever moved, as an error rate of 0, has no spread to be held against: until it has moved 50 times it
 * learns ungated, and counts as 6 standard deviations away at most.
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
    const least = TINY * Math.abs(mean[i]!);
    const free = moves[i]! < MOVES || deviation <= least;
    let z = off / (deviation + least) || 0;
    if (free) z = Math.max(-SOFTLY, Math.min(SOFTLY, z));
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
      // While little has been seen each point weighs the same.
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
