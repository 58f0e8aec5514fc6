/** What finding, missing and false alarms weigh. */
export interface NabWeights {
  /** Most that a window found earns. */
  readonly found: number;
  /** What a window missed costs. */
  readonly missed: number;
  /** Most that a row of false alarm costs. */
  readonly falseRow: number;
}

/** The three profiles of users, by the names that the benchmark gives them. Lavin and Ahmad, ICMLA 2015, section III.C. */
export const NAB_PROFILES = {
  standard: { found: 1, missed: 1, falseRow: 0.11 },
  reward_low_FP_rate: { found: 1, missed: 1, falseRow: 0.22 },
  reward_low_FN_rate: { found: 1, missed: 2, falseRow: 0.11 },
} as const satisfies Record<string, NabWeights>;

/** The name of a profile. */
export type NabProfile = keyof typeof NAB_PROFILES;
