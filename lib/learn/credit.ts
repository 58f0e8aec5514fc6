import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import { UsageError } from "../model/mod.ts";
import { showValue } from "../model/show_value.ts";

/** Assigns to each decision the mean of the rewards that followed it. */
export interface Credit<T> {
  /** Number of decisions whose rewards are still being collected. */
  readonly open: number;
  /** Registers a decision; the rewards from here on count for it. */
  start(decision: T): void;
  /** Adds the reward of a step, which counts for every open decision. @throws {UsageError} unless it is a finite number */
  add(reward: number): void;
  /** Settles all open decisions with the rewards they have; one without any is dropped. Call at the end of an episode. */
  flush(): void;
}

const OPTIONS = z.strictObject({
  horizonSteps: z.int().min(1),
  settle: z.custom((value) => typeof value === "function", "must be a function"),
});

/**
 * Creates credit assignment over a fixed number of steps, since a remedy takes some to show an effect. Decisions may overlap.
 *
 * @param options `horizonSteps`: number of rewards that count for a decision, at least 1; `settle`: called once for each decision with
 * the mean of its rewards
 * @throws {UsageError} if the horizon is not an integer of 1 or more
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { createCredit } from "./credit.ts";
 * const settled: [string, number][] = [];
 * const credit = createCredit<string>({ horizonSteps: 2, settle: (arm, mean) => settled.push([arm, mean]) });
 * credit.start("restart");
 * credit.add(-2);
 * credit.add(1);
 * deepStrictEqual(settled, [["restart", -0.5]]);
 * ```
 */
export function createCredit<T>(
  options: {
    /** Steps whose rewards count for a decision, from 1. */
    readonly horizonSteps: number;
    /** Hears of each decision with its mean reward a step, when its steps are over. */
    readonly settle: (decision: T, meanReward: number) => void;
  },
): Credit<T> {
  checkOptions("createCredit", OPTIONS, options);
  const { horizonSteps, settle } = options;
  let open: { decision: T; sum: number; steps: number }[] = [];
  return {
    get open() {
      return open.length;
    },
    start: (decision) => {
      open.push({ decision, sum: 0, steps: 0 });
    },
    add: (reward) => {
      if (!Number.isFinite(reward)) {
        throw new UsageError(`A reward must be a finite number, found ${showValue(reward)}`);
      }
      for (const entry of open) {
        entry.sum += reward;
        entry.steps++;
      }
      const due = open.filter(({ steps }) => steps >= horizonSteps);
      if (due.length === 0) return;
      open = open.filter(({ steps }) => steps < horizonSteps);
      for (const { decision, sum, steps } of due) settle(decision, sum / steps);
    },
    flush: () => {
      const left = open.filter(({ steps }) => steps > 0);
      open = [];
      for (const { decision, sum, steps } of left) settle(decision, sum / steps);
    },
  };
}
