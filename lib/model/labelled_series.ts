/** A series of observations with the times at which something was wrong, for judging detectors. */
export interface LabelledSeries {
  /** What tables call it. */
  readonly name: string;
  /** Names of the values in an observation. */
  readonly columns: readonly string[];
  /** The unit that stands behind the numbers of each of them, as "ms"; "" for plain numbers. Absent: all are. */
  readonly units?: readonly string[];
  /** One per row, never falling: seconds since 1970 in UTC, or since any moment for a simulated series. */
  readonly timesSeconds: Float64Array;
  /** Row by row, `columns.length` each; NaN: nothing was measured. */
  readonly values: Float64Array;
  /** First and last row of each stretch in which something was wrong, both included, in order, apart from one another. */
  readonly windows: readonly (readonly [number, number])[];
  /** The column of the table that they were read from. */
  readonly labelColumn?: string;
  /** Rows at the beginning from which a detector learns, and which are never judged. */
  readonly warmupRows: number;
  /** False where there were no times and rows are numbered instead. Default true. */
  readonly timed?: boolean;
  /** What tells it from the other series of its table, as `{ host: "web-1" }`, and words that are the same in all of its rows. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What a reader found and left out, line by line. */
  readonly notes?: readonly string[];
}
