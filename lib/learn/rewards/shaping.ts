/**
 * A reward with the difference of a potential added, which leaves the best policy as it is (Ng, Harada and Russell, "Policy invariance under
 * reward transformations", ICML 1999): reward + gamma potential(after) - potential(before). The potential of what ends an episode must be 0.
 */
export function shapedReward(
  reward: number,
  { before, after, gamma = 1 }: {
    /** Potential of the state before the step. */
    readonly before: number;
    /** Potential of the state after it. */
    readonly after: number;
    /** Weight of what follows a step later. Default 1. */
    readonly gamma?: number;
  },
): number {
  return reward + gamma * after - before;
}
