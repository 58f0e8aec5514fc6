import { z } from "zod";
import { readState } from "../../detect/state/state.ts";
import { createCredit } from "../../learn/mod.ts";
import type { JsonValue } from "../../model/mod.ts";

/** The paper's factor of the confidence bound. */
export const EXPLORATION = 2;

/** What is known of an arm. */
export interface ArmState {
  /** Number of times it was chosen. */
  pulls: number;
  /** Sum of the mean rewards that followed. */
  total: number;
}

/**
 * The index of the arm with the largest upper confidence bound, mean + sqrt(exploration ln(rounds) / pulls), with rewards scaled from [-3, 1] to
 * [0, 1]; arms that were never tried come first.
 *
 * @param isOffered whether an arm can be chosen now, by its index; one at least can. Default: all can. The bounds are the same with
 * fewer arms, as in AUER (Kleinberg, Niculescu-Mizil, Sharma, "Regret bounds for sleeping experts and bandits", Machine Learning 2010)
 */
export function upperBound(
  arms: readonly ArmState[],
  exploration: number = EXPLORATION,
  isOffered: (arm: number) => boolean = () => true,
): number {
  const untried = arms.findIndex(({ pulls }, arm) => pulls === 0 && isOffered(arm));
  if (untried >= 0) return untried;
  const rounds = arms.reduce((sum, { pulls }) => sum + pulls, 0);
  const bounds = arms.map(({ pulls, total }, arm) =>
    isOffered(arm) ? (total / pulls + 3) / 4 + Math.sqrt(exploration * Math.log(rounds) / pulls) : -Infinity
  );
  return bounds.indexOf(Math.max(...bounds));
}

/** UCB1 with a row of arms for each key. */
export interface Ucb1Table {
  /** Number of choices whose rewards are still being collected. */
  readonly open: number;
  /** Chooses an arm for a key; the rewards from here on count for it. @returns its index, and how often it had been chosen before */
  choose(key: string, isOffered?: (arm: number) => boolean): { readonly arm: number; readonly pulls: number };
  /** Adds the reward of a step. */
  add(reward: number): void;
  /** Settles open choices with the rewards so far. */
  flush(): void;
  /** Counts and sums by key, a pair for each arm; open choices are settled, as they are when the next episode begins. */
  saveState(): JsonValue;
  /** @throws {UsageError} unless the state is that of a table with as many arms */
  loadState(state: JsonValue): void;
}

/**
 * Creates a table of which nothing is known.
 *
 * @param options `policy`: whose it is, for messages; `arms`: their number; `exploration` as in `upperBound`; `horizonSteps`: steps over which the
 * reward of a choice is averaged
 */
export function createUcb1Table(
  { policy, arms, exploration, horizonSteps }: {
    readonly policy: string;
    readonly arms: number;
    readonly exploration: number;
    readonly horizonSteps: number;
  },
): Ucb1Table {
  let table = new Map<string, ArmState[]>();
  const credit = createCredit<ArmState>({
    horizonSteps,
    settle: (arm, meanReward) => {
      arm.pulls++;
      arm.total += meanReward;
    },
  });
  const schema = z.record(z.string(), z.array(z.tuple([z.int().min(0), z.number()])).length(arms));

  return {
    get open() {
      return credit.open;
    },
    choose: (key, isOffered) => {
      const row = table.get(key) ?? Array.from({ length: arms }, () => ({ pulls: 0, total: 0 }));
      table.set(key, row);
      const arm = upperBound(row, exploration, isOffered);
      credit.start(row[arm]!);
      return { arm, pulls: row[arm]!.pulls };
    },
    add: credit.add,
    flush: credit.flush,
    saveState: () => {
      credit.flush();
      return Object.fromEntries(
        [...table].map(([key, row]) => [key, row.map(({ pulls, total }) => [pulls, total])]),
      );
    },
    loadState: (state) => {
      table = new Map(
        Object.entries(readState(policy, schema, state, "policy")).map(([key, row]) => [
          key,
          row.map(([pulls, total]) => ({ pulls, total })),
        ]),
      );
    },
  };
}
