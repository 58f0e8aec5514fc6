import type { Decision, Diagnosis } from "../../model/mod.ts";
import type { Cause } from "../pacing/passing_load.ts";
import type { Situation } from "../policy.ts";
import type { CostedPlan } from "./plans.ts";
import type { Remedy } from "./remedies.ts";

/** A choice that the playbook leaves to another: which plan to begin now, or whether to wait for another observation. */
export interface Offer {
  readonly situation: Situation;
  readonly diagnosis: Diagnosis;
  /** What has not been tried in this incident, in the playbook's order; at least one. */
  readonly plans: readonly CostedPlan[];
  /** Why the playbook would wait; undefined where it would begin the first plan. */
  readonly waits: string | undefined;
  /** Whether waiting is a choice. */
  readonly mayWait: boolean;
  /** Consecutive steps in breach. */
  readonly breachSteps: number;
  /** What was done in this incident and has not ended it. */
  readonly attempts: readonly Remedy[];
}

/** The plan that was chosen, or none for another observation; the decision's action is that of the plan's first step, or `noop`. */
export interface Chosen {
  readonly plan: CostedPlan | undefined;
  readonly decision: Omit<Decision, "action">;
}

/** What is known in a step in which a chooser may take over. */
export interface TakeOver extends Pick<Offer, "situation" | "attempts" | "breachSteps"> {
  /** Whether what is wrong may be no more than a service that is being replaced, by whomever. */
  readonly isReplaced: boolean;
  /** Whether what is wrong may pass by itself, if that is its cause, so that the playbook would wait. */
  mayPass(cause: Cause): boolean;
}

/** Chooses in place of the playbook's own order. */
export interface Chooser {
  choose(offer: Offer): Chosen;
  /**
   * Asked in each step in which no remedy is half carried out, before the playbook's own pacing: what to begin now, or whether to wait; undefined leaves it
   * to the playbook.
   */
  takeOver?(now: TakeOver): Chosen | undefined;
  /** Hears once in each step, before any choice, whether users are well: the SLO is met, and nothing that shields them is in force. */
  observe(now: { readonly isWell: boolean }): void;
  /** A guardrail has refused the plan that was chosen last. */
  refused(): void;
}
