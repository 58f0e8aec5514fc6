import { type Action, describeAction, PLATFORM } from "../../model/mod.ts";
import type { Remedy } from "../remedies/remedies.ts";

/** Steps that must be left of a shield for it not to be renewed. */
const MIN_LEFT_STEPS = 2;

/** Whether a plan only keeps trouble from users, and is undone at once. */
export function isShield(plan: Remedy): boolean {
  return plan.every(({ kind }) => kind === "limit_traffic" || kind === "open_breaker");
}

/** Knows which limits and breakers are in force. */
export interface Shields {
  begin(): void;
  /** Advances by one step. */
  tick(): void;
  /** Takes in what was carried out. */
  note(action: Action): void;
  /** A plan without what is in force already. */
  without(plan: Remedy): Remedy;
}

/** Creates the shields of one agent. */
export function createShields(): Shields {
  const until = new Map<string, number>();
  let step = 0;
  return {
    begin: () => {
      until.clear();
      step = 0;
    },
    tick: () => {
      step++;
    },
    note: (action) => {
      if (action.kind === "restore") return until.clear();
      if (action.kind === "limit_traffic") {
        for (const name of until.keys()) if (name.startsWith("limit_traffic")) until.delete(name);
        until.set(describeAction(action), step + PLATFORM.trafficLimit.durationSteps);
      }
      if (action.kind === "open_breaker") {
        until.set(describeAction(action), step + PLATFORM.breaker.durationSteps);
      }
    },
    without: (plan) =>
      plan.filter((action) => (until.get(describeAction(action)) ?? -Infinity) - step < MIN_LEFT_STEPS),
  };
}
