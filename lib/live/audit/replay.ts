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
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { timingsOf } from "../config/timings.ts";
import type { RecordedCase } from "./incidents.ts";

/** A step in which the log, the agent of the replay, or both have something to say. */
export interface ReplayedStep {
  /** As the log counts. */
  readonly step: number;
  /** What the log has: proposals, and what became of them, as text. */
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
  const steps = observations.map((observation, i): ReplayedStep => {
    const { decision, detection, diagnosis } = agent.act(observation);
    agent.learn({ executed: NOOP, reward: 0, sloViolated: breachesSlo(observation.values, front, slo) });
    return {
      step: observation.step,
      recorded: told.get(observation.step) ?? [],
      alarm: i >= warmupSteps && detection?.anomalous === true,
      ...(diagnosis && { diagnosis }),
      proposed: decision.action,
      reason: decision.reason,
    };
  });
  return {
    incident: recorded.id,
    agent: agent.name,
    steps: steps.filter(({ recorded, alarm, proposed }) =>
      recorded.length > 0 || alarm || proposed.kind !== "noop"
    ),
  };
}

/** What the log tells, by the step of the proposal that it belongs to. */
function toldByStep({ entries }: RecordedCase): Map<number, string[]> {
  const steps = new Map<string, number>();
  const told = new Map<number, string[]>();
  const add = (step: number | undefined, text: string) => {
    if (step !== undefined) told.set(step, [...told.get(step) ?? [], text]);
  };
  for (const { record } of entries) {
    switch (record.type) {
      case "alarm":
        add(record.step, `alarm: ${record.services.map(({ service }) => service).join(", ")}`);
        break;
      case "proposal":
        steps.set(record.proposal, record.step);
        add(record.step, `proposed ${describeAction(record.action)}`);
        break;
      case "refused":
        add(record.step, `refused ${record.proposed} (${record.by}: ${record.reason})`);
        break;
      case "order":
        steps.set(record.idempotencyKey, steps.get(record.proposal) ?? NaN);
        add(steps.get(record.proposal), `ordered ${describeAction(record.action)} of ${record.actuator}`);
        break;
      case "receipt":
        add(steps.get(record.idempotencyKey), `${record.outcome}: ${record.detail}`);
        break;
      case "verified":
        add(record.step, record.healthy ? "verified" : `not verified: ${record.detail}`);
        break;
      case "rolled-back":
        add(record.step, `rolled back: ${record.detail}`);
        break;
      case "escalated":
      case "ended":
        add(record.step, `${record.type}: ${record.reason}`);
        break;
    }
  }
  return told;
}

/**
 * A replay as lines of text.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { replayText } from "./replay.ts";
 * const step = { step: 70, recorded: ["alarm: db"], alarm: true, reason: "db is slow" };
 * const replay = { incident: "i-1", agent: "full", steps: [{ ...step, proposed: { kind: "restart", service: "db" } as const }] };
 * strictEqual(replayText(replay), "incident i-1, replayed by full\n  70  log: alarm: db\n      full: alarm; restart(db): db is slow");
 * ```
 */
export function replayText({ incident, agent, steps }: Replay): string {
  const lines = steps.flatMap(({ step, recorded, alarm, diagnosis, proposed, reason }) => {
    const said = [
      ...(alarm ? ["alarm"] : []),
      ...(diagnosis ? [`suspects ${diagnosis.suspect}`] : []),
      ...(proposed.kind === "noop" ? [] : [`${describeAction(proposed)}: ${reason}`]),
    ].join("; ");
    const both = [
      ...(recorded.length > 0 ? [`log: ${recorded.join("; ")}`] : []),
      ...(said ? [`${agent}: ${said}`] : []),
    ];
    return both.map((text, i) => `${(i === 0 ? String(step) : "").padStart(4)}  ${text}`);
  });
  return [`incident ${incident}, replayed by ${agent}`, ...lines].join("\n");
}
