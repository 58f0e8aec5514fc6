/** A log with what estimators read of it, one number a decision; the decisions of an episode stand together, in their order. */
export interface WeightedLog {
  /** Where each episode's decisions begin, and at the end the number of decisions: one more than there are episodes. */
  readonly starts: Int32Array;
  /** What each decision earned. */
  readonly rewards: Float64Array;
  /** Probability under the policy that is judged, over that under the logged one. */
  readonly weights: Float64Array;
  /** A reward model's prediction for the logged action; for episodes, of its reward and of all that follow under the policy that is judged. */
  readonly expectedOfLogged: Float64Array;
  /** The prediction, averaged over the actions of the policy that is judged. */
  readonly expectedOfTarget: Float64Array;
}

/** The log of decisions that are judged each by itself: an episode each. */
export function independentLog(log: Omit<WeightedLog, "starts">): WeightedLog {
  return { ...log, starts: Int32Array.from({ length: log.rewards.length + 1 }, (_, i) => i) };
}

/** The sum of `valueOf(i)` over each episode's decisions. */
export function episodeSums({ starts }: WeightedLog, valueOf: (decision: number) => number): Float64Array {
  const sums = new Float64Array(starts.length - 1);
  for (let g = 0; g < sums.length; g++) {
    for (let i = starts[g]!; i < starts[g + 1]!; i++) sums[g]! += valueOf(i);
  }
  return sums;
}
