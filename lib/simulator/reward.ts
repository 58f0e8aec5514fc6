import type { ActionKind } from "../model/mod.ts";

/**
 * The reward of a step: +1 healthy, -2 in breach (the prototype's), less what it costs to get there. Without the costs,
 * acting at random on every step pays.
 */
export const REWARD = {
  healthy: 1,
  breach: -2,
  /** For a share of 1 of the users' traffic that is turned away. */
  shed: -1,
  /** For each replica above those of the topology. */
  extraReplica: -0.05,
  /** For each action, by its kind. */
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
  } satisfies Record<ActionKind, number>,
} as const;

/** The reward of one step. */
export function stepReward(
  { sloViolated, shedShare, extraReplicas, action }: {
    sloViolated: boolean;
    /** 0 to 1 */
    shedShare: number;
    extraReplicas: number;
    action: ActionKind;
  },
): number {
  return (sloViolated ? REWARD.breach : REWARD.healthy) + REWARD.shed * shedShare +
    REWARD.extraReplica * extraReplicas + REWARD.action[action];
}
