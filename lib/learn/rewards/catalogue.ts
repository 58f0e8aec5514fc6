import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import type { OpenDecision, RewardStep, RewardTracker, Settle } from "./reward_tracker.ts";

/** The rewards that a learner can be given. */
export const REWARDS = ["recovery", "n-step", "windowed", "next-step"] as const;

/** The name of a reward. */
export type RewardName = typeof REWARDS[number];

/** Options of `createRewardTracker`. */
export interface RewardOptions<T> {
  readonly reward: RewardName;
  /** Steps that count: of `windowed` all, of `n-step` those before the learner's own expectation takes their place. */
  readonly horizonSteps: number;
  /** Steps after which `recovery` and `n-step` are paid in any case. */
  readonly maxSteps: number;
  readonly settle: Settle<T>;
}

const OPTIONS = z.strictObject({
  reward: z.enum(REWARDS),
  horizonSteps: z.int().min(1),
  maxSteps: z.int().min(1),
  settle: z.custom((value) => typeof value === "function", "must be a function"),
});

/** Whether a decision is complete after a step, and its target then. */
interface Rule {
  /** What a step adds. */
  of(step: RewardStep): number;
  isComplete(open: OpenDecision<unknown>, step: RewardStep): boolean;
  targetOf(open: OpenDecision<unknown>): number;
}

/**
 * Creates a tracker of one reward:
 *
 * - `next-step`: the reward of the next step, as the prototype's;
 * - `windowed`: the mean reward of the next `horizonSteps` steps;
 * - `recovery`: minus all that was lost until the incident was over, paid then;
 * - `n-step`: minus what was lost in `horizonSteps` steps at least, and from the next decision on what the learner itself expects.
 *
 * @throws {UsageError} for an unknown reward, with the nearest one, and for steps below 1
 */
export function createRewardTracker<T>(options: RewardOptions<T>): RewardTracker<T> {
  checkOptions("createRewardTracker", OPTIONS, options);
  const { reward, horizonSteps, maxSteps, settle } = options;
  const rule = ruleOf(reward, { horizonSteps, maxSteps });
  let open: OpenDecision<T>[] = [];
  return {
    get open() {
      return open.length;
    },
    start: (decision, value) => {
      if (reward === "n-step") {
        const due = open.filter(({ steps }) => steps >= horizonSteps);
        open = open.filter(({ steps }) => steps < horizonSteps);
        for (const one of due) settle(one.decision, one.sum + value);
      }
      open.push({ decision, sum: 0, steps: 0 });
    },
    withdraw: () => {
      open.pop();
    },
    add: (step) => {
      for (const one of open) {
        one.sum += rule.of(step);
        one.steps++;
      }
      const due = open.filter((one) => rule.isComplete(one, step));
      if (due.length === 0) return;
      open = open.filter((one) => !rule.isComplete(one, step));
      for (const one of due) settle(one.decision, rule.targetOf(one));
    },
    flush: () => {
      const left = open.filter(({ steps }) => steps > 0);
      open = [];
      for (const one of left) settle(one.decision, rule.targetOf(one));
    },
  };
}

function ruleOf(
  reward: RewardName,
  { horizonSteps, maxSteps }: { readonly horizonSteps: number; readonly maxSteps: number },
): Rule {
  switch (reward) {
    case "next-step":
      return { of: (step) => step.reward, isComplete: () => true, targetOf: ({ sum }) => sum };
    case "windowed":
      return {
        of: (step) => step.reward,
        isComplete: ({ steps }) => steps >= horizonSteps,
        targetOf: ({ sum, steps }) => sum / steps,
      };
    case "recovery":
    case "n-step":
      return {
        of: ({ loss }) => -loss,
        isComplete: ({ steps }, { recovered }) => recovered || steps >= maxSteps,
        targetOf: ({ sum }) => sum,
      };
  }
}
