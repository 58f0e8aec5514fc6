import { type ActionKind, deepFreeze } from "../model/mod.ts";

/**
 * Terms of the reward of a step: +1 within the SLO or -2 in breach, and the costs of shed traffic, extra replicas and actions. Without
 * the costs, acting at random in every step would pay.
 */
export const REWARD = {
  healthy: 1,
  breach: -2,
  /** Times the share of the users' traffic that is shed, 0 to 1. */
  shed: -1,
  /** Per replica above the number in the topology. */
  extraReplica: -0.05,
  /** Per second of writes that a failover loses. */
  lostWriteSecond: -0.05,
  /** Per action, by its kind. */
  action: {
    noop: 0,
    restart: -0.5,
    rollback: -0.5,
    failover: -0.5,
    scale: -0.2,
    clear_cache: -0.5,
    limit_traffic: -0.1,
    open_breaker: -0.1,
    restore: 0,
    drain: -0.2,
  } satisfies Record<ActionKind, number>,
} as const;
deepFreeze(REWARD);

/** The reward of one step. */
export function stepReward(
  { sloViolated, shedShare, extraReplicas, lostWriteSeconds, action }: {
    sloViolated: boolean;
    /** Share of the traffic that is shed, 0 to 1. */
    shedShare: number;
    extraReplicas: number;
    lostWriteSeconds: number;
    action: ActionKind;
  },
): number {
  return (sloViolated ? REWARD.breach : REWARD.healthy) + REWARD.shed * shedShare +
    REWARD.extraReplica * extraReplicas + REWARD.lostWriteSecond * lostWriteSeconds + REWARD.action[action];
}
