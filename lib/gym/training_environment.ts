import { z } from "zod";
import { createExecutor, type Executor } from "../act/mod.ts";
import { everyAction } from "../decide/mod.ts";
import { checkOptions } from "../model/check_options.ts";
import { type Action, describeAction, NOOP, type Observation, UsageError } from "../model/mod.ts";
import type { Picture } from "../plot/mod.ts";
import { createEnvironment } from "../simulator/mod.ts";
import { describeEnvironment, type EnvironmentDescription } from "./description.ts";
import { drawEpisode, writeStep } from "./render.ts";
import type { BoxSpace, DiscreteSpace } from "./spaces.ts";
import {
  episodeGuardrails,
  readTrainingOptions,
  requireActionIndex,
  type TrainingOptions,
} from "./training_options.ts";
import { createActionGuard } from "./view/action_guard.ts";
import { createObservationView } from "./view/observation_view.ts";

/** What is told of a step besides observation and reward: nothing that an agent may not hear in an episode. */
export interface TrainingInfo {
  /** Seed of the episode. */
  readonly seed: number;
  /** Step of the system that the observation is of. */
  readonly step: number;
  /** Index of the action that was carried out: 0 where a guardrail refused the one that was chosen. */
  readonly executed: number;
  /** The action that was refused and the guardrail that refused it; absent: none was. */
  readonly refused?: string;
  /** Whether the step broke the SLO. */
  readonly sloViolated: boolean;
}

/** What a step returns: the five-tuple of Gymnasium, by name. */
export interface TrainingStep {
  /** A vector of the observation space, which stays as it is. */
  readonly observation: Float32Array;
  /** Reward of the step. */
  readonly reward: number;
  /** Always false: an incident has no terminal state. */
  readonly terminated: boolean;
  /** Whether this was the last step of the episode. */
  readonly truncated: boolean;
  /** What is told besides. */
  readonly info: TrainingInfo;
}

/** An environment to train policies in, as Gymnasium has it. */
export interface TrainingEnvironment {
  /** The vectors that are observed. */
  readonly observationSpace: BoxSpace;
  /** The actions that can be chosen, by index. */
  readonly actionSpace: DiscreteSpace;
  /** The actions behind the indices, noop first. */
  readonly actions: readonly Action[];
  /**
   * Begins an episode.
   *
   * @throws {UsageError} unless the seed is a whole number of at most 2^53 - 1, with either sign
   */
  reset(options: {
    /** Seed of the episode: a whole number of at most 2^53 - 1, with either sign. */
    readonly seed: number;
  }): {
    readonly observation: Float32Array;
    readonly info: TrainingInfo;
  };
  /**
   * Carries out an action, by its index, as far as the guardrails let it, and advances by one step.
   *
   * @throws {UsageError} for what is no index, before the first `reset`, and after the last step
   */
  step(action: number): TrainingStep;
  /** 1 for each action that would be carried out now, 0 for each that a guardrail would refuse. @throws {UsageError} before the first `reset` */
  actionMask(): Uint8Array;
  /** What the numbers of an observation, the actions and the reward are. */
  describe(): EnvironmentDescription;
  /**
   * The latest step as text, a line per service.
   *
   * @throws {UsageError} for another mode, and before the first `reset`
   */
  render(mode: "text"): string;
  /** The episode so far as a picture, for people: its faults are in it. */
  render(mode: "picture"): Picture;
}

const MODE = z.enum(["text", "picture"]);

/**
 * Creates an environment to train a policy in: the simulated system, its guardrails and its reward, with observations as vectors and actions
 * as indices. What a policy sees here is what it sees in an episode, see `policyFromOnnx`.
 *
 * @throws {UsageError} for an unknown option, with the nearest one, and as `createEnvironment`
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { createTrainingEnvironment } from "aiops/gym";
 * const environment = createTrainingEnvironment({ topology: "three-tier", fault: "slow_query" });
 * const { observation } = environment.reset({ seed: 7 });
 * strictEqual(observation.length, environment.observationSpace.shape[0]);
 * const restart = environment.describe().actions.indexOf("restart(db)");
 * strictEqual(environment.actionMask()[restart], 1);
 * environment.step(restart);
 * strictEqual(environment.actionMask()[restart], 0); // cooldown
 * ```
 */
export function createTrainingEnvironment(options: TrainingOptions = {}): TrainingEnvironment {
  const thing = "createTrainingEnvironment";
  const { system, guardrails: given, skipWarmup } = readTrainingOptions(thing, options);
  const environment = createEnvironment(system);
  const { topology, slo, timings, reward, steps, warmupSteps } = environment;
  const rules = episodeGuardrails(given, timings);
  const actions = everyAction(topology);
  const indexOf = new Map(actions.map((action, i) => [describeAction(action), i]));
  const view = createObservationView({ topology, slo, actions, count: 1 });
  const guard = createActionGuard({ topology, actions, rules, count: 1 });
  const [length] = view.space.shape;
  let executor: Executor;
  let now: { observation: Observation; sloViolated: boolean } | undefined;
  let info: TrainingInfo;
  let chosen: Action[] = [];

  function current(what: string): NonNullable<typeof now> {
    if (now === undefined) throw new UsageError(`An environment must be reset before ${what}`);
    return now;
  }

  function seen(observation: Observation): Float32Array {
    const vector = new Float32Array(length);
    view.write(0, observation, vector, 0);
    return vector;
  }

  return {
    observationSpace: view.space,
    actionSpace: { type: "discrete", n: actions.length },
    actions,
    reset(given) {
      const { observation, info: { sloViolated } } = environment.reset(given);
      const { seed } = given;
      now = { observation, sloViolated };
      executor = createExecutor({ topology, guardrails: rules });
      view.reset(0);
      guard.reset(0);
      chosen = [];
      while (skipWarmup && now.observation.step < warmupSteps) {
        const result = environment.step(NOOP);
        now = { observation: result.observation, sloViolated: result.info.sloViolated };
        chosen.push(NOOP);
      }
      info = { seed, step: now.observation.step, executed: 0, sloViolated: now.sloViolated };
      return { observation: seen(now.observation), info };
    },
    step(action) {
      requireActionIndex("step", action, actions.length);
      const { observation: { step }, sloViolated: inBreach } = current("its first step");
      if (step >= steps) {
        throw new UsageError(`The episode is over after step ${steps}: reset the environment`);
      }
      const { executed, refused } = executor.execute(actions[action]!, { step, inBreach });
      const index = indexOf.get(describeAction(executed))!;
      view.note(0, index, step);
      guard.note(0, index, step);
      chosen.push(actions[action]!);
      const { observation, reward, terminated, truncated, info: { sloViolated } } = environment.step(
        executed,
      );
      now = { observation, sloViolated };
      info = {
        seed: info.seed,
        step: observation.step,
        executed: index,
        ...(refused !== undefined && { refused }),
        sloViolated,
      };
      return { observation: seen(observation), reward, terminated, truncated, info };
    },
    actionMask() {
      const { observation: { step } } = current("its mask is asked for");
      const mask = new Uint8Array(actions.length);
      guard.writeMask(0, step, mask, 0);
      return mask;
    },
    describe: () =>
      describeEnvironment({
        system: topology.name,
        parts: view.parts,
        actions,
        reward,
        steps: skipWarmup ? steps - warmupSteps : steps,
      }),
    render: ((mode: unknown) => {
      checkOptions("render", MODE, mode, "the mode");
      const { observation, sloViolated } = current("it is rendered");
      return mode === "text"
        ? writeStep({ observation, sloViolated, topology, slo, last: actions[info.executed]! })
        : drawEpisode({ environment: createEnvironment(system), seed: info.seed, chosen, guardrails: rules });
    }) as TrainingEnvironment["render"],
  };
}
