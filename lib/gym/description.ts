import { type Action, describeAction, STEP_SECONDS } from "../model/mod.ts";
import type { RewardWeights } from "../simulator/mod.ts";
import type { ObservationPart } from "./view/observation_view.ts";

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
    steps,
    stepSeconds: STEP_SECONDS,
    end: `truncated after ${steps} steps, never terminated: an incident has no terminal state`,
  };
}
