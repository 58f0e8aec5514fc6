import { type Action, NOOP, TIMINGS } from "../../model/mod.ts";
import type { PolicyContext } from "../policy.ts";
import type { Remedy } from "../remedies/remedies.ts";
import { isDisruptive } from "./candidates.ts";

/** Knows which repair was begun last: guardrails let no other begin beside it. */
export interface RepairsUnderWay {
  begin(): void;
  /** Advances by one step. */
  tick(): void;
  /** Takes in what was carried out. */
  note(action: Action): void;
  /** A plan that may begin now, or with a pause before the repair that has to wait for another service's; undefined where no pause helps. */
  inTurn(plan: Remedy, isAllowed: (action: Action) => boolean): Remedy | undefined;
}

/** Creates the record of one agent. */
export function createRepairsUnderWay({ timings = TIMINGS.realistic }: PolicyContext): RepairsUnderWay {
  let age = Infinity;
  let repaired = "";
  return {
    begin: () => {
      age = Infinity;
    },
    tick: () => {
      age++;
    },
    note: (action) => {
      if (!isDisruptive(action)) return;
      age = 0;
      repaired = action.service;
    },
    inTurn: (plan, isAllowed) => {
      const pause = plan.findIndex(({ kind }) => kind === "noop");
      const refused = plan.findIndex((action, i) => (pause < 0 || i < pause) && !isAllowed(action));
      if (refused < 0) return plan;
      const action = plan[refused]!;
      const left = timings.restart.service.downSteps - age;
      if (!isDisruptive(action) || action.service === repaired || !(left > 0)) return undefined;
      return [...plan.slice(0, refused), ...Array<Action>(left).fill(NOOP), ...plan.slice(refused)];
    },
  };
}
