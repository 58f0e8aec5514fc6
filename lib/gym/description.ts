import { type Action, describeAction, STEP_SECONDS } from "../model/mod.ts";
import type { RewardWeights } from "../simulator/mod.ts";
import type { ObservationPart } from "./view/observation_view.ts";

/** A part of the reward of a step, which is the sum of all of them. */
export interface RewardTerm {
  /** As in the option `reward`, as `shed`; of an action `action.` and its kind. */
  readonly name: string;
  /** What it is paid for, and per what. */
  readonly about: string;
  /** What it is multiplied by. */
  readonly weight: number;
}

/** What the weights are multiplied by, but for those of actions. */
const TERMS: Readonly<Record<Exclude<keyof RewardWeights, "action">, string>> = {
  healthy: "a step within the SLO",
  breach: "a step in breach of the SLO, in place of healthy",
  shed: "per step, times the share of the users' traffic that is shed, 0 to 1",
  extraReplica: "per step and replica above those of the topology",
  lostWriteSecond: "per second of writes that a failover loses",
};

/** What an environment to train in is, for people and for logs; it survives JSON. */
export interface EnvironmentDescription {
  /** Name of the topology. */
  readonly system: string;
  /** What each number of an observation is. */
  readonly observation: readonly ObservationPart[];
  /** What each action does, by its index, such as `restart(db)`. */
  readonly actions: readonly string[];
  /** Weights of the terms of a step's reward. */
  readonly reward: RewardWeights;
  /** The same, each with what it is paid for: the reward of a step is their sum. */
  readonly rewardTerms: readonly RewardTerm[];
  /** Steps in which a policy acts, per episode. */
  readonly steps: number;
  /** Seconds of the system's time per step. */
  readonly stepSeconds: number;
  /** When an episode ends. */
  readonly end: string;
}

/** Describes an environment. */
export function describeEnvironment(
  { system, parts, actions, reward, steps }: {
    readonly system: string;
    readonly parts: readonly ObservationPart[];
    readonly actions: readonly Action[];
    readonly reward: RewardWeights;
    readonly steps: number;
  },
): EnvironmentDescription {
  return {
    system,
    observation: parts,
    actions: actions.map(describeAction),
    reward,
    rewardTerms: termsOf(reward, actions),
    steps,
    stepSeconds: STEP_SECONDS,
    end: `truncated after ${steps} steps, never terminated: an incident has no terminal state`,
  };
}

/** The terms of the reward, those of actions that the system has. */
function termsOf(reward: RewardWeights, actions: readonly Action[]): RewardTerm[] {
  const names = Object.keys(TERMS) as (keyof typeof TERMS)[];
  return [
    ...names.map((name) => ({ name, about: TERMS[name], weight: reward[name] })),
    ...[...new Set(actions.map(({ kind }) => kind))].map((kind) => ({
      name: `action.${kind}`,
      about: `each ${kind} that is carried out`,
      weight: reward.action[kind],
    })),
  ];
}
