import type { Transition, TransitionLearner } from "../../learn/learners/fitted_q.ts";

/** Tells a learner of each decision of an incident with what could be chosen next. */
export interface Transitions {
  /** Registers a decision: the row that was chosen, and all that could have been. */
  start(row: Float64Array, rows: readonly Float64Array[]): void;
  /** Drops the latest decision, which was not carried out. */
  withdraw(): void;
  /** Adds a step; after the last one of an incident nothing can be chosen. */
  add(step: { readonly reward: number; readonly recovered: boolean }): void;
  /** Ends the incident with what has come so far. */
  end(): void;
}

/** Creates the transitions of one policy. */
export function createTransitions({ learnTransition }: TransitionLearner): Transitions {
  let open: Omit<Transition, "next"> | undefined;
  const finish = (next: readonly Float64Array[]) => {
    if (open !== undefined && open.steps > 0) learnTransition({ ...open, next });
    open = undefined;
  };
  return {
    start: (row, rows) => {
      finish(rows);
      open = { row, reward: 0, steps: 0 };
    },
    withdraw: () => {
      open = undefined;
    },
    add: ({ reward, recovered }) => {
      if (open === undefined) return;
      open = { row: open.row, reward: open.reward + reward, steps: open.steps + 1 };
      if (recovered) finish([]);
    },
    end: () => finish([]),
  };
}
