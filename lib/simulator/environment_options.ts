import { deepFreeze } from "../model/deep_freeze.ts";
import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import { FAULT_TYPES, type Slo, type Timings, type TimingsName, type TopologyInput } from "../model/mod.ts";
import { timingsOption } from "./timings_option.ts";
import { BENIGN_KINDS } from "./benign/catalogue.ts";
import type { BenignRequest } from "./benign/sampling.ts";
import { OBJECTIVE_SHAPE } from "./budget/objective.ts";
import { type RewardInput, rewardSchema } from "./reward.ts";
import { type Onset, ONSETS } from "./faults/course.ts";
import type { OwnFault } from "./faults/own_fault.ts";
import { REMEDY_WORLDS, type RemedyWorld } from "./faults/remedies.ts";
import type { FaultRequest } from "./faults/sampling.ts";
import { type Signal, SIGNALS } from "./telemetry/recorder.ts";
import { type MeasuredAt, measuredAtSchema } from "./telemetry/measured_at.ts";
import { type Scrapes, scrapesSchema } from "./telemetry/scrapes.ts";
import { WORDINGS } from "./telemetry/wording.ts";
import type { Workload } from "./workload.ts";

/** Options of `createEnvironment`. */
export interface EnvironmentOptions {
  /** A name of `topologies`, or a graph of one's own, which `checkTopology` checks and completes. Default `three-tier`. */
  readonly topology?: string | TopologyInput;
  /** `type[:service[:severity]]`, or the same as an object; what it leaves open is drawn per seed. */
  readonly fault?: string | FaultRequest;
  /** Kinds of fault of one's own, which `fault` and `inject` can name besides those of the catalogue; none of them is drawn by itself. Default: none. */
  readonly faultKinds?: readonly OwnFault[];
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
  /**
   * Where p95, error rate and request rate of services are measured: at themselves, "server", at their callers, "caller", or either by seed,
   * "mixed"; or the names of those that are measured at their callers. The front is measured at itself. Default "server".
   */
  readonly measuredAt?: MeasuredAt;
  /** Share of the calls that the topology written down for agents has, 0 to 1, drawn per seed. Default 1. */
  readonly knownCalls?: number;
  /** Services whose calls are not written down for agents: their names, or how many, drawn per seed. Default 0. */
  readonly unknownCallers?: number | readonly string[];
  /**
   * Whether each kind of trouble has words of its own in logs and traces, "fixed", or all draw theirs per seed from words that they share,
   * with harmless records in the same words: "varied". Metrics do not change. Default "fixed".
   */
  readonly wording?: "fixed" | "varied";
  /** What mends what: as usual, or otherwise than playbooks say; see `REMEDY_WORLDS`. Default "usual". */
  readonly remedies?: RemedyWorld;
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
   * How long remedies take: `realistic`, or the short `classic` ones of earlier results, which work at once; see `TIMINGS`. Or those of one's own
   * system, with replicas that count after 1 to 24 steps. Default `realistic`.
   */
  readonly timings?: TimingsName | Timings;
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
  faultKinds: z.array(anyObject).optional(),
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
  measuredAt: measuredAtSchema.optional(),
  knownCalls: anyNumber.optional(),
  unknownCallers: z.union([anyNumber, z.array(z.string())]).optional(),
  wording: z.enum(WORDINGS).optional(),
  remedies: z.enum(REMEDY_WORLDS).optional(),
  decoys: anyNumber.optional(),
  signals: z.array(z.enum(SIGNALS)).optional(),
  tracesPerStep: anyNumber.optional(),
  faultFreeShare: anyNumber.optional(),
  steps: anyNumber.optional(),
  warmupSteps: anyNumber.optional(),
  noise: z.union([z.boolean(), anyNumber]).optional(),
  timings: timingsOption.optional(),
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

/** With kinds of fault of one's own, whose names are looked up later. */
const OPTIONS_WITH_KINDS = OPTIONS.extend({
  fault: z.union([z.string(), FAULT.extend({ type: z.string() })]).optional(),
});

/** The keys of `EnvironmentOptions`. */
export const ENVIRONMENT_OPTIONS = Object.keys(OPTIONS.shape) as readonly (keyof EnvironmentOptions)[];
deepFreeze(ENVIRONMENT_OPTIONS);

/** @throws {UsageError} for an unknown option, with the nearest one, or a value of another type */
export function checkEnvironmentOptions(options: EnvironmentOptions): void {
  const schema = options?.faultKinds === undefined ? OPTIONS : OPTIONS_WITH_KINDS;
  checkOptions("createEnvironment", schema, options);
}
