import { createHmac } from "node:crypto";
import { z } from "zod";
import type { Scenario } from "../../bench/mod.ts";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { requireName } from "../../model/mod.ts";
import { createStream, shuffled } from "../../random/mod.ts";
import { type Suite, suiteSchema } from "./suites.ts";

/** The kinds of seeds: to learn on, to be judged on as in the published results, and to be judged on by seeds that nobody can work out. */
export const SPLITS = ["tuning", "judging", "hidden"] as const;
Object.freeze(SPLITS);

/** The name of a kind of seeds. */
export type Split = typeof SPLITS[number];

/** Seeds of the tuning split of every suite: they lie below every seed of a published experiment. */
export const TUNING_SEEDS = Object.freeze({ first: 1, count: 1000 });
/** Rounds through its scenarios that a suite's hidden split has: as many as there are of the tuning split. */
const HIDDEN_ROUNDS = TUNING_SEEDS.count;

/** Which episode is to be played, as a client asks for it. */
export interface TaskChoice {
  /** A suite of the task book. Default: its first one. */
  readonly suite?: string;
  /** Default "tuning". */
  readonly split?: Split;
  /** Number of the task within the split, from 0 on; counts on from 0 after the last one. Default 0. */
  readonly index?: number;
}

/** One episode to be played. Ground truth: no face sends it. */
export interface Task {
  /** Its suite. */
  readonly suite: string;
  /** Its split. */
  readonly split: Split;
  /** Its number within the split. */
  readonly index: number;
  /** The system and its faults. */
  readonly scenario: Scenario;
  /** The true seed. */
  readonly seed: number;
  /** What the environment draws from besides the seed: in the hidden split alone. */
  readonly secret?: string;
}

/** The episodes that can be played, by suite, split and number. */
export interface TaskBook {
  /** The suites with what is told of them. */
  readonly suites: readonly { readonly name: string; readonly about: string }[];
  /** How many tasks a split of a suite has. @throws {UsageError} for an unknown suite or split */
  count(suite: string, split: Split): number;
  /** The task of a choice. @throws {UsageError} for an unknown suite or split, and an index that is no whole number of 0 or more */
  find(choice: TaskChoice): Task;
}

/** A task book. */
export const taskBookSchema: z.ZodType<TaskBook> = objectWith<TaskBook>({
  suites: "list",
  count: "function",
  find: "function",
});

const CHOICE = z.strictObject({
  suite: z.string().optional(),
  split: z.enum(SPLITS).optional(),
  index: z.int().min(0).optional(),
});

const OPTIONS = z.strictObject({
  suites: z.array(suiteSchema).min(1),
  secret: z.string().min(16),
});

/**
 * Creates a task book. What a client gives is an index: which scenario and which seed stand behind it is worked out here, in the hidden split by
 * HMAC-SHA256 with the secret, which the environment draws from too. So nobody without the secret can rebuild an episode of that split, whatever
 * he knows of this code; and the order of the scenarios, whose names would give their faults away, is another in each round.
 *
 * @param options the suites, the first of which is the default, and the secret, of 16 characters or more
 * @throws {UsageError} without a suite, or for a secret that is too short
 */
export function createTaskBook(
  options: {
    /** What there is to play. */
    readonly suites: readonly Suite[];
    /** What the seeds of the hidden split are made of; whoever has it can play them at home. */
    readonly secret: string;
  },
): TaskBook {
  const { suites, secret } = checkOptions("createTaskBook", OPTIONS, options);
  const names = suites.map(({ name }) => name);
  const suiteOf = (name: string) => suites[names.indexOf(requireName("suite", name, names))]!;

  /** The place of a task among the scenarios of its round. */
  function placeOf(suite: Suite, split: Split, index: number) {
    const round = Math.floor(index / suite.slots.length);
    const key = `${suite.name} ${split} ${round}`;
    const stream = createStream(split === "hidden" ? numberOf(secret, `order ${key}`) : key);
    const slot = shuffled(suite.slots.map((_, i) => i), stream)[index % suite.slots.length]!;
    const scenario = suite.slots[slot]!;
    const before = suite.slots.slice(0, slot).filter((other) => other === scenario).length;
    const times = suite.slots.filter((other) => other === scenario).length;
    return { scenario: suite.scenarios[scenario]!, turn: round * times + before };
  }

  function count(suiteName: string, splitName: Split): number {
    const suite = suiteOf(suiteName);
    const split = requireName("split", splitName, SPLITS);
    const rounds = {
      tuning: Math.floor(TUNING_SEEDS.count / timesOf(suite)),
      judging: Math.floor(suite.seeds.count / timesOf(suite)),
      hidden: HIDDEN_ROUNDS,
    }[split];
    return rounds * suite.slots.length;
  }

  return {
    suites: suites.map(({ name, about }) => ({ name, about })),
    count,
    find(choice) {
      const { suite: name = names[0]!, split = "tuning", index: given = 0 } = checkOptions(
        "a task",
        CHOICE,
        choice,
        "the task",
      );
      const suite = suiteOf(name);
      const index = given % count(name, split);
      const { scenario, turn } = placeOf(suite, split, index);
      const known = { suite: name, split, index, scenario };
      if (split === "tuning") return { ...known, seed: TUNING_SEEDS.first + turn };
      if (split === "judging") return { ...known, seed: suite.seeds.first + turn };
      return { ...known, seed: numberOf(secret, `seed ${name} ${index}`), secret };
    },
  };
}

/** How often the scenario that comes most often comes in a round. */
function timesOf({ slots, scenarios }: Suite): number {
  return Math.max(...scenarios.map((_, i) => slots.filter((slot) => slot === i).length));
}

/** A whole number below 2^53 that follows from a text and the secret. */
function numberOf(secret: string, text: string): number {
  const digest = createHmac("sha256", secret).update(text).digest();
  return Number(digest.readBigUInt64BE() >> 11n);
}
