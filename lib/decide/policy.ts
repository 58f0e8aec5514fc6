import {
  type Action,
  type Decision,
  type Detection,
  type Diagnosis,
  type Feedback,
  type JsonValue,
  type Observation,
  type Slo,
  type Timings,
  type Topology,
  UsageError,
} from "../model/mod.ts";
import { showValue } from "../model/show_value.ts";
import type { Window } from "../observe/mod.ts";

/** What a policy knows in each step. */
export interface Situation {
  /** The latest observation. */
  readonly observation: Observation;
  /** The latest observations, the newest last. */
  readonly recent: Window;
  /** What the agent's detector makes of the observation; undefined where it has none. */
  readonly detection: Detection | undefined;
  /** Whether the SLO is violated now, as far as is known: false as well where the front has not been measured for some steps. */
  readonly inBreach: boolean;
  /** Whether the front was measured in this step. If not, `inBreach` repeats what was known before. Default: true. */
  readonly isNews?: boolean;
  /** Whether it was measured lately: if not, a step without a breach is none that is known to be healthy. Default: true. */
  readonly isKnown?: boolean;
  /**
   * Whether the guardrails would let an action through in this step; asking changes nothing. Absent where no guardrails stand behind the
   * agent: then nothing is known to be refused.
   *
   * @throws {UsageError} for what is no action in this topology
   */
  allows?(action: Action): boolean;
  /**
   * The diagnosis of the latest observations, computed on the first call of a step, since most steps need none.
   *
   * @throws {UsageError} if the agent has no detector or no diagnoser
   */
  diagnose(): Diagnosis;
}

/** Chooses what to do. */
export interface Policy {
  /** As in tables and pictures. */
  readonly name: string;
  /** Starts an episode. What was learnt in earlier ones stays, what was tried in the last incident does not. The seed is for random choices. */
  begin(episode: {
    /** Seed of the policy's random choices in this episode. */
    readonly seed: number;
  }): void;
  /** Called once per episode, after the warm-up, with its healthy observations. */
  fit(healthy: Window): void;
  /** The decision of a step. */
  decide(situation: Situation): Decision;
  /** Takes in what followed the last decision. */
  learn(feedback: Feedback): void;
  /** What was learnt so far, with open decisions settled. */
  saveState(): JsonValue;
  /**
   * Restores what `saveState` returned.
   *
   * @throws {UsageError} if the state was not written by `saveState` of a policy of this name and these parameters
   */
  loadState(state: JsonValue): void;
}

/**
 * A policy as one writes it: what is left out does nothing. What it learns lasts where it has both `saveState` and `loadState`; one alone is refused.
 */
export type OwnPolicy = Pick<Policy, "name" | "decide"> & Partial<Omit<Policy, "name" | "decide">>;

/** What a policy knows of the system. */
export interface PolicyContext {
  /** Services and calls. */
  readonly topology: Topology;
  /** The limits that count as a breach where they are exceeded. */
  readonly slo: Slo;
  /** How long remedies take. Default: `TIMINGS.realistic`. */
  readonly timings?: Timings;
}

/** The learning methods of a policy or an agent that does not learn. */
export const UNLEARNED: Pick<Policy, "learn" | "saveState" | "loadState"> = {
  learn: () => {},
  saveState: () => null,
  loadState: (state) => {
    if (state === null) return;
    throw new UsageError(`What doesn't learn has no state, found ${showValue(state)}`);
  },
};

/**
 * The shortest way to a policy: a function from the situation to an action, without learning. Where it returns undefined, the policy
 * waits.
 *
 * @throws {UsageError} without a name and a function
 *
 * @example
 * ```ts
 * import { ok, strictEqual } from "node:assert";
 * import { createAgent, policyFrom, runTrial } from "aiops";
 * const policy = () =>
 *   policyFrom("restarts", ({ inBreach, diagnose }) =>
 *     inBreach ? { kind: "restart", service: diagnose().suspect } : undefined);
 * const [record] = runTrial({ agent: createAgent("full", { policy }), seeds: [1] });
 * ok(record!.actions_restart > 0);
 * strictEqual(record!.actions_rollback, 0);
 * ```
 */
export function policyFrom(name: string, choose: (situation: Situation) => Action | undefined): Policy {
  if (typeof name !== "string" || typeof choose !== "function") {
    throw new UsageError(
      `policyFrom takes a name and a function, found ${showValue(name)} and ${showValue(choose)}`,
    );
  }
  return {
    name,
    begin: () => {},
    fit: () => {},
    decide: (situation) => {
      const action = choose(situation);
      return action === undefined ? wait("nothing to do") : { action, propensity: 1, reason: name };
    },
    ...UNLEARNED,
  };
}

/** A decision to wait, with its reason. */
export function wait(reason: string): Decision {
  return { action: { kind: "noop" }, propensity: 1, reason };
}
