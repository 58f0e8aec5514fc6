import {
  type Action,
  type Agent,
  breachesSlo,
  describeAction,
  type Diagnosis,
  NOOP,
  serviceIndex,
  UsageError,
} from "../../model/mod.ts";
import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { clockText, UTC, zoneSchema } from "../../model/shown/wall_clock.ts";
import { timingsOf } from "../config/timings.ts";
import type { RecordedCase } from "./incidents.ts";
import type { AuditRecord } from "./record_types.ts";

/** A step in which the log, the agent of the replay, or both have something to say. */
export interface ReplayedStep {
  /** As the log counts. */
  readonly step: number;
  /** Clock time of the step, in Unix seconds. */
  readonly timeSeconds: number;
  /** What the log has: proposals, and what became of them, in the order in which they were written, as text. */
  readonly recorded: readonly string[];
  /** Whether the agent of the replay raised an alarm. */
  readonly alarm: boolean;
  /** Whom it holds to be at fault, where it asked. */
  readonly diagnosis?: Diagnosis;
  /** What it proposed: `noop` for nothing. */
  readonly proposed: Action;
  /** Why. */
  readonly reason: string;
}

/** An incident played to another agent. */
export interface Replay {
  /** The incident's name in the log. */
  readonly incident: string;
  /** The agent's name. */
  readonly agent: string;
  /** Steps in which anything happened, in order. */
  readonly steps: readonly ReplayedStep[];
}

const SHOWN = z.strictObject({ zone: zoneSchema.optional() });
const CASE = objectWith<RecordedCase>({
  started: "object",
  topology: "object",
  slo: "object",
  observations: "list",
});

/**
 * Plays a recorded incident to an agent: it learns what is normal from the first `warmupSteps` observations and judges the rest. None of its proposals
 * has an effect: the observations are those of the system as it was mended then, so what it proposes after the first real action is a guess.
 *
 * @throws {UsageError} for what is no recorded incident or no agent, and where the log holds no more observations than the warm-up takes
 */
export function replayIncident(recorded: RecordedCase, agent: Agent): Replay {
  const { started, topology, slo, observations } = checkOptions(
    "replayIncident",
    CASE,
    recorded,
    "the incident",
  );
  checkOptions("replayIncident", objectWith({ begin: "function", act: "function" }), agent, "the agent");
  const { warmupSteps, seed, stepSeconds, timings = {} } = started;
  if (observations.length <= warmupSteps) {
    throw new UsageError(
      `The incident ${recorded.id} has ${observations.length} observations in the log, and a warm-up takes ${warmupSteps}`,
    );
  }
  agent.begin({ topology, slo, warmupSteps, seed, timings: timingsOf(timings, stepSeconds) });
  const front = serviceIndex(topology, topology.front);
  const told = toldByStep(recorded);
  const timeOf = clockOf(told, stepSeconds);
  const judged = observations.map((observation, i): ReplayedStep => {
    const { decision, detection, diagnosis } = agent.act(observation);
    agent.learn({ executed: NOOP, reward: 0, sloViolated: breachesSlo(observation.values, front, slo) });
    return {
      step: observation.step,
      timeSeconds: timeOf(observation.step),
      recorded: told.get(observation.step)?.texts ?? [],
      alarm: i >= warmupSteps && detection?.anomalous === true,
      ...(diagnosis && { diagnosis }),
      proposed: decision.action,
      reason: decision.reason,
    };
  });
  // Steps whose observations no record carries, as those after the incident.
  const seen = new Set(judged.map(({ step }) => step));
  const unseen = [...told].flatMap(([step, { texts, timeSeconds }]): ReplayedStep[] =>
    seen.has(step)
      ? []
      : [{ step, timeSeconds, recorded: texts, alarm: false, proposed: NOOP, reason: "not observed" }]
  );
  const steps = [...judged, ...unseen].sort((a, b) => a.step - b.step);
  return {
    incident: recorded.id,
    agent: agent.name,
    steps: steps.filter(({ recorded, alarm, proposed }) =>
      recorded.length > 0 || alarm || proposed.kind !== "noop"
    ),
  };
}

/** The clock time of any step, from the nearest one before it, or the first one, of which the log tells. */
function clockOf(told: ReadonlyMap<number, Told>, stepSeconds: number): (step: number) => number {
  const anchors = [...told].map(([step, { timeSeconds }]) => ({ step, timeSeconds }))
    .sort((a, b) => a.step - b.step);
  return (step) => {
    const anchor = anchors.findLast((one) => one.step <= step) ?? anchors[0];
    return anchor === undefined ? NaN : anchor.timeSeconds + (step - anchor.step) * stepSeconds;
  };
}

/** What the log tells of a step, and when. */
interface Told {
  readonly timeSeconds: number;
  readonly texts: string[];
}

/**
 * What the log tells, by the step in which it was written: that of the record, or where it has none, that of the last record with one and the time
 * that has passed since.
 */
function toldByStep({ entries, started: { stepSeconds } }: RecordedCase): Map<number, Told> {
  const told = new Map<number, Told>();
  let known: { readonly step: number; readonly timeSeconds: number } | undefined;
  for (const { record, timeSeconds } of entries) {
    if ("step" in record) known = { step: record.step, timeSeconds };
    const text = textOf(record);
    if (text === undefined || known === undefined) continue;
    const passed = Math.max(0, timeSeconds - known.timeSeconds);
    const step = known.step + Math.floor(passed / stepSeconds);
    const { texts } = told.get(step) ?? told.set(step, { timeSeconds, texts: [] }).get(step)!;
    texts.push(text);
  }
  return told;
}

function textOf(record: AuditRecord): string | undefined {
  switch (record.type) {
    case "alarm":
      return `alarm: ${record.services.map(({ service }) => service).join(", ") || "the SLO is broken"}`;
    case "proposal":
      return `proposed ${describeAction(record.action)}`;
    case "refused":
      return `refused ${record.proposed} (${record.by}: ${record.reason})`;
    case "approval-asked":
      return `approval asked for ${record.proposal}`;
    case "approval-approved":
      return `${record.proposal} approved by ${record.by}, ${record.through}`;
    case "approval-rejected":
      return `${record.proposal} rejected by ${record.by}, ${record.through}`;
    case "approval-timed-out":
      return `no answer for ${record.proposal}`;
    case "order": {
      const back = record.undoes === undefined ? "" : `, which takes back ${record.undoes}`;
      return `ordered ${describeAction(record.action)} of ${record.actuator}${back}`;
    }
    case "receipt":
      return `${record.outcome}: ${record.detail}`;
    case "verified":
      return record.healthy ? "verified" : `not verified: ${record.detail}`;
    case "rolled-back":
      return `rolled back: ${record.detail}`;
    case "escalated":
    case "ended":
      return `${record.type}: ${record.reason}`;
    default:
      return undefined;
  }
}

/**
 * A replay as lines of text.
 *
 * @throws {UsageError} for an unknown zone
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { replayText } from "./replay.ts";
 * const step = { step: 70, timeSeconds: 1_700_000_000, recorded: ["alarm: db"], alarm: true, reason: "db is slow" };
 * const replay = { incident: "i-1", agent: "full", steps: [{ ...step, proposed: { kind: "restart", service: "db" } as const }] };
 * strictEqual(replayText(replay), [
 *   "incident i-1, replayed by full (times in UTC)",
 *   "  70 22:13:20  log: alarm: db",
 *   "               full: alarm; restart(db): db is slow",
 * ].join("\n"));
 * ```
 */
export function replayText(
  { incident, agent, steps }: Replay,
  options: {
    /** The zone of the IANA database in which times are told. Default UTC. */
    readonly zone?: string;
  } = {},
): string {
  const { zone = UTC } = checkOptions("replayText", SHOWN, options);
  const lines = steps.flatMap(({ step, timeSeconds, recorded, alarm, diagnosis, proposed, reason }) => {
    const said = [
      ...(alarm ? ["alarm"] : []),
      ...(diagnosis ? [`suspects ${diagnosis.suspect}`] : []),
      ...(proposed.kind === "noop" ? [] : [`${describeAction(proposed)}: ${reason}`]),
    ].join("; ");
    const both = [
      ...(recorded.length > 0 ? [`log: ${recorded.join("; ")}`] : []),
      ...(said ? [`${agent}: ${said}`] : []),
    ];
    const time = Number.isFinite(timeSeconds) ? clockText(timeSeconds, zone).slice(11, 19) : "";
    const place = `${String(step).padStart(4)} ${time.padEnd(8)}`;
    return both.map((text, i) => `${i === 0 ? place : " ".repeat(place.length)}  ${text}`);
  });
  return [`incident ${incident}, replayed by ${agent} (times in ${zone})`, ...lines].join("\n");
}
