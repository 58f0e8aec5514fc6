import { STEP_SECONDS, UsageError } from "../../model/mod.ts";
import { type Objective, windowSteps } from "./objective.ts";

/** An error budget at the end of a step. */
export interface BudgetState {
  /** Share of the period's budget that is left: 1 at the start of an episode, negative where it is overspent. */
  readonly left: number;
  /** Share of the step's requests that are bad, 0 to 1. */
  readonly badShare: number;
  /** Per pair of windows, the burn rates over the long and the short one. */
  readonly burnRates: readonly { readonly long: number; readonly short: number }[];
}

/** Follows the error budget of an episode. */
export interface Budget {
  /** Begins an episode. */
  reset(): void;
  /** Adds the requests of a step, of which a share is bad. */
  add(requests: number, badShare: number): BudgetState & { readonly breach: boolean };
  /** All that is carried from step to step: finite numbers, for JSON. */
  save(): number[];
  /** Goes back to what `save` returned. @throws {UsageError} for what it did not return */
  restore(saved: readonly number[] | undefined): void;
}

/**
 * The error budget of an objective, with alerts on burn rates over several pairs of windows. Before the episode the system had its nominal
 * traffic, with its nominal share of bad requests; the budget is that of a period which begins with the episode, at nominal traffic.
 */
export function createBudget(
  { objective, periodDays, windows, timeScale }: Objective,
  nominal: { readonly requestsPerStep: number; readonly badShare: number },
): Budget {
  const allowed = 1 - objective;
  const pairs = windows.map(({ longMinutes, shortMinutes, burnRate }) => ({
    long: windowSteps(longMinutes, timeScale),
    short: windowSteps(shortMinutes, timeScale),
    limit: burnRate,
  }));
  const size = Math.max(...pairs.map(({ long }) => long)) + 1;
  const nominalBad = nominal.requestsPerStep * nominal.badShare;
  const whole = allowed * nominal.requestsPerStep * periodDays * 86_400 * timeScale / STEP_SECONDS;
  /** Sums since the start of the episode, by step, in a ring: the sum over a window is a difference. */
  const requestSums = new Float64Array(size);
  const badSums = new Float64Array(size);
  let steps = 0;

  function burnRate(length: number): number {
    const from = steps - length;
    const now = steps % size;
    const requests = requestSums[now]! -
      (from < 0 ? from * nominal.requestsPerStep : requestSums[from % size]!);
    const bad = badSums[now]! - (from < 0 ? from * nominalBad : badSums[from % size]!);
    return requests > 0 ? bad / requests / allowed : 0;
  }

  return {
    reset: () => {
      steps = 0;
      requestSums.fill(0);
      badSums.fill(0);
    },
    add: (requests, badShare) => {
      const before = steps % size;
      steps++;
      const now = steps % size;
      requestSums[now] = requestSums[before]! + requests;
      badSums[now] = badSums[before]! + requests * badShare;
      const burnRates = pairs.map(({ long, short }) => ({ long: burnRate(long), short: burnRate(short) }));
      return {
        left: 1 - badSums[now]! / whole,
        badShare,
        burnRates,
        breach: burnRates.some(({ long, short }, i) => long > pairs[i]!.limit && short > pairs[i]!.limit),
      };
    },
    save: () => [steps, ...requestSums, ...badSums],
    restore: (saved) => {
      if (!Array.isArray(saved) || saved.length !== 1 + 2 * size || !saved.every(Number.isFinite)) {
        throw new UsageError(`restore: the snapshot's budget must be ${1 + 2 * size} finite numbers`);
      }
      steps = saved[0]!;
      for (let i = 0; i < size; i++) {
        requestSums[i] = saved[1 + i]!;
        badSums[i] = saved[1 + size + i]!;
      }
    },
  };
}
