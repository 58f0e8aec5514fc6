import type {
  Action,
  Decision,
  Detection,
  Diagnosis,
  Feedback,
  JsonValue,
  Observation,
  Slo,
  Topology,
} from "../model/mod.ts";
import type { Window } from "../observe/mod.ts";

/** What a policy is told in each step. */
export interface Situation {
  readonly observation: Observation;
  readonly recent: Window;
  readonly detection: Detection | undefined;
  readonly inBreach: boolean;
  /** The diagnosis of the latest observations; made when it is asked for, because most steps need none. */
  diagnose(): Diagnosis;
}

/** Chooses what to do. */
export interface Policy {
  readonly name: string;
  /** A new episode: what was learnt stays, what was tried in the last incident does not. The seed is for random choices. */
  begin(episode: { readonly seed: number }): void;
  /** Called once after the warm-up. */
  fit(healthy: Window): void;
  decide(situation: Situation): Decision;
  learn(feedback: Feedback): void;
  saveState(): JsonValue;
  loadState(state: JsonValue): void;
}

/** What a policy may know of the system. */
export interface PolicyContext {
  readonly topology: Topology;
  readonly slo: Slo;
}

/** The parts of a policy that learns nothing. */
export const UNLEARNED: Pick<Policy, "learn" | "saveState" | "loadState"> = {
  learn: () => {},
  saveState: () => null,
  loadState: () => {},
};

/**
 * The shortest policy: a function from the situation to an action, which learns nothing and remembers nothing. Nothing returned means
 * waiting.
 *
 * @example
 * ```ts
 * import { policyFrom } from "./policy.ts";
 * policyFrom("restarts", ({ inBreach, diagnose }) =>
 *   inBreach ? { kind: "restart", service: diagnose().suspect } : undefined);
 * ```
 */
export function policyFrom(name: string, choose: (situation: Situation) => Action | undefined): Policy {
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

/** Waiting, with a reason. */
export function wait(reason: string): Decision {
  return { action: { kind: "noop" }, propensity: 1, reason };
}
