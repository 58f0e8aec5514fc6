import type { Memory } from "../state/memory.ts";
import type { LoopSettings } from "../settings.ts";
import type { Proposals, StepContext } from "./proposals.ts";
import { temporarySeconds } from "./temporary.ts";

/** Lifts temporary measures when their time is over: a real system keeps a limit until somebody takes it back. */
export interface Lifting {
  /** Lifts what is due, as soon as nothing stands against it. */
  lift(context: StepContext): void;
}

/** Creates the lifting of a loop's temporary measures. */
export function createLifting(
  { settings, memory, proposals }: {
    readonly settings: LoopSettings;
    readonly memory: Memory;
    readonly proposals: Proposals;
  },
): Lifting {
  const reason = `a limit or breaker that is not given again ends after ${temporarySeconds(settings)} s`;
  return {
    lift: (context) => {
      const { temporary } = memory.state;
      if (temporary === null || context.nowSeconds < temporary.untilSeconds) return;
      const action = { kind: "restore" } as const;
      if (proposals.undoRefusal(action, context) !== undefined) return;
      proposals.undo(action, { undoes: temporary.idempotencyKey, reason }, context);
    },
  };
}
