import { episodeSchema } from "../run/records.ts";
import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import { percentText } from "../diagnose/mod.ts";
import {
  describeAction,
  ERROR_RATE,
  LATENCY_P95_MS,
  METRIC_COUNT,
  serviceIndex,
  type Slo,
} from "../model/mod.ts";
import type { Episode, EpisodeStep } from "../run/mod.ts";
import { wrap } from "./wrap.ts";
import { shareText } from "../model/shown/share_text.ts";

const ARGUMENTS = z.object({ episode: episodeSchema });

/** Steps without an event after which a line is printed, in healthy periods. */
const QUIET_STEPS = 30;
/** The same in periods of SLO breach. */
const BREACH_STEPS = 12;
/** Column at which the text of an event starts. */
const EVENT_INDENT = 22;
/** Stands for a value that is missing. */
const MISSING = "-";

/**
 * The timeline of an episode as text: state, alarm, diagnosis, action, outcome. A step has a line if something happens,
 * its state changes or an alarm starts; of quiet periods only a few are shown.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function timelineText(episode: Episode): string {
  checkOptions("timelineText", ARGUMENTS, { episode });
  const lines = [header(episode)];
  let last: EpisodeStep | undefined;
  let unsaid = 0;
  for (const step of episode.steps) {
    const events = eventsOf(step, last, episode);
    const patience = step.sloViolated ? BREACH_STEPS : QUIET_STEPS;
    if (events.length === 0 && !turns(step, last) && unsaid < patience) unsaid++;
    else {
      unsaid = 0;
      lines.push(
        stateLine(step, episode),
        ...events.map((event) => wrap(`            ${event}`, { indent: EVENT_INDENT })),
      );
    }
    last = step;
  }
  return lines.join("\n");
}

/** Whether a breach starts or ends in this step, or an alarm starts. */
function turns(step: EpisodeStep, last: EpisodeStep | undefined): boolean {
  const alarmed = (at: EpisodeStep | undefined) => at?.detection?.anomalous ?? false;
  return step.sloViolated !== (last?.sloViolated ?? false) || (alarmed(step) && !alarmed(last));
}

function header(episode: Episode): string {
  const { agent, topology, seed, slo } = episode;
  return `agent ${agent} on ${topology.name}, seed ${seed}; SLO: p95 of ${topology.front} up to ${
    slo.latencyP95Ms.toFixed(0)
  } ms, errors up to ${shareText(slo.errorRate)}${objectiveText(slo)}\n` +
    `  time  step  state    ${latencyLabel(episode).padStart(latencyWidth(episode))}   errors  ${
      slo.objective === undefined ? "" : "budget  "
    }alarm`;
}

/** The error budget in words; "" without one. */
function objectiveText({ objective, latencyP95Ms, windows = [], periodDays, timeScale = 1 }: Slo): string {
  if (objective === undefined) return "";
  const pairs = windows.map(({ longMinutes, shortMinutes, burnRate }) =>
    `${longMinutes} and ${shortMinutes} min at ${burnRate}`
  );
  return `\n  in breach by its error budget: ${Number((100 * objective).toPrecision(6))} % good and within ${
    latencyP95Ms.toFixed(0)
  } ms over ${periodDays} days, burn rates over ${pairs.join(", ")}, times x ${
    Number(timeScale.toPrecision(3))
  }`;
}

function latencyLabel({ topology }: Episode): string {
  return `${topology.front} p95`;
}

function latencyWidth(episode: Episode): number {
  return Math.max("99999 ms".length, latencyLabel(episode).length);
}

function stateLine(step: EpisodeStep, episode: Episode): string {
  const { topology, warmupSteps } = episode;
  const row = serviceIndex(topology, topology.front) * METRIC_COUNT;
  const state = step.sloViolated ? "BREACH " : step.step < warmupSteps ? "warm-up" : "healthy";
  const [latency, errorRate] = [step.values[row + LATENCY_P95_MS]!, step.values[row + ERROR_RATE]!];
  const p95 = Number.isNaN(latency) ? MISSING : `${latency.toFixed(0)} ms`;
  const errors = Number.isNaN(errorRate) ? MISSING : shareText(errorRate, 1);
  return `${clock(step.timeSeconds)}  ${String(step.step).padStart(4)}  ${state}  ${
    p95.padStart(latencyWidth(episode))
  }  ${errors.padStart(7)}  ${budgetText(step)}${alarm(step, topology.services.map(({ name }) => name))}`
    .trimEnd();
}

function budgetText({ budget }: EpisodeStep): string {
  return budget === undefined ? "" : shareText(budget.left, 1).padStart(6).padEnd(8);
}

function alarm({ detection }: EpisodeStep, names: readonly string[]): string {
  if (!detection?.anomalous) return "";
  const { scores: all, globalScore } = detection;
  const scores = names.map((name, i) => ({ name, score: all[i]! }))
    .filter(({ score }) => score >= 1)
    .sort((a, b) => b.score - a.score)
    .slice(0, 3);
  if (scores.length === 0) return `all together ${globalScore.toFixed(1)}`;
  return scores.map(({ name, score }) => `${name} ${score.toFixed(1)}`).join(", ");
}

/** What changed in this step. */
function eventsOf(step: EpisodeStep, last: EpisodeStep | undefined, { topology }: Episode): string[] {
  const events: string[] = [];
  const before = last?.activeFaults ?? [];
  for (const fault of step.activeFaults) {
    if (before.includes(fault)) continue;
    events.push(`fault     ${fault.type} at ${fault.service} begins, severity ${fault.severity.toFixed(2)}`);
  }
  for (const fault of before) {
    if (!step.activeFaults.includes(fault)) {
      events.push(`fault     ${fault.type} at ${fault.service} is over`);
    }
  }
  if (last && last.sloViolated && !step.sloViolated) events.push("outcome   the SLO is met again");
  const { diagnosis } = step;
  if (diagnosis) {
    events.push(
      `diagnosis ${diagnosis.fault ?? "fault"} at ${diagnosis.suspect}, confidence ${
        percentText(diagnosis.confidence)
      }: ${diagnosis.rationale}`,
    );
  }
  if (step.refused !== undefined) events.push(`refused   ${step.refused}`);
  else if (step.executed.kind !== "noop") {
    // The reason of a policy that follows the diagnosis would repeat the rationale.
    const why = step.reason === diagnosis?.rationale ? "" : `: ${step.reason}`;
    events.push(`action    ${describeAction(step.executed)}${why}`);
  }
  const replicas = step.replicas.map((count, i) => ({ count, was: last?.replicas[i] ?? count, i }));
  for (const { count, was, i } of replicas) {
    if (count !== was) events.push(`outcome   ${topology.services[i]!.name} has ${count} replicas`);
  }
  return events;
}

/** Simulated time as minutes:seconds. */
export function clock(seconds: number): string {
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, "0")}`;
}
