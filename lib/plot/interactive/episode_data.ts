import { diagnosisText, percentText, reasonsText } from "../../diagnose/diagnosis_text.ts";
import {
  describeAction,
  type Diagnosis,
  METRIC_COUNT,
  type Slo,
  STEP_SECONDS,
  type Topology,
} from "../../model/mod.ts";
import { faultsAtText } from "../../model/shown/fault_text.ts";
import type { Episode, EpisodeStep } from "../../run/mod.ts";
import { SERIES } from "../parts/palette.ts";
import { seriesStyles } from "../parts/series_style.ts";
import { stepRuns } from "../parts/step_runs.ts";
import { finding } from "../timeline/finding.ts";
import { incidentWindow, type StepWindow } from "../timeline/incident_window.ts";
import { type TimelineMetric, timelineMetrics } from "../timeline/metrics.ts";
import { shownServices } from "../timeline/shown_services.ts";
import type {
  DecisionData,
  DiagnosisData,
  EpisodeData,
  EventData,
  LineData,
  MetricData,
  RunData,
} from "./client/figure_data.ts";
import { graphData } from "./graph_data.ts";

/** Values up to which those of every service are in a figure, shown at first or not. */
const MAX_VALUES = 120_000;
const MAX_KINDS = 3;

/** How the values of each metric are written: the resolution in which they are kept, and the digits that are shown. */
const PRECISION: Readonly<Record<string, { short: string; scale: number; digits: number }>> = {
  0: { short: "p95 ms", scale: 0.1, digits: 0 },
  1: { short: "errors %", scale: 0.01, digits: 1 },
  2: { short: "CPU %", scale: 0.1, digits: 0 },
  3: { short: "memory %", scale: 0.1, digits: 0 },
  4: { short: "req/s", scale: 0.1, digits: 0 },
  budget: { short: "budget %", scale: 0.1, digits: 1 },
};

/** All that a page shows of an episode, its steps counted from 0. */
export function episodeData(
  episode: Episode,
  { panels, opensWith }: { panels: boolean; opensWith: StepWindow },
): EpisodeData {
  const { steps, topology, slo } = episode;
  const first = steps[0]!.step;
  const lines = linesOf(episode);
  const part = ({ from, until }: StepWindow): [number, number] => [from - first, until - first];
  const opening = part(opensWith);
  const diagnoses = diagnosesOf(steps, topology);
  const events = eventsOf(steps);
  const breaches = runsOf(steps, ({ sloViolated }) => sloViolated ? "SLO in breach" : undefined);
  return {
    kind: "episode",
    title: finding(episode),
    subtitle: unbroken(subtitleOf(episode)),
    stepSeconds: STEP_SECONDS,
    count: steps.length,
    first,
    incident: part(incidentWindow(steps)),
    opensWith: opening,
    opensAt: [
      ...diagnoses.map(({ step }) => step),
      ...events.map(({ step }) => step),
      ...breaches.map(({ from }) => from),
    ].find((step) => step >= opening[0] && step < opening[1]) ?? opening[0],
    panels,
    graph: graphData(topology),
    front: rowOf(topology, topology.front),
    lines,
    metrics: panels
      ? timelineMetrics(slo).map((metric) => metricData(metric, { steps, lines, slo, front: topology.front }))
      : [],
    scores: topology.services.map((_, row) => steps.map((step) => scaled(scoreOf(step, row), 0.01))),
    faults: faultRuns(steps, topology),
    breaches,
    alarms: runsOf(steps, ({ detection }) => detection?.anomalous ? "alarm" : undefined),
    suspects: suspectRuns(steps, topology),
    events,
    diagnoses,
    decisions: decisionsOf(steps),
  };
}

function subtitleOf({ topology, slo, seed, steps }: Episode): string {
  return `${topology.name}, seed ${seed}, ${steps.length} ${
    steps.length === 1 ? "step" : "steps"
  } of ${STEP_SECONDS} s; SLO: p95 of ${topology.front} up to ${
    slo.latencyP95Ms.toFixed(0)
  } ms, errors up to ${Number((100 * slo.errorRate).toPrecision(3))} %`;
}

/** The services that have lines: all where their values are not too many, else those that the static picture shows. */
function linesOf(episode: Episode): LineData[] {
  const { topology: { services }, steps } = episode;
  const shown = shownServices(episode);
  const styles = seriesStyles([
    ...shown.map(({ name }) => name),
    ...services.map(({ name }) => name).filter((name) => !shown.some((one) => one.name === name)),
  ]);
  const line = (row: number): LineData => {
    const { colour, dash = "" } = styles.get(services[row]!.name)!;
    return {
      row,
      colour: SERIES.indexOf(colour as typeof SERIES[number]),
      dash,
      shown: shown.some((one) => one.row === row),
    };
  };
  const isSmall = steps.length * services.length * METRIC_COUNT <= MAX_VALUES;
  return isSmall ? services.map((_, row) => line(row)) : shown.map(({ row }) => line(row));
}

function metricData(
  { column, label, factor, type }: TimelineMetric,
  { steps, lines, slo, front }: {
    steps: readonly EpisodeStep[];
    lines: readonly LineData[];
    slo: Slo;
    front: string;
  },
): MetricData {
  const { short, scale, digits } = PRECISION[column]!;
  const limit = column === 0 ? slo.latencyP95Ms : column === 1 ? 100 * slo.errorRate : Infinity;
  return {
    label,
    short,
    digits,
    scale,
    log: type === "log",
    ...(Number.isFinite(limit) && { limit: { value: limit, label: `SLO of ${front}` } }),
    whole: column === "budget",
    values: column === "budget"
      ? [steps.map(({ budget }) => scaled(budget && factor * budget.left, scale))]
      : lines.map(({ row }) =>
        steps.map(({ values }) => scaled(factor * values[row * METRIC_COUNT + column]!, scale))
      ),
  };
}

/** The anomaly score of a service; undefined where the detector had nothing of it to judge, for which it says 0. */
function scoreOf({ detection, values }: EpisodeStep, row: number): number | undefined {
  const score = detection?.scores[row];
  const measured = values.subarray(row * METRIC_COUNT, (row + 1) * METRIC_COUNT).some((value) =>
    !Number.isNaN(value)
  );
  return score === 0 && !measured ? undefined : score;
}

/** A value as a whole number of `scale`; null where there is none. */
function scaled(value: number | undefined, scale: number): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Math.round(value / scale);
}

function runsOf(steps: readonly EpisodeStep[], textOf: (step: EpisodeStep) => string | undefined): RunData[] {
  const first = steps[0]!.step;
  return stepRuns(steps, textOf).map(({ key, from, until }) => ({
    from: from - first,
    until: until - first,
    text: key,
    rows: [],
  }));
}

function faultRuns(steps: readonly EpisodeStep[], topology: Topology): RunData[] {
  const textOf = ({ activeFaults }: EpisodeStep) => faultsAtText(activeFaults);
  return runsOf(steps, (step) => textOf(step) || undefined).map((run) => ({
    ...run,
    rows: [...new Set(steps[run.from]!.activeFaults.map(({ service }) => rowOf(topology, service)))],
  }));
}

function suspectRuns(steps: readonly EpisodeStep[], topology: Topology): RunData[] {
  return runsOf(steps, ({ diagnosis }) => diagnosis?.suspect)
    .map((run) => ({ ...run, rows: [rowOf(topology, run.text)] }));
}

function eventsOf(steps: readonly EpisodeStep[]): EventData[] {
  return steps.flatMap(({ executed, refused }, step) =>
    executed.kind === "noop" && refused === undefined
      ? []
      : [{ step, text: refused ?? describeAction(executed), refused: refused !== undefined }]
  );
}

function diagnosesOf(steps: readonly EpisodeStep[], topology: Topology): DiagnosisData[] {
  return steps.flatMap(({ diagnosis }, step) =>
    diagnosis === undefined
      ? []
      : [{ ...diagnosisData(diagnosis, topology), step, until: standsUntil(steps, step) }]
  );
}

/** The first step after a diagnosis with another one, or without an alarm. */
function standsUntil(steps: readonly EpisodeStep[], made: number): number {
  const end = steps.findIndex(({ diagnosis, detection }, step) =>
    step > made && (diagnosis !== undefined || !detection?.anomalous)
  );
  return end < 0 ? steps.length : end;
}

function diagnosisData(diagnosis: Diagnosis, topology: Topology): Omit<DiagnosisData, "step" | "until"> {
  const { suspect, ranking, kinds = [] } = diagnosis;
  const scores = new Map(ranking.map(({ service, score }) => [service, score]));
  return {
    suspect: rowOf(topology, suspect),
    text: unbroken(diagnosisText(diagnosis)),
    why: unbroken(reasonsText(diagnosis)),
    rationale: unbroken(diagnosis.rationale),
    blame: topology.services.map(({ name }) => shareOf(scores.get(name) ?? 0)),
    kinds: kinds.slice(0, MAX_KINDS).map(({ service, fault, probability }) => [
      faultsAtText([{ type: fault, service }]),
      percentText(probability),
    ]),
  };
}

/** Keeps numbers and their signs of per cent on one line. */
function unbroken(text: string): string {
  return text.replaceAll(" %", "\u00a0%");
}

/** Three digits; what is nearly 1 isn't made 1. */
function shareOf(score: number): number {
  return score < 1 ? Math.min(0.9999, Number(score.toPrecision(3))) : Number(score.toPrecision(3));
}

function decisionsOf(steps: readonly EpisodeStep[]): DecisionData[] {
  const first = steps[0]!.step;
  const keyOf = ({ proposed, refused = "", reason }: EpisodeStep) =>
    JSON.stringify([describeAction(proposed), proposed.kind !== "noop", refused, reason]);
  return stepRuns(steps, keyOf).map(({ key, from, until }) => {
    const [action, isAction, refused, reason] = JSON.parse(key) as [string, boolean, string, string];
    return { from: from - first, until: until - first, action, isAction, refused, reason: unbroken(reason) };
  });
}

function rowOf({ services }: Topology, name: string): number {
  return services.findIndex((service) => service.name === name);
}
