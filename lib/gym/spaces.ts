/** Vectors of numbers within bounds: Gymnasium's `Box` of one dimension. */
export interface BoxSpace {
  /** The kind of space. */
  readonly type: "box";
  /** Length of a vector. */
  readonly shape: readonly [length: number];
  /** Type of its numbers. */
  readonly dtype: "float32";
  /** Smallest value of each number. */
  readonly low: Float32Array;
  /** Largest value of each number. */
  readonly high: Float32Array;
}

/** The whole numbers from 0 to n - 1: Gymnasium's `Discrete`. */
export interface DiscreteSpace {
  /** The kind of space. */
  readonly type: "discrete";
  /** How many there are. */
  readonly n: number;
}

/** Why a vector is none of a space, in words; undefined if it is one. */
export function whyOutside(space: BoxSpace, vector: unknown): string | undefined {
  const [length] = space.shape;
  if (!(vector instanceof Float32Array)) return "is no Float32Array";
  if (vector.length !== length) return `has ${vector.length} numbers, the space has ${length}`;
  for (let i = 0; i < length; i++) {
    const value = vector[i]!;
    if (value >= space.low[i]! && value <= space.high[i]!) continue;
    return `has ${value} at place ${i}, outside of ${space.low[i]} to ${space.high[i]}`;
  }
}
