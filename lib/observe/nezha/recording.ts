/** A fault that was injected into a pod. */
export interface NezhaFault {
  readonly timeSeconds: number;
  readonly pod: string;
  readonly kind: string;
}

/** One day of a recording. */
export interface NezhaDay {
  /** The folder that holds `construct_data` and `rca_data`, ending with "/", or "". */
  readonly root: string;
  /** Date such as `2023-01-30`. */
  readonly date: string;
  /** In order of time. */
  readonly faults: readonly NezhaFault[];
}
