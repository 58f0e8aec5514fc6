import { createStream } from "../random/mod.ts";
import { showValue } from "../model/show_value.ts";
import { type BoxSpace, type DiscreteSpace, whyOutside } from "./spaces.ts";

/** What an environment must have to be trained in: one of this room, or one of one's own. */
export interface CheckableEnvironment {
  /** The vectors that are observed. */
  readonly observationSpace: BoxSpace;
  /** The actions that can be chosen, by index. */
  readonly actionSpace: DiscreteSpace;
  /** Begins the episode of a seed. */
  reset(options: {
    /** Seed of the episode: a whole number of at most 2^53 - 1, with either sign. */
    readonly seed: number;
  }): { readonly observation: Float32Array; readonly info: object };
  /** Carries out an action, by its index, and advances by one step. */
  step(action: number): {
    readonly observation: Float32Array;
    readonly reward: number;
    readonly terminated: boolean;
    readonly truncated: boolean;
    readonly info: object;
  };
  /** 1 for each action that can be chosen now, 0 for the others; absent: all can. */
  actionMask?(): Uint8Array;
}

/** Steps that are tried with each seed, at most. */
const TRIED_STEPS = 300;
const SEEDS = [1, 2] as const;

/** A course of an environment: what a seed and actions drawn from another give, as text, and what was wrong with it. */
interface Course {
  readonly text: string;
  readonly problems: readonly string[];
}

/**
 * Checks an environment as Gymnasium's `check_env` does: its spaces, what `reset` and `step` return, its mask, whether a seed gives the same
 * episode again and another seed another one, and whether an observation that was handed out stays as it was.
 *
 * @returns what is wrong, one line each; empty if nothing is
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { checkEnvironment, createTrainingEnvironment } from "aiops/gym";
 * deepStrictEqual(checkEnvironment(createTrainingEnvironment()), []);
 * ```
 */
export function checkEnvironment(environment: CheckableEnvironment): string[] {
  const problems = [...membersMissing(environment)];
  if (problems.length > 0) return problems;
  problems.push(...spacesWrong(environment));
  if (problems.length > 0) return problems;
  try {
    const [first, again, other] = [SEEDS[0], SEEDS[0], SEEDS[1]].map((seed) => play(environment, seed));
    problems.push(...first!.problems);
    if (problems.length === 0) {
      if (first!.text !== again!.text) problems.push("reset: the same seed and actions give another episode");
      if (first!.text === other!.text) problems.push("reset: another seed gives the same episode");
    }
  } catch (error) {
    problems.push(
      `it throws ${
        error instanceof Error ? `${error.name}: ${error.message.split("\n")[0]}` : showValue(error)
      }`,
    );
  }
  return [...new Set(problems)];
}

function membersMissing(environment: CheckableEnvironment): string[] {
  if (typeof environment !== "object" || environment === null) {
    return [`an environment must be an object, found ${showValue(environment)}`];
  }
  const { observationSpace, actionSpace, reset, step, actionMask } = environment;
  return [
    ...(typeof observationSpace === "object" && observationSpace !== null
      ? []
      : [`observationSpace must be an object, found ${showValue(observationSpace)}`]),
    ...(typeof actionSpace === "object" && actionSpace !== null
      ? []
      : [`actionSpace must be an object, found ${showValue(actionSpace)}`]),
    ...(typeof reset === "function" ? [] : [`reset must be a function, found ${showValue(reset)}`]),
    ...(typeof step === "function" ? [] : [`step must be a function, found ${showValue(step)}`]),
    ...(actionMask === undefined || typeof actionMask === "function"
      ? []
      : [`actionMask must be a function, found ${showValue(actionMask)}`]),
  ];
}

function spacesWrong({ observationSpace: box, actionSpace }: CheckableEnvironment): string[] {
  const problems: string[] = [];
  const length = box.shape?.[0];
  if (box.type !== "box") problems.push(`observationSpace: type must be "box", found ${showValue(box.type)}`);
  if (!Number.isInteger(length) || length < 1) {
    problems.push(
      `observationSpace: shape must be one whole number from 1 on, found ${showValue(box.shape)}`,
    );
    return problems;
  }
  for (const bound of ["low", "high"] as const) {
    if (box[bound] instanceof Float32Array && box[bound].length === length) continue;
    problems.push(
      `observationSpace: ${bound} must be a Float32Array of ${length}, found ${
        box[bound] instanceof Float32Array ? `one of ${box[bound].length}` : showValue(box[bound])
      }`,
    );
    return problems;
  }
  const at = box.low.findIndex((low, i) => !(low < box.high[i]!));
  if (at >= 0) {
    problems.push(
      `observationSpace: low must be less than high at place ${at}, found ${box.low[at]} and ${box.high[at]}`,
    );
  }
  if (actionSpace.type !== "discrete") {
    problems.push(`actionSpace: type must be "discrete", found ${showValue(actionSpace.type)}`);
  }
  if (!Number.isInteger(actionSpace.n) || actionSpace.n < 2) {
    problems.push(`actionSpace: n must be a whole number from 2 on, found ${showValue(actionSpace.n)}`);
  }
  return problems;
}

/** Plays one episode of a seed with actions that are drawn from those that the mask allows. */
function play(environment: CheckableEnvironment, seed: number): Course {
  const problems: string[] = [];
  const { observationSpace, actionSpace: { n } } = environment;
  const { next } = createStream("check", SEEDS[0]);
  const note = (problem: string | undefined, what: string) => {
    if (problem !== undefined) problems.push(`${what} ${problem}`);
  };
  const begun = environment.reset({ seed });
  if (typeof begun !== "object" || begun === null) {
    return { text: "", problems: [`reset: must return an observation and info, found ${showValue(begun)}`] };
  }
  note(whyOutside(observationSpace, begun.observation), "reset: its observation");
  if (typeof begun.info !== "object" || begun.info === null) {
    note(`must be an object, found ${showValue(begun.info)}`, "reset: info");
  }
  const course = [String(begun.observation)];
  let last = begun.observation;
  for (let count = 0; count < TRIED_STEPS && problems.length === 0; count++) {
    const mask = environment.actionMask?.();
    if (mask !== undefined) note(whyNoMask(mask, n), "actionMask: its answer");
    if (problems.length > 0) break;
    const allowed = Array.from({ length: n }, (_, i) => i).filter((i) => mask === undefined || mask[i] === 1);
    const before = String(last);
    const result = environment.step(allowed[Math.floor(next() * allowed.length)]!);
    if (typeof result !== "object" || result === null) {
      note(`must return the five of Gymnasium, found ${showValue(result)}`, "step:");
      break;
    }
    if (String(last) !== before) note("changes with a later step: hand out a copy", "step: an observation");
    note(whyOutside(observationSpace, result.observation), "step: its observation");
    if (!Number.isFinite(result.reward)) {
      note(`must be a number, found ${showValue(result.reward)}`, "step: reward");
    }
    for (const name of ["terminated", "truncated"] as const) {
      if (typeof result[name] !== "boolean") {
        note(`must be true or false, found ${showValue(result[name])}`, `step: ${name}`);
      }
    }
    if (typeof result.info !== "object" || result.info === null) {
      note(`must be an object, found ${showValue(result.info)}`, "step: info");
    }
    course.push(`${result.observation} ${result.reward} ${result.terminated} ${result.truncated}`);
    last = result.observation;
    if (result.terminated || result.truncated) break;
  }
  return { text: course.join("\n"), problems };
}

/** Why something is no mask of n actions; undefined if it is one. */
function whyNoMask(mask: unknown, n: number): string | undefined {
  if (!(mask instanceof Uint8Array)) return "is no Uint8Array";
  if (mask.length !== n) return `has ${mask.length} places, there are ${n} actions`;
  if (!mask.every((bit) => bit === 0 || bit === 1)) return "has other numbers than 0 and 1";
  if (!mask.includes(1)) return "allows no action";
}
