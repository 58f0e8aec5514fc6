import { describeAction, ERROR_RATE, LATENCY_P95_MS, METRIC_COUNT, serviceIndex } from "../model/mod.ts";
import type { Episode, EpisodeStep } from "../run/mod.ts";

/** Quiet steps between two lines that only say that all is well. */
const QUIET = 30;

/** The episode as lines that a person can follow: state, alarm, diagnosis, action, outcome; quiet stretches are condensed. */
export function timelineText(episode: Episode): string {
  const lines = [header(episode)];
  let last: EpisodeStep | undefined;
  let quiet = 0;
  for (const step of episode.steps) {
    const events = eventsOf(step, last, episode);
    if (events.length === 0 && !step.sloViolated && quiet < QUIET) quiet++;
    else {
      quiet = 0;
      lines.push(stateLine(step, episode), ...events.map((event) => `            ${event}`));
    }
    last = step;
  }
  return lines.join("\n");
}

function header({ agent, topology, seed, slo }: Episode): string {
  return `agent ${agent} on ${topology.name}, seed ${seed}; SLO: p95 of ${topology.front} up to ${
    slo.latencyP95Ms.toFixed(0)
  } ms, errors up to ${(100 * slo.errorRate).toFixed(0)} %\n` +
    `  time  step  state    ${topology.front} p95  errors  alarm`;
}

function stateLine(step: EpisodeStep, { topology, warmupSteps }: Episode): string {
  const row = serviceIndex(topology, topology.front) * METRIC_COUNT;
  const state = step.sloViolated ? "BREACH " : step.step < warmupSteps ? "warm-up" : "healthy";
  const p95 = `${step.values[row + LATENCY_P95_MS]!.toFixed(0)} ms`;
  const errors = `${(100 * step.values[row + ERROR_RATE]!).toFixed(1)} %`;
  return `${clock(step.timeSeconds)}  ${String(step.step).padStart(4)}  ${state}  ${p95.padStart(7)}  ${
    errors.padStart(6)
  }  ${alarm(step, topology.services.map(({ name }) => name))}`;
}

function alarm({ detection }: EpisodeStep, names: readonly string[]): string {
  if (!detection?.anomalous) return "";
  const scores = names.map((name, i) => ({ name, score: detection.scores[i]! }))
    .filter(({ score }) => score >= 1)
    .sort((a, b) => b.score - a.score)
    .slice(0, 4);
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
        diagnosis.confidence.toFixed(2)
      }: ${diagnosis.rationale}`,
    );
  }
  if (step.refused !== undefined) events.push(`refused   ${step.refused}`);
  else if (step.executed.kind !== "noop") {
    events.push(`action    ${describeAction(step.executed)}: ${step.reason}`);
  }
  const replicas = step.replicas.map((count, i) => ({ count, was: last?.replicas[i] ?? count, i }));
  for (const { count, was, i } of replicas) {
    if (count !== was) events.push(`outcome   ${topology.services[i]!.name} has ${count} replicas`);
  }
  return events;
}

/** Simulated time as minutes and seconds. */
export function clock(seconds: number): string {
  return `${String(Math.floor(seconds / 60)).padStart(3)}:${String(seconds % 60).padStart(2, "0")}`;
}
