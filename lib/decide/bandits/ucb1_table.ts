import { z } from "zod";
import { readState } from "../../detect/state/state.ts";
import { createCredit } from "../../learn/mod.ts";
import type { JsonValue } from "../../model/mod.ts";
import { type ArmState, type BoundName, confidenceBound, countReward } from "./confidence_bounds.ts";

/**
 * The index of the arm with the largest upper confidence bound; arms that were never tried come first.
 *
 * @param isOffered whether an arm can be chosen now, by its index; one at least can. Default: all can. The bounds are the same with
 * fewer arms, as in AUER (Kleinberg, Niculescu-Mizil, Sharma, "Regret bounds for sleeping experts and bandits", Machine Learning 2010)
 */
export function upperBound(
  arms: readonly ArmState[],
  { bound, exploration }: { readonly bound: BoundName; readonly exploration: number },
  isOffered: (arm: number) => boolean = () => true,
): number {
  const untried = arms.findIndex(({ pulls }, arm) => pulls === 0 && isOffered(arm));
  if (untried >= 0) return untried;
  const rounds = arms.reduce((sum, { pulls }) => sum + pulls, 0);
  const bounds = arms.map((arm, i) =>
    isOffered(i) ? confidenceBound(arm, { bound, exploration, rounds }) : -Infinity
  );
  return bounds.indexOf(Math.max(...bounds));
}

/** Upper confidence bounds with a row of arms for each key. */
export interface Ucb1Table {
  /** Number of choices whose rewards are still being collected. */
  readonly open: number;
  /** Chooses an arm for a key; the rewards from here on count for it. @returns its index, and how often it had been chosen before */
  choose(key: string, isOffered?: (arm: number) => boolean): { readonly arm: number; readonly pulls: number };
  /** Adds the reward of a step. */
  add(reward: number): void;
  /** Settles open choices with the rewards so far. */
  flush(): void;
  /** Counts, sums and sums of squares by key, for each arm; open choices are settled, as they are when the next episode begins. */
  saveState(): JsonValue;
  /** @throws {UsageError} unless the state is that of a table with as many arms */
  loadState(state: JsonValue): void;
}

/**
 * Creates a table of which nothing is known.
 *
 * @param options `policy`: whose it is, for messages; `arms`: their number; `bound` and `exploration` as in `confidenceBound`; `horizonSteps`: steps over which the
 * reward of a choice is averaged
 */
export function createUcb1Table(
  { policy, arms, bound, exploration, horizonSteps }: {
    readonly policy: string;
    readonly arms: number;
    readonly bound: BoundName;
    readonly exploration: number;
    readonly horizonSteps: number;
  },
): Ucb1Table {
  let table = new Map<string, ArmState[]>();
  const credit = createCredit<ArmState>({
    horizonSteps,
    settle: countReward,
  });
  const schema = z.record(
    z.string(),
    z.array(z.tuple([z.int().min(0), z.number(), z.number()])).length(arms),
  );

  return {
    get open() {
      return credit.open;
    },
    choose: (key, isOffered) => {
      const row = table.get(key) ?? Array.from({ length: arms }, () => ({ pulls: 0, total: 0, squares: 0 }));
      table.set(key, row);
      const arm = upperBound(row, { bound, exploration }, isOffered);
      credit.start(row[arm]!);
      return { arm, pulls: row[arm]!.pulls };
    },
    add: credit.add,
    flush: credit.flush,
    saveState: () => {
      credit.flush();
      return Object.fromEntries(
        [...table].map((
          [key, row],
        ) => [key, row.map(({ pulls, total, squares }) => [pulls, total, squares])]),
      );
    },
    loadState: (state) => {
      table = new Map(
        Object.entries(readState(policy, schema, state, "policy")).map(([key, row]) => [
          key,
          row.map(([pulls, total, squares]) => ({ pulls, total, squares })),
        ]),
      );
    },
  };
}
