/** A way to read the cells of a column as times. */
export interface TimeForm {
  /** In words, for the note on what was read. */
  readonly name: string;
  /** Unix seconds; NaN for a cell that isn't written so. */
  readonly secondsOf: (cell: string) => number;
}
