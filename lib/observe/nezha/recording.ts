/** A fault that was injected into a pod. */
export interface NezhaFault {
  readonly timeSeconds: number;
  readonly pod: string;
  readonly kind: string;
}

/** One day of a recording. */
export interface NezhaDay {
  /** The folder that holds `construct_data` and `rca_data`, with a "/" behind, or "". */
  readonly root: string;
  /** As `2023-01-30`. */
  readonly date: string;
  /** In the order of time. */
  readonly faults: readonly NezhaFault[];
}
