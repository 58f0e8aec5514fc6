/** The weights of detections, misses and false alarms. */
export interface NabWeights {
  /** Credit for a window that is detected in its first row. */
  readonly found: number;
  /** Cost of a missed window. */
  readonly missed: number;
  /** Cost of a false-alarm row far from any window. */
  readonly falseRow: number;
}

/** The benchmark's three application profiles, by their own names. Lavin and Ahmad, ICMLA 2015, section III.C. */
export const NAB_PROFILES = {
  standard: { found: 1, missed: 1, falseRow: 0.11 },
  reward_low_FP_rate: { found: 1, missed: 1, falseRow: 0.22 },
  reward_low_FN_rate: { found: 1, missed: 2, falseRow: 0.11 },
} as const satisfies Record<string, NabWeights>;

/** The name of an application profile. */
export type NabProfile = keyof typeof NAB_PROFILES;
