/** Gathers the rewards that follow decisions, and hands each decision their mean. */
export interface Credit<T> {
  /** Decisions whose rewards are still being gathered. */
  readonly open: number;
  /** A decision was made: the rewards from here on count for it. */
  start(decision: T): void;
  /** The reward of a step: it counts for every open decision. */
  add(reward: number): void;
  /** Settles what is open with what it has; a decision that saw no reward is dropped. Call at the end of an episode. */
  flush(): void;
}

/**
 * Credit over a fixed number of steps, because a remedy needs some to show what it does. Decisions may overlap.
 *
 * @param horizonSteps rewards that count for a decision, at least 1
 * @param settle called once for each decision with the mean of its rewards
 * @throws {RangeError} if the horizon is no whole number of steps
 *
 * @example
 * ```ts
 * import { createCredit } from "./credit.ts";
 * const credit = createCredit<string>({ horizonSteps: 2, settle: (arm, reward) => console.log(arm, reward) });
 * credit.start("restart");
 * credit.add(-2);
 * credit.add(1); // prints: restart -0.5
 * ```
 */
export function createCredit<T>(
  { horizonSteps, settle }: {
    readonly horizonSteps: number;
    readonly settle: (decision: T, meanReward: number) => void;
  },
): Credit<T> {
  if (!Number.isInteger(horizonSteps) || horizonSteps < 1) {
    throw new RangeError(`Credit needs a horizon of 1 step or more, found ${horizonSteps}`);
  }
  let open: { decision: T; sum: number; steps: number }[] = [];
  return {
    get open() {
      return open.length;
    },
    start: (decision) => {
      open.push({ decision, sum: 0, steps: 0 });
    },
    add: (reward) => {
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
