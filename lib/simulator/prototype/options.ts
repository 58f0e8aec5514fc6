import {
  deepFreeze,
  type FaultType,
  requireName,
  type Slo,
  type Timings,
  UsageError,
} from "../../model/mod.ts";
import { showValue } from "../../model/show_value.ts";
import type { Stream } from "../../random/mod.ts";
import type { EnvironmentOptions } from "../environment_options.ts";
import type { FaultRequest } from "../faults/sampling.ts";
import { REWARD, type RewardWeights } from "../reward.ts";
import { MULTIPLIERS, SERVICES } from "./system.ts";

/** The kinds of fault of the prototype, under today's names: its `latency_spike` is `latency_injection`. */
const PROTOTYPE_FAULTS = Object.keys(MULTIPLIERS) as FaultType[];

/** The prototype's limits. */
export const PROTOTYPE_SLO: Slo = deepFreeze({ latencyP95Ms: 220, errorRate: 0.06 });

/** The prototype's reward: nothing that is done has a price. */
export const PROTOTYPE_REWARD: RewardWeights = deepFreeze({
  healthy: 1,
  breach: -1,
  shed: 0,
  extraReplica: 0,
  lostWriteSecond: 0,
  action: Object.fromEntries(Object.keys(REWARD.action).map((kind) => [kind, 0])) as RewardWeights["action"],
});
/** Added in each step of the first breach. */
export const UNRECOVERED_REWARD = -0.02;

const AT_ONCE = { downShare: 1, downSteps: 0, mendedAfterSteps: 0 } as const;

/** Remedies work at once, and nothing is down meanwhile. */
export const PROTOTYPE_TIMINGS: Timings = deepFreeze({
  scaleDelaySteps: { service: 1, database: 1, cache: 1 },
  restart: { service: AT_ONCE, database: AT_ONCE, cache: AT_ONCE },
  rollback: AT_ONCE,
  failover: {
    downSteps: 0,
    lostWriteSeconds: 0,
    behindShare: 0,
    behindDownSteps: 0,
    behindLostWriteSeconds: 0,
  },
  warmupSteps: 0,
});

/** Options that the prototype has. */
const PROTOTYPE_OPTIONS: readonly (keyof EnvironmentOptions)[] = [
  ...["mode", "fault", "faultFreeShare", "steps", "warmupSteps", "noise", "severity"] as const,
  ...["secret", "slo", "reward"] as const,
];
/** Values of other options that are let through, since they change nothing. */
const DEFAULTS: Partial<Record<keyof EnvironmentOptions, readonly unknown[]>> = {
  topology: ["three-tier"],
  faultCount: [0, 1],
  decoys: [0],
  timings: ["realistic", "classic"],
  tracesPerStep: [12],
  onset: ["step"],
  wording: ["fixed"],
  measuredAt: ["server"],
  knownCalls: [1],
  unknownCallers: [0],
};

/** @throws {UsageError} for an option that the prototype does not have, and an SLO that it cannot judge */
export function checkPrototypeOptions(options: EnvironmentOptions): void {
  for (const [name, value] of Object.entries(options)) {
    const option = name as keyof EnvironmentOptions;
    if (value === undefined || PROTOTYPE_OPTIONS.includes(option) || DEFAULTS[option]?.includes(value)) {
      continue;
    }
    if (option === "signals" && options.signals!.length === 0) continue;
    throw new UsageError(
      `The mode "prototype" has no ${option}, found ${showValue(value)}. It takes ${
        PROTOTYPE_OPTIONS.filter((known) => known !== "mode").join(", ")
      }`,
    );
  }
  const { latencyP95Ms, errorRate, ...budget } = { ...PROTOTYPE_SLO, ...options.slo };
  const [stray] = Object.keys(budget);
  if (stray !== undefined) {
    throw new UsageError(
      `The mode "prototype" knows no single requests, so that its SLO has limits alone, found ${stray}`,
    );
  }
  if (!(latencyP95Ms > 0 && latencyP95Ms < Infinity)) {
    throw new UsageError(`The SLO's p95 must be a positive number of ms, found ${latencyP95Ms}`);
  }
  if (errorRate > 0 && errorRate < 1) return;
  throw new UsageError(`The SLO's share of errors must lie between 0 and 1, found ${errorRate}`);
}

/**
 * Reads `type[:service[:severity]]`, or checks the same as an object. Any kind can strike any service.
 *
 * @throws {UsageError} for an unknown type or service, with the nearest, or a severity out of range
 */
export function prototypeFault(fault: string | FaultRequest): FaultRequest {
  const request = typeof fault === "string" ? parse(fault) : fault;
  const type = requireName("fault of the prototype", request.type, PROTOTYPE_FAULTS);
  if (request.service !== undefined) requireName("service", request.service, SERVICES);
  const { severity } = request;
  if (severity !== undefined && !(severity >= 0 && severity <= 1)) {
    throw new UsageError(`The severity of a fault must lie in 0 to 1, found ${severity}`);
  }
  return { ...request, type };
}

function parse(text: string): FaultRequest {
  const [type = "", service, severity, ...rest] = text.split(":");
  if (rest.length > 0) throw new UsageError(`A fault is type[:service[:severity]], found "${text}"`);
  if (severity && !/^\d*\.?\d+$/.test(severity)) {
    throw new UsageError(`The severity of a fault must be a number from 0 to 1, found "${severity}"`);
  }
  return {
    type: requireName("fault of the prototype", type, PROTOTYPE_FAULTS),
    ...(service && { service }),
    ...(severity && { severity: Number(severity) }),
  };
}

/**
 * Draws a fault as the prototype did: it begins between a sixth and a half of the episode, which may lie within the warm-up, and lasts for a
 * twelfth to a quarter of it. Always takes five numbers.
 */
export function samplePrototypeFault(
  request: FaultRequest | undefined,
  { stream, steps, severity: [least, most] }: {
    stream: Stream;
    steps: number;
    severity: readonly [number, number];
  },
): { type: FaultType; service: string; startStep: number; durationSteps: number; severity: number } {
  const service = SERVICES[stream.integer(SERVICES.length)]!;
  const type = PROTOTYPE_FAULTS[stream.integer(PROTOTYPE_FAULTS.length)]!;
  const between = (from: number, to: number) => from + stream.integer(to - from + 1);
  const startStep = between(
    Math.max(10, Math.floor(steps / 6)),
    Math.max(20, Math.floor(steps / 2)),
  );
  const durationSteps = between(Math.floor(steps / 12), Math.floor(steps / 4));
  const severity = stream.between(least, most);
  // `prototypeFault` has checked the type of what was asked for.
  return {
    type,
    service,
    startStep,
    durationSteps,
    severity,
    ...request as { readonly type: FaultType } | undefined,
  };
}
