/** One metric over time with its labels, as monitoring systems export it. */
export interface MetricFrame {
  /** The metric's name; the column's in a table. */
  readonly name: string;
  /** What tells it from others of that name, as `{ service: "cart" }`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Unix seconds, never falling. */
  readonly timesSeconds: ArrayLike<number>;
  /** As many; NaN: nothing was measured. */
  readonly values: ArrayLike<number>;
  /** The unit behind its numbers; absent: they are plain. */
  readonly unit?: string;
  /** Whether it is a count that only rises, or none; undefined where its origin doesn't say. */
  readonly counter?: boolean;
}

/** Metrics that were read, and what there is to say about the reading. */
export interface ReadMetrics {
  readonly frames: readonly MetricFrame[];
  readonly notes: readonly string[];
  /** Whether the notes tell of missing values, as those of tables do. */
  readonly told?: boolean;
}

/** A series of points (time in seconds, value) as a frame, the points in the order of their times. */
export function frameOf(
  { name, labels, points }: {
    readonly name: string;
    readonly labels: MetricFrame["labels"];
    readonly points: readonly (readonly [time: number, value: number])[];
  },
): MetricFrame {
  const inOrder = points.toSorted(([a], [b]) => a - b);
  return {
    name,
    labels,
    timesSeconds: Float64Array.from(inOrder, ([time]) => time),
    values: Float64Array.from(inOrder, ([, value]) => value),
  };
}
