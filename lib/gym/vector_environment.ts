import { z } from "zod";
import { everyAction } from "../decide/mod.ts";
import { checkOptions } from "../model/check_options.ts";
import { type Action, METRIC_COUNT, NOOP, UsageError } from "../model/mod.ts";
import { showValue } from "../model/show_value.ts";
import { createCopies } from "../simulator/copies.ts";
import { describeEnvironment, type EnvironmentDescription } from "./description.ts";
import type { BoxSpace, DiscreteSpace } from "./spaces.ts";
import {
  episodeGuardrails,
  readTrainingOptions,
  requireActionIndex,
  type TrainingOptions,
} from "./training_options.ts";
import { createActionGuard } from "./view/action_guard.ts";
import { createObservationView } from "./view/observation_view.ts";

/** Which seeds the copies play. */
export interface SeedRange {
  /** The first seed, at most 2^52 if there is no `count`. Default 1. */
  readonly first?: number;
  /** How many there are, of which the last is at most 2^53 - 1; after the last one the first comes again. Default: no end. */
  readonly count?: number;
}

/** Options of `createVectorEnvironment`. */
export interface VectorOptions extends TrainingOptions {
  /** Number of copies, 1 to 65,536. */
  readonly count: number;
  /** The seeds that are played. Copy i plays the seed `first + i + k * count` in its episode k, from 0 on, modulo the number of seeds. */
  readonly seeds?: SeedRange;
}

/**
 * Copies of an environment that are stepped together. All arrays are handed out once and written to in each step: copy what is to be kept. The
 * row of a copy begins at its number times the length of a row.
 */
export interface VectorEnvironment {
  /** Number of copies. */
  readonly count: number;
  /** The vectors of one copy. */
  readonly observationSpace: BoxSpace;
  /** The actions of one copy. */
  readonly actionSpace: DiscreteSpace;
  /** The actions behind the indices, noop first. */
  readonly actions: readonly Action[];
  /** Copies x observation: of a copy whose episode has just ended it is the first of the next. */
  readonly observations: Float32Array;
  /** Copies x observation: the last one of an episode, in the rows of copies that are truncated; other rows are old. */
  readonly finalObservations: Float32Array;
  /** Reward of the step, per copy. */
  readonly rewards: Float64Array;
  /** Per copy, always 0: an incident has no terminal state. */
  readonly terminated: Uint8Array;
  /** Per copy: 1 if this was the last step of its episode, which it has left: the next one has begun. */
  readonly truncated: Uint8Array;
  /** Index of the action that was carried out, per copy: 0 where a guardrail refused the one that was chosen. */
  readonly executed: Int32Array;
  /** Whether the step broke the SLO, per copy; of a copy whose episode has just ended still that step. */
  readonly sloViolated: Uint8Array;
  /** Seed of the episode that each copy is in. */
  readonly seeds: Float64Array;
  /** Number of that episode, from 1 on. */
  readonly episodes: Int32Array;
  /** Begins the first episode of every copy; returns the observations. */
  reset(): Float32Array;
  /**
   * Begins the episode of a seed in one copy, which then goes on with the seeds that it would have had.
   *
   * @throws {UsageError} for a copy that there is not, and a seed that is no whole number of at most 2^53 - 1
   */
  resetAt(copy: number, seed: number): void;
  /**
   * Carries out an action in each copy, as far as the guardrails let it, and advances all by one step; copies whose episode is over begin
   * the next one.
   *
   * @param actions an index per copy
   * @returns the observations
   * @throws {UsageError} for another number of actions, for what is no index, and before the first `reset`
   */
  step(actions: Int32Array): Float32Array;
  /** Copies x actions: 1 for each action that would be carried out now, 0 for each that a guardrail would refuse. Written anew at each call. */
  actionMasks(): Uint8Array;
  /** What the numbers of an observation, the actions and the reward are. */
  describe(): EnvironmentDescription;
}

/** Largest number of copies. */
const MAX_COUNT = 65_536;

const OWN = z.looseObject({
  count: z.int().min(1).max(MAX_COUNT),
  seeds: z.strictObject({ first: z.int().optional(), count: z.int().min(1).optional() }).optional(),
});

/** Largest first seed where there is no last one: as many seeds are left as nobody can play. */
const MAX_OPEN_FIRST = 2 ** 52;

/** @throws {UsageError} for seeds that would run out of the whole numbers that are told apart */
function requireSeeds(thing: string, { first, seedCount }: { first: number; seedCount: number }): void {
  if (seedCount === Infinity) {
    if (first <= MAX_OPEN_FIRST) return;
    throw new UsageError(
      `${thing}: seeds.first must be at most ${MAX_OPEN_FIRST} unless seeds.count says how many there are, found ${first}`,
    );
  }
  if (first + (seedCount - 1) <= Number.MAX_SAFE_INTEGER) return;
  throw new UsageError(
    `${thing}: seeds must end by ${Number.MAX_SAFE_INTEGER}, found ${seedCount} from ${first} on`,
  );
}

/**
 * Creates copies of an environment that share what is the same in all of them and are stepped in one call. Each copy gives the same numbers
 * as `createTrainingEnvironment` with its seed and its actions.
 *
 * @throws {UsageError} for an unknown option, with the nearest one, seeds that end above 2^53 - 1, and as `createEnvironment`
 *
 * @example
 * ```ts
 * import { deepStrictEqual, strictEqual } from "node:assert";
 * import { createVectorEnvironment } from "aiops/gym";
 * const environments = createVectorEnvironment({ count: 8, topology: "three-tier" });
 * environments.reset();
 * const observations = environments.step(new Int32Array(8));
 * strictEqual(observations.length, 8 * environments.observationSpace.shape[0]);
 * deepStrictEqual([...environments.seeds], [1, 2, 3, 4, 5, 6, 7, 8]);
 * ```
 */
export function createVectorEnvironment(options: VectorOptions): VectorEnvironment {
  const thing = "createVectorEnvironment";
  const { count, seeds: range = {} } = checkOptions(thing, OWN, options);
  const { system, guardrails, skipWarmup } = readTrainingOptions(thing, options, Object.keys(OWN.shape));
  const copies = createCopies(count, system);
  const { topology, slo, timings, reward, steps, warmupSteps } = copies;
  const actions = everyAction(topology);
  const view = createObservationView({ topology, slo, actions, count });
  const rules = episodeGuardrails(guardrails, timings);
  const guard = createActionGuard({ topology, actions, rules, count });
  const [length] = view.space.shape;
  const { first = 1, count: seedCount = Infinity } = range;
  requireSeeds(thing, { first, seedCount });
  const observations = new Float32Array(count * length);
  const finalObservations = new Float32Array(count * length);
  const rewards = new Float64Array(count);
  const terminated = new Uint8Array(count);
  const truncated = new Uint8Array(count);
  const executed = new Int32Array(count);
  const sloViolated = new Uint8Array(count);
  const seeds = new Float64Array(count).fill(NaN);
  const episodes = new Int32Array(count);
  const masks = new Uint8Array(count * actions.length);
  /** Per copy: whether it is in breach, and the step that it is in. */
  const inBreach = new Uint8Array(count);
  const stepOf = new Int32Array(count);
  const values = new Float64Array(topology.services.length * METRIC_COUNT);
  const seen = { step: 0, values };

  function begin(copy: number, seed: number): void {
    seeds[copy] = seed;
    episodes[copy] = episodes[copy]! + 1;
    let { sloViolated: breach } = copies.reset(copy, seed, values);
    let step = 0;
    for (; skipWarmup && step < warmupSteps; step++) breach = copies.step(copy, NOOP, values).sloViolated;
    inBreach[copy] = breach ? 1 : 0;
    stepOf[copy] = step;
    view.reset(copy);
    guard.reset(copy);
    show(copy, observations);
  }

  /** Writes the observation of the step that a copy is in. */
  function show(copy: number, to: Float32Array): void {
    seen.step = stepOf[copy]!;
    view.write(copy, seen, to, copy * length);
  }

  /** The seed of an episode of a copy, from 1 on. */
  const seedOf = (copy: number, episode: number) => first + (copy + (episode - 1) * count) % seedCount;

  function stepCopy(copy: number, action: number): void {
    const step = stepOf[copy]!;
    const index = guard.execute(copy, action, step, inBreach[copy] === 1).executed;
    view.note(copy, index, step);
    const outcome = copies.step(copy, actions[index]!, values);
    const breach = outcome.sloViolated ? 1 : 0;
    executed[copy] = index;
    rewards[copy] = outcome.reward;
    sloViolated[copy] = breach;
    inBreach[copy] = breach;
    stepOf[copy] = step + 1;
    if (step + 1 < steps) {
      truncated[copy] = 0;
      show(copy, observations);
      return;
    }
    truncated[copy] = 1;
    show(copy, finalObservations);
    begin(copy, seedOf(copy, episodes[copy]! + 1));
  }

  function requireBegun(what: string): void {
    if (episodes[0] === 0) throw new UsageError(`A vector environment must be reset before ${what}`);
  }

  return {
    count,
    observationSpace: view.space,
    actionSpace: { type: "discrete", n: actions.length },
    ...{ actions, observations, finalObservations, rewards, terminated, truncated, executed, sloViolated },
    ...{ seeds, episodes },
    reset() {
      episodes.fill(0);
      rewards.fill(0);
      truncated.fill(0);
      executed.fill(0);
      sloViolated.fill(0);
      for (let copy = 0; copy < count; copy++) begin(copy, seedOf(copy, 1));
      return observations;
    },
    resetAt(copy, seed) {
      requireBegun("one of its copies is");
      if (!Number.isInteger(copy) || copy < 0 || copy >= count) {
        throw new UsageError(
          `resetAt: a copy must be a whole number from 0 to ${count - 1}, found ${showValue(copy)}`,
        );
      }
      checkOptions("resetAt", z.int(), seed, "the seed");
      begin(copy, seed);
    },
    step(chosen) {
      requireBegun("its first step");
      if (!(chosen instanceof Int32Array) || chosen.length !== count) {
        throw new UsageError(
          `step: the actions must be an Int32Array of ${count}, found ${showValue(chosen)}`,
        );
      }
      // Before any copy moves, so that a wrong index leaves all of them where they are.
      for (let copy = 0; copy < count; copy++) {
        if (chosen[copy]! >>> 0 >= actions.length) requireActionIndex("step", chosen[copy], actions.length);
      }
      for (let copy = 0; copy < count; copy++) stepCopy(copy, chosen[copy]!);
      return observations;
    },
    actionMasks() {
      requireBegun("its masks are asked for");
      for (let copy = 0; copy < count; copy++) {
        guard.writeMask(copy, stepOf[copy]!, masks, copy * actions.length);
      }
      return masks;
    },
    describe: () =>
      describeEnvironment({
        system: topology.name,
        parts: view.parts,
        actions,
        reward,
        steps: skipWarmup ? steps - warmupSteps : steps,
      }),
  };
}
