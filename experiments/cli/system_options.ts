import {
  ACTION_KINDS,
  type BurnRateWindow,
  requireName,
  type Slo,
  TIMINGS,
  type TimingsName,
  UsageError,
} from "../../lib/model/mod.ts";
import {
  type EnvironmentOptions,
  MEASURED_AT,
  type MeasuredAt,
  MODES,
  ONSETS,
  REMEDY_WORLDS,
  REWARD,
  type RewardInput,
  type Scrapes,
} from "../../lib/simulator/mod.ts";
import { type Given, wholeNumber } from "./arguments.ts";

/** The options of the system: its objective, what happens in it, what is seen of it and how soon. */
export const SYSTEM_OPTIONS = {
  slo: {
    type: "string",
    value: "LIMITS",
    help:
      "as latencyP95Ms=300,errorRate=0.02, or one of them; the other stays 2.2 or 1.5 times the nominal; " +
      "objective=0.99 watches the error budget in their place",
  },
  "telemetry-delay": {
    type: "string",
    value: "N",
    help: "steps by which what the agent sees lags behind, at most 24 (0)",
  },
  "action-delay": {
    type: "string",
    value: "N",
    help: "steps from an action to its being carried out, at most 24 (0)",
  },
  timings: {
    type: "string",
    value: "NAME",
    help: "how long remedies take: realistic, or the short classic ones (realistic)",
  },
  remedies: {
    type: "string",
    value: "WORLD",
    help: `what mends what: ${REMEDY_WORLDS.join(", ")}: see the experiment wrong-playbook (usual)`,
  },
  workload: {
    type: "string",
    value: "CHOICE",
    help: "course of the traffic, as bursts:factor=1.3: see deno task list workloads (a sine of 15 %)",
  },
  onset: { type: "string", value: "NAME", help: `how faults begin: ${ONSETS.join(", ")} (step)` },
  benign: {
    type: "string",
    value: "EVENT",
    help: "something harmless in each episode, as kind[:service], or any: see deno task list benign",
  },
  scrapes: {
    type: "string",
    value: "LOSSES",
    help: "what monitoring loses, as lostShare=.05,lateSteps=2,silent=db",
  },
  "measured-at": {
    type: "string",
    value: "PLACE",
    help: `where services' latency, errors and rate are measured: ${MEASURED_AT.join(", ")} by seed, or ` +
      "as db+cache the services that are measured at their callers (server)",
  },
  secret: {
    type: "string",
    value: "TEXT",
    help: "what episodes are drawn from besides their seed, so that nobody can rebuild them",
  },
  reward: {
    type: "string",
    value: "WEIGHTS",
    help: "of the reward that differ, as breach=-4,restart=-1,shed=-2",
  },
  mode: {
    type: "string",
    value: "NAME",
    help: "queueing, or prototype: multiplier faults and immediate remedies (queueing)",
  },
} as const;

const SLO_NUMBERS = ["latencyP95Ms", "errorRate", "objective", "periodDays", "timeScale"] as const;
const SLO_KEYS = [...SLO_NUMBERS, "windows"] as const satisfies readonly (keyof Slo)[];
const MAX_DELAY_STEPS = 24;
const TIMINGS_NAMES = Object.keys(TIMINGS) as TimingsName[];
const DECIMAL = /^(\d+(\.\d+)?|\.\d+)$/;
const SIGNED_DECIMAL = /^-?(\d+(\.\d+)?|\.\d+)$/;

const SCRAPES_KEYS = [
  ...["lostShare", "held", "lateSteps", "everySteps", "clockSkewSteps"] as const,
  ...["silent", "silentAs", "lostMetrics"] as const,
] satisfies readonly (keyof Scrapes)[];
const REWARD_TERMS = Object.keys(REWARD).filter((term) => term !== "action");

/** How a list of settings is told: its option, an example, what one is called, and their names. */
interface Listed {
  readonly option: string;
  readonly example: string;
  readonly thing: string;
  readonly names: readonly string[];
}

/**
 * Reads `name=value,name=value`.
 *
 * @throws {UsageError} for another form, an unknown name, with the nearest, or one given twice
 */
function parseSettings(text: string, { option, example, thing, names }: Listed): Map<string, string> {
  const settings = new Map<string, string>();
  for (const part of text.split(",")) {
    const [, name, value] = /^\s*([^=\s]*)\s*=\s*([^=\s]+)\s*$/.exec(part) ?? [];
    if (name === undefined || value === undefined) {
      throw new UsageError(`The option --${option} needs ${example}, found "${text}"`);
    }
    const key = requireName(thing, name, names);
    if (settings.has(key)) throw new UsageError(`The option --${option} gives ${key} twice, found "${text}"`);
    settings.set(key, value);
  }
  return settings;
}

/** @throws {UsageError} for what is no decimal number */
function decimal(option: string, name: string, value: string, form: RegExp = DECIMAL): number {
  if (form.test(value)) return Number(value);
  throw new UsageError(`The option --${option} needs a decimal number as ${name}, found "${value}"`);
}

/**
 * Reads limits such as `latencyP95Ms=300,errorRate=0.02`, or an error budget such as `objective=0.99,windows=60/5@14.4+360/30@6`; the
 * environment checks their ranges.
 *
 * @throws {UsageError} for an unknown limit, with the nearest, one given twice, or what is no number
 */
export function parseSlo(text: string): Partial<Slo> {
  const settings = parseSettings(text, {
    option: "slo",
    example: "limits as latencyP95Ms=300,errorRate=0.02",
    thing: "limit of the SLO",
    names: SLO_KEYS,
  });
  return Object.fromEntries(
    [...settings].map((
      [name, value],
    ) => [name, name === "windows" ? parseWindows(value) : decimal("slo", name, value)]),
  );
}

/** Reads `LONG/SHORT@RATE`, in minutes, joined by "+". */
function parseWindows(text: string): BurnRateWindow[] {
  return text.split("+").map((pair) => {
    const [, long, short, rate] = /^([\d.]+)\/([\d.]+)@([\d.]+)$/.exec(pair) ?? [];
    if (long === undefined || short === undefined || rate === undefined) {
      throw new UsageError(`The option --slo needs windows as 60/5@14.4+360/30@6, found "${text}"`);
    }
    const [longMinutes, shortMinutes, burnRate] = [long, short, rate].map((part) =>
      decimal("slo", "windows", part)
    );
    return { longMinutes: longMinutes!, shortMinutes: shortMinutes!, burnRate: burnRate! };
  });
}

/**
 * Reads losses such as `lostShare=.05,lateSteps=2,silent=db+cache`; the environment checks ranges and names.
 *
 * @throws {UsageError} as `parseSlo`
 */
export function parseScrapes(text: string): Scrapes {
  const settings = parseSettings(text, {
    option: "scrapes",
    example: "losses as lostShare=.05,lateSteps=2",
    thing: "loss of scrapes",
    names: SCRAPES_KEYS,
  });
  return Object.fromEntries([...settings].map(([name, value]) => [name, scrapesValue(name, value)]));
}

function scrapesValue(name: string, value: string): unknown {
  switch (name) {
    case "held":
      return requireName("value of held", value, ["true", "false"]) === "true";
    case "silent":
      return DECIMAL.test(value) ? Number(value) : value.split("+");
    case "silentAs":
      return value;
    case "lostMetrics":
      return value.split("+");
    default:
      return decimal("scrapes", name, value);
  }
}

/** Reads where services are measured: a name, or those that are measured at their callers, which the environment checks. */
export function parseMeasuredAt(text: string): MeasuredAt {
  return MEASURED_AT.find((name) => name === text) ?? text.split("+");
}

/**
 * Reads weights such as `breach=-4,restart=-1`: terms of the reward and actions, whose ranges the environment checks.
 *
 * @throws {UsageError} as `parseSlo`
 */
export function parseReward(text: string): RewardInput {
  const settings = parseSettings(text, {
    option: "reward",
    example: "weights as breach=-4,restart=-1",
    thing: "weight of the reward",
    names: [...REWARD_TERMS, ...ACTION_KINDS],
  });
  const weights = [...settings].map(([name, value]) =>
    [name, decimal("reward", name, value, SIGNED_DECIMAL)] as const
  );
  const actions = weights.filter(([name]) => !REWARD_TERMS.includes(name));
  return {
    ...Object.fromEntries(weights.filter(([name]) => REWARD_TERMS.includes(name))),
    ...(actions.length > 0 && { action: Object.fromEntries(actions) }),
  };
}

/** The options as `runEpisode` and `createTrial` take them. @throws {UsageError} as `parseSlo`, and for a delay out of range */
export function systemOf(given: Given<typeof SYSTEM_OPTIONS>): {
  environment: Pick<
    EnvironmentOptions,
    | "slo"
    | "timings"
    | "workload"
    | "onset"
    | "benign"
    | "scrapes"
    | "measuredAt"
    | "secret"
    | "reward"
    | "mode"
  >;
  delays: { telemetryDelaySteps: number; actionDelaySteps: number };
} {
  const delay = (name: "telemetry-delay" | "action-delay") =>
    wholeNumber(given[name], { name, fallback: 0, min: 0, max: MAX_DELAY_STEPS });
  const { slo, timings, remedies, workload, onset, benign, scrapes, secret, reward, mode } = given;
  return {
    environment: {
      ...(slo !== undefined && { slo: parseSlo(slo) }),
      ...(timings !== undefined && { timings: requireName("timings", timings, TIMINGS_NAMES) }),
      ...(remedies !== undefined && { remedies: requireName("remedies", remedies, REMEDY_WORLDS) }),
      ...(workload !== undefined && { workload }),
      ...(onset !== undefined && { onset: requireName("onset", onset, ONSETS) }),
      ...(benign !== undefined && { benign }),
      ...(scrapes !== undefined && { scrapes: parseScrapes(scrapes) }),
      ...(given["measured-at"] !== undefined && { measuredAt: parseMeasuredAt(given["measured-at"]) }),
      ...(secret !== undefined && { secret }),
      ...(reward !== undefined && { reward: parseReward(reward) }),
      ...(mode !== undefined && { mode: requireName("mode", mode, MODES) }),
    },
    delays: { telemetryDelaySteps: delay("telemetry-delay"), actionDelaySteps: delay("action-delay") },
  };
}
