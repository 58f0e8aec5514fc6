import { deepFreeze } from "../model/deep_freeze.ts";
import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import {
  FAULT_TYPES,
  type Slo,
  TIMINGS,
  type TimingsName,
  type TopologyInput,
  UsageError,
} from "../model/mod.ts";
import { BENIGN_KINDS } from "./benign/catalogue.ts";
import type { BenignRequest } from "./benign/sampling.ts";
import { OBJECTIVE_SHAPE } from "./budget/objective.ts";
import { type RewardInput, rewardSchema } from "./reward.ts";
import { type Onset, ONSETS } from "./faults/course.ts";
import { type FaultRequest, STEPS_AFTER_WARMUP } from "./faults/sampling.ts";
import { type Signal, SIGNALS } from "./telemetry/recorder.ts";
import { type Scrapes, scrapesSchema } from "./telemetry/scrapes.ts";
import { WORDINGS } from "./telemetry/wording.ts";
import type { Workload } from "./workload.ts";
import { MAX_FAULTS } from "./physics/state.ts";

/** Options of `createEnvironment`. */
export interface EnvironmentOptions {
  /** A name of `topologies`, or a graph of one's own, which `checkTopology` checks and completes. Default `three-tier`. */
  readonly topology?: string | TopologyInput;
  /** `type[:service[:severity]]`, or the same as an object; what it leaves open is drawn per seed. */
  readonly fault?: string | FaultRequest;
  /** Faults per episode, 0 to 8. Default 1. */
  readonly faultCount?: number;
  /**
   * Later faults begin within this many steps of the first, 0 to 100, and strike other services as long as there are any. Default:
   * faults are drawn independently.
   */
  readonly faultGapSteps?: number;
  /** How faults begin: with a step, anywhere within it, or growing to their full effect within `rampSteps`. Default "step". */
  readonly onset?: Onset;
  /** Steps in which a fault of onset "ramp" grows, 1 to 1000; an exhausted pool loses one connection at a time meanwhile. Default 48. */
  readonly rampSteps?: number;
  /** Steps for which a fault is felt, and those for which it is not, by turns, 1 to 1000 each. Default: it is felt all the time. */
  readonly flapping?: readonly [on: number, off: number];
  /** First and last step in which the first fault can begin. Default: 10 to 69 steps after the warm-up. */
  readonly startSteps?: readonly [first: number, last: number];
  /** Shares of lost packets that a packet loss of severity 0.4 and of severity 1 has, 0 to 1. Default [0.39, 0.6]. */
  readonly packetLoss?: readonly [least: number, most: number];
  /** Course of the users' traffic: a name of `workloads`, a list of factors, or a function of the step. Default: a sine of ±15 %. */
  readonly workload?: Workload;
  /**
   * Something harmless that happens in each episode, as `kind[:service]` or an object; "any" draws a kind per seed. With it an episode has
   * at most 7 faults. Default: nothing.
   */
  readonly benign?: string | BenignRequest;
  /** What becomes of the metrics on their way to who looks at them; the SLO is judged before. Default: all arrive at once. */
  readonly scrapes?: Scrapes;
  /** Share of the calls that the topology written down for agents has, 0 to 1, drawn per seed. Default 1. */
  readonly knownCalls?: number;
  /** Services whose calls are not written down for agents: their names, or how many, drawn per seed. Default 0. */
  readonly unknownCallers?: number | readonly string[];
  /**
   * Whether each kind of trouble has words of its own in logs and traces, "fixed", or all draw theirs per seed from words that they share,
   * with harmless records in the same words: "varied". Metrics do not change. Default "fixed".
   */
  readonly wording?: "fixed" | "varied";
  /** Number of decoys, 0 to 3: healthy services that look anomalous from about the first fault on. Default 0. */
  readonly decoys?: number;
  /** Signals to record besides metrics; they do not change the metrics. Default none. */
  readonly signals?: readonly Signal[];
  /** User requests sampled per step for logs and traces, 1 to 200. Default 12. */
  readonly tracesPerStep?: number;
  /** Probability that an episode has no fault, 0 to 1. Default 0. */
  readonly faultFreeShare?: number;
  /** Steps of an episode, at least 40 more than those of the warm-up and at most 100,000. Default 240. */
  readonly steps?: number;
  /** Steps at the start without faults, for fitting detectors. Default 60. */
  readonly warmupSteps?: number;
  /**
   * Standard deviation of the noise of finite counts, as a multiple of what all requests give: 2 is what a sample of every fourth
   * would give, 0 (or false) none. At most 5. Default 1.
   */
  readonly noise?: boolean | number;
  /**
   * How long remedies take: `realistic`, or the short `classic` ones of earlier results, which work at once; see `TIMINGS`. Default
   * `realistic`.
   */
  readonly timings?: TimingsName;
  /**
   * A text that all of an episode is drawn from besides its seed: without it nobody can rebuild the episode, such as an agent that is judged
   * on it. Default none: then a seed is enough.
   */
  readonly secret?: string;
  /** Range from which severities are drawn, within 0 to 1: at 0 nothing is felt. Default [0.4, 1]. */
  readonly severity?: readonly [least: number, most: number];
  /**
   * Limits of the SLO, and with `objective` its error budget in place of them. Default: a p95 of 220 ms or 2.2 times the nominal one, whichever is larger, and an error rate of 0.06 or 1.5 times
   * the nominal one; nominal is what the system shows without a fault.
   */
  readonly slo?: Partial<Slo>;
  /** Weights of the reward of a step that differ from `REWARD`. */
  readonly reward?: RewardInput;
  /**
   * The model: "queueing", or "prototype", the multiplier faults and immediate remedies that this project began with, which has its own
   * system, SLO and reward and takes few of the options. Default "queueing".
   */
  readonly mode?: Mode;
}

/** Models of the environment. */
export const MODES = ["queueing", "prototype"] as const;
deepFreeze(MODES);
/** The name of a model. */
export type Mode = typeof MODES[number];

/** Largest number of steps of an episode. */
const MAX_STEPS = 100_000;

/** Checks the counts. @throws {UsageError} for a count that is not an integer or out of range */
export function checkCounts(
  { steps, warmupSteps, faultCount, faultFreeShare }: {
    steps: number;
    warmupSteps: number;
    faultCount: number;
    faultFreeShare: number;
  },
): void {
  if (!Number.isInteger(warmupSteps) || warmupSteps < 2) {
    throw new UsageError(`The warm-up needs at least 2 steps, found ${warmupSteps}`);
  }
  const least = warmupSteps + STEPS_AFTER_WARMUP;
  if (!Number.isInteger(steps) || steps < least) {
    throw new UsageError(
      `An episode needs at least ${least} steps (${warmupSteps} of warm-up and ${STEPS_AFTER_WARMUP} for an incident), found ${steps}`,
    );
  }
  if (steps > MAX_STEPS) throw new UsageError(`An episode has at most ${MAX_STEPS} steps, found ${steps}`);
  if (!Number.isInteger(faultCount) || faultCount < 0 || faultCount > MAX_FAULTS) {
    throw new UsageError(
      `The number of faults must be a whole number from 0 to ${MAX_FAULTS}, found ${faultCount}`,
    );
  }
  if (!(faultFreeShare >= 0 && faultFreeShare <= 1)) {
    throw new UsageError(`The share of episodes without a fault must lie in 0 to 1, found ${faultFreeShare}`);
  }
}

/** Checks noise and severity. @throws {UsageError} for a value out of range */
export function checkRanges(
  { noise, severity }: { noise: number; severity: readonly [number, number] },
): void {
  if (!(noise >= 0 && noise <= 5)) throw new UsageError(`The noise must lie in 0 to 5, found ${noise}`);
  const [least, most] = severity;
  if (!(severity.length === 2 && least >= 0 && most <= 1 && least <= most)) {
    throw new UsageError(
      `The severity must be two numbers, the lesser first, in 0 to 1, found [${severity.join(", ")}]`,
    );
  }
}

/** Error rate without a fault from which on a system can't be said to work. */
const MAX_NOMINAL_ERROR_RATE = 0.6;

/** A service with the requests per second that reach it and those that it can serve. */
export interface ServiceLoad {
  readonly name: string;
  readonly requestRate: number;
  readonly capacity: number;
}

/** Checks that a system works without a fault. @throws {UsageError} that names the service with the largest load, and what would help */
export function checkHealthy(errorRate: number, services: readonly ServiceLoad[]): void {
  if (errorRate <= MAX_NOMINAL_ERROR_RATE) return;
  const load = ({ requestRate, capacity }: ServiceLoad) => requestRate / capacity;
  const busiest = services.reduce((a, b) => load(b) > load(a) ? b : a);
  const { name, requestRate, capacity } = busiest;
  const why = load(busiest) > 1
    ? `it has too little capacity, since ${JSON.stringify(name)} gets ${
      showNumber(requestRate)
    } requests/s and serves ${
      showNumber(capacity)
    } at most: give it more replicas or a higher ratePerReplica, or lower entryRate or callsPerRequest`
    : `its timeouts are too short or a baseErrorRate is too high, since no service is overloaded (${
      JSON.stringify(name)
    } is the busiest, at ${(100 * load(busiest)).toFixed(0)} %)`;
  throw new UsageError(
    `Without a fault a system may fail ${
      100 * MAX_NOMINAL_ERROR_RATE
    } % of its users' requests at most, found ${(100 * errorRate).toFixed(0)} %: ${why}`,
  );
}

function showNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Checks the limits of the SLO. @throws {UsageError} for limits that a healthy system would breach */
export function checkSlo({ latencyP95Ms, errorRate }: Slo, nominal: Slo): void {
  if (!(latencyP95Ms > nominal.latencyP95Ms && latencyP95Ms < Infinity)) {
    throw new UsageError(
      `The SLO's p95 must lie above the nominal ${nominal.latencyP95Ms.toFixed(0)} ms, found ${latencyP95Ms}`,
    );
  }
  if (!(errorRate > 0 && errorRate < 1)) {
    throw new UsageError(`The SLO's share of errors must lie between 0 and 1, found ${errorRate}`);
  }
  if (!(errorRate > nominal.errorRate)) {
    throw new UsageError(
      `The SLO's share of errors must lie above the nominal ${
        nominal.errorRate.toPrecision(2)
      }, found ${errorRate}`,
    );
  }
}

/** Checks the options of traces and decoys, and the gap between faults. @throws {UsageError} for a number out of range */
export function checkSignalOptions(
  { tracesPerStep, decoys, faultGapSteps }: {
    tracesPerStep: number;
    decoys: number;
    faultGapSteps: number | undefined;
  },
): void {
  requireWhole("number of traces per step", tracesPerStep, [1, 200]);
  requireWhole("number of decoys", decoys, [0, 3]);
  if (faultGapSteps !== undefined) requireWhole("gap between faults, in steps,", faultGapSteps, [0, 100]);
}

/** Checks how faults come and go. @throws {UsageError} for a number out of range */
export function checkCourse(
  { rampSteps, flapping, startSteps, packetLoss, warmupSteps, steps }: {
    rampSteps: number;
    flapping: readonly [number, number] | undefined;
    startSteps: readonly [number, number] | undefined;
    packetLoss: readonly [number, number] | undefined;
    warmupSteps: number;
    steps: number;
  },
): void {
  requireWhole("length of a ramp, in steps,", rampSteps, [1, MAX_COURSE_STEPS]);
  if (flapping) {
    requirePair("flapping", flapping);
    flapping.forEach((part) => requireWhole("steps of flapping, on and off,", part, [1, MAX_COURSE_STEPS]));
  }
  if (startSteps) {
    requirePair("startSteps", startSteps);
    startSteps.forEach((step) =>
      requireWhole("steps in which a fault can begin", step, [warmupSteps, steps])
    );
    requireOrder("steps in which a fault can begin", startSteps);
  }
  if (packetLoss === undefined) return;
  requirePair("packetLoss", packetLoss);
  requireOrder("shares of lost packets", packetLoss);
  if (packetLoss[0] >= 0 && packetLoss[1] <= 1) return;
  throw new UsageError(`The shares of lost packets must lie in 0 to 1, found [${packetLoss.join(", ")}]`);
}

/** Longest ramp, and longest phase of flapping. */
const MAX_COURSE_STEPS = 1000;

function requirePair(name: string, pair: readonly number[]): void {
  if (pair.length !== 2) throw new UsageError(`${name} must be two numbers, found [${pair.join(", ")}]`);
}

function requireOrder(thing: string, [least, most]: readonly [number, number]): void {
  if (least <= most) return;
  throw new UsageError(`The ${thing} must be two numbers, the lesser first, found [${least}, ${most}]`);
}

/** @throws {UsageError} for a benign event with as many faults as an episode can have */
export function checkBenignCount(hasBenign: boolean, faultCount: number): void {
  if (!hasBenign || faultCount < MAX_FAULTS) return;
  throw new UsageError(
    `With a benign event an episode has at most ${MAX_FAULTS - 1} faults, found ${faultCount}`,
  );
}

function requireWhole(thing: string, value: number, [least, most]: readonly [number, number]): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new UsageError(`The ${thing} must be a whole number from ${least} to ${most}, found ${value}`);
}

/** Ranges are checked afterwards, each with its own message. */
const anyNumber = z.custom<number>((value) => typeof value === "number", "must be a number");
const anyObject = z.custom<object>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  "must be an object",
);

const RESET = z.strictObject({ seed: z.int() });

/** Checks the options of `reset`. @throws {UsageError} for a seed that is not a whole number of at most 2^53 - 1 */
export function checkReset(options: { seed: number }): { seed: number } {
  return checkOptions("reset", RESET, options);
}

const FAULT = z.strictObject({
  type: z.enum(FAULT_TYPES),
  service: z.string().optional(),
  severity: z.number().optional(),
});

const BENIGN = z.strictObject({
  kind: z.enum([...BENIGN_KINDS, "any"]),
  service: z.string().optional(),
  factor: anyNumber.optional(),
});

const OPTIONS = z.strictObject({
  topology: z.union([z.string(), anyObject]).optional(),
  fault: z.union([z.string(), FAULT]).optional(),
  faultCount: anyNumber.optional(),
  faultGapSteps: anyNumber.optional(),
  onset: z.enum(ONSETS).optional(),
  rampSteps: anyNumber.optional(),
  flapping: z.array(anyNumber).optional(),
  startSteps: z.array(anyNumber).optional(),
  packetLoss: z.array(anyNumber).optional(),
  workload: z.union([
    z.string(),
    z.array(anyNumber),
    z.custom<(step: number) => number>((value) => typeof value === "function", "must be a function"),
  ]).optional(),
  benign: z.union([z.string(), BENIGN]).optional(),
  scrapes: scrapesSchema.optional(),
  knownCalls: anyNumber.optional(),
  unknownCallers: z.union([anyNumber, z.array(z.string())]).optional(),
  wording: z.enum(WORDINGS).optional(),
  decoys: anyNumber.optional(),
  signals: z.array(z.enum(SIGNALS)).optional(),
  tracesPerStep: anyNumber.optional(),
  faultFreeShare: anyNumber.optional(),
  steps: anyNumber.optional(),
  warmupSteps: anyNumber.optional(),
  noise: z.union([z.boolean(), anyNumber]).optional(),
  timings: z.enum(Object.keys(TIMINGS) as TimingsName[]).optional(),
  secret: z.string().min(1).optional(),
  severity: z.array(anyNumber).optional(),
  slo: z.strictObject({
    latencyP95Ms: anyNumber.optional(),
    errorRate: anyNumber.optional(),
    ...OBJECTIVE_SHAPE,
  }).optional(),
  reward: rewardSchema.optional(),
  mode: z.enum(MODES).optional(),
});

/** The keys of `EnvironmentOptions`. */
export const ENVIRONMENT_OPTIONS = Object.keys(OPTIONS.shape) as readonly (keyof EnvironmentOptions)[];
deepFreeze(ENVIRONMENT_OPTIONS);

/** @throws {UsageError} for an unknown option, with the nearest one, or a value of another type */
export function checkEnvironmentOptions(options: EnvironmentOptions): void {
  checkOptions("createEnvironment", OPTIONS, options);
}
