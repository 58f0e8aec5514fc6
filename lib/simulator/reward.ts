import { z } from "zod";
import {
  type ActionKind,
  deepFreeze,
  PLATFORM,
  type Timings,
  type Topology,
  UsageError,
} from "../model/mod.ts";

/** Weights of the terms of the reward of a step. */
export interface RewardWeights {
  /** For a step within the SLO. */
  readonly healthy: number;
  /** For a step in breach, less than `healthy`. */
  readonly breach: number;
  /** Times the share of the users' traffic that is shed, 0 to 1. At most 0, as all costs. */
  readonly shed: number;
  /** Per replica above the number in the topology. */
  readonly extraReplica: number;
  /** Per second of writes that a failover loses. */
  readonly lostWriteSecond: number;
  /** Per action, by its kind. */
  readonly action: Readonly<Record<ActionKind, number>>;
}

/** Weights that differ from the defaults. */
export interface RewardInput extends Partial<Omit<RewardWeights, "action">> {
  /** Per action, by its kind. */
  readonly action?: Partial<RewardWeights["action"]>;
}

/**
 * Default weights: +1 within the SLO or -2 in breach, and the costs of shed traffic, extra replicas and actions. Without the costs, acting at
 * random in every step would pay.
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

/** Largest weight, with either sign. */
const MAX_WEIGHT = 1000;
const weight = z.number().min(-MAX_WEIGHT).max(MAX_WEIGHT).exactOptional();
/** A positive cost would pay for what it is the price of. */
const cost = z.number().min(-MAX_WEIGHT).max(0).exactOptional();

/** The schema of `RewardInput`. */
export const rewardSchema = z.strictObject({
  healthy: weight.describe("for a step within the SLO"),
  breach: weight.describe("for a step in breach, less than healthy"),
  shed: cost.describe("times the share of the traffic that is shed"),
  extraReplica: cost.describe("per replica above the topology's"),
  lostWriteSecond: cost.describe("per second of writes that a failover loses"),
  action: z.strictObject(
    Object.fromEntries(Object.keys(REWARD.action).map((kind) => [kind, cost])) as Record<
      ActionKind,
      typeof cost
    >,
  ).exactOptional().describe("per action, by its kind"),
}) satisfies z.ZodType<RewardInput>;

/**
 * The weights with those that are absent filled in; `rewardSchema` checks names and ranges.
 *
 * @throws {UsageError} for a breach that is rewarded as much as health
 */
export function resolveReward(
  input: RewardInput = {},
  defaults: RewardWeights = REWARD,
): RewardWeights {
  const weights = { ...defaults, ...input, action: { ...defaults.action, ...input.action } };
  if (weights.breach >= weights.healthy) {
    throw new UsageError(
      `The reward's breach must be less than healthy, ${weights.healthy}, found ${weights.breach}`,
    );
  }
  return deepFreeze(weights);
}

/**
 * The least and the greatest reward that a step can have: the least in a breach with all traffic shed, each service at the platform's most
 * replicas, the writes of a database lost whose standby is behind, and the dearest action. 0 is among them, since it stands for a step of which
 * nothing has been heard yet.
 */
export function rewardRange(
  weights: RewardWeights,
  { topology, timings }: { readonly topology: Topology; readonly timings: Pick<Timings, "failover"> },
): readonly [least: number, greatest: number] {
  const { healthy, breach, shed, extraReplica, lostWriteSecond, action } = weights;
  const { minReplicas, maxReplicas } = PLATFORM;
  const { lostWriteSeconds, behindLostWriteSeconds } = timings.failover;
  const costs = shed + extraReplica * topology.services.length * (maxReplicas - minReplicas) +
    lostWriteSecond * Math.max(lostWriteSeconds, behindLostWriteSeconds) + Math.min(...Object.values(action));
  return Object.freeze([Math.min(0, breach + costs), Math.max(0, healthy)] as const);
}

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
  weights: RewardWeights = REWARD,
): number {
  return (sloViolated ? weights.breach : weights.healthy) + weights.shed * shedShare +
    weights.extraReplica * extraReplicas + weights.lostWriteSecond * lostWriteSeconds +
    weights.action[action];
}
