import { requireName, type Slo, TIMINGS, type TimingsName, UsageError } from "../../lib/model/mod.ts";
import { type Given, wholeNumber } from "./arguments.ts";

/** The options of the objective, and of the delays between the system and its agent. */
export const SYSTEM_OPTIONS = {
  slo: {
    type: "string",
    value: "LIMITS",
    help: "as latencyP95Ms=300,errorRate=0.02, or one of them; the other stays 2.2 or 1.5 times the nominal",
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
} as const;

const SLO_KEYS = ["latencyP95Ms", "errorRate"] as const satisfies readonly (keyof Slo)[];
const MAX_DELAY_STEPS = 24;
const TIMINGS_NAMES = Object.keys(TIMINGS) as TimingsName[];

/**
 * Reads limits such as `latencyP95Ms=300,errorRate=0.02`; the environment checks their ranges.
 *
 * @throws {UsageError} for an unknown limit, with the nearest, one given twice, or what is no number
 */
export function parseSlo(text: string): Partial<Slo> {
  const slo: { -readonly [K in keyof Slo]?: number } = {};
  for (const part of text.split(",")) {
    const [, name, value] = /^\s*([^=\s]*)\s*=\s*(\d+(?:\.\d+)?|\.\d+)\s*$/.exec(part) ?? [];
    if (name === undefined) {
      throw new UsageError(
        `The option --slo needs limits as latencyP95Ms=300,errorRate=0.02, found "${text}"`,
      );
    }
    const key = requireName("limit of the SLO", name, SLO_KEYS);
    if (slo[key] !== undefined) throw new UsageError(`The option --slo gives ${key} twice, found "${text}"`);
    slo[key] = Number(value);
  }
  return slo;
}

/** The options as `runEpisode` and `createTrial` take them. @throws {UsageError} as `parseSlo`, and for a delay out of range */
export function systemOf(given: Given<typeof SYSTEM_OPTIONS>): {
  environment: { slo?: Partial<Slo>; timings?: TimingsName };
  delays: { telemetryDelaySteps: number; actionDelaySteps: number };
} {
  const delay = (name: "telemetry-delay" | "action-delay") =>
    wholeNumber(given[name], { name, fallback: 0, min: 0, max: MAX_DELAY_STEPS });
  return {
    environment: {
      ...(given.slo !== undefined && { slo: parseSlo(given.slo) }),
      ...(given.timings !== undefined && { timings: requireName("timings", given.timings, TIMINGS_NAMES) }),
    },
    delays: { telemetryDelaySteps: delay("telemetry-delay"), actionDelaySteps: delay("action-delay") },
  };
}
