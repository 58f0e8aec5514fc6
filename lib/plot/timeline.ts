import * as Plot from "@observablehq/plot";
import { describeAction, METRIC_COUNT, STEP_SECONDS } from "../model/mod.ts";
import type { Episode, EpisodeStep } from "../run/mod.ts";
import { document } from "./document.ts";
import { BREACH, CARD, FAULT, INK, MUTED, SERIES } from "./palette.ts";
import { createCard, type Picture, place, write } from "./svg.ts";

/** The panels: label, factor from the metric to its unit, and the axis. */
const PANELS = [
  { label: "p95 latency (ms)", factor: 1, type: "log" },
  { label: "errors (%)", factor: 100, type: "linear" },
  { label: "CPU (%)", factor: 100, type: "linear" },
  { label: "memory (%)", factor: 100, type: "linear" },
  { label: "requests/s", factor: 1, type: "linear" },
] as const;

const WIDTH = 880;
const LEFT = 64;
const RIGHT = 20;
const PANEL = 92;
const AXIS = 34;
const LANE = 15;
const MOST_EVENTS = 8;
const MOST_SERVICES = SERIES.length;

/**
 * One incident in one picture: a panel per metric with a line per service, the fault's time shaded, breaches along the foot of each
 * panel, and every diagnosis and action as a numbered line that is told in words above.
 *
 * @throws {RangeError} for an episode that was run without a trace
 */
export function plotTimeline(episode: Episode): Picture {
  const { steps } = episode;
  if (steps.length === 0) throw new RangeError("The episode has no steps: run it with trace: true");
  const events = eventsOf(steps).slice(0, MOST_EVENTS);
  const services = shownServices(episode);
  const top = 62 + LANE * events.length;
  const card = createCard(WIDTH, top + PANEL * PANELS.length + AXIS, finding(episode));
  write(card, finding(episode), { x: 14, y: 22, size: 15, bold: true });
  writeLegend(card, services.map(({ name }) => name));
  events.forEach(({ text }, i) => write(card, `${i + 1}  ${text}`, { x: 14, y: 62 + LANE * i, colour: INK }));
  PANELS.forEach((_, metric) => {
    const last = metric === PANELS.length - 1;
    place(card, panel(metric, { episode, services, events, last }), { x: 0, y: top + PANEL * metric });
  });
  return card;
}

/** The title: what happened, in a sentence. */
function finding({ record, agent, seed }: Episode): string {
  const what = record.fault_type === null
    ? "no fault"
    : `${record.fault_type.replaceAll("_", " ")} at ${record.fault_service}`;
  const outcome = record.first_slo === null
    ? "the SLO holds"
    : record.sustained_recovery === null
    ? "still in breach at the end"
    : `${record.slo_steps * STEP_SECONDS} s in breach, recovered ${
      record.sustained_recovery * STEP_SECONDS
    } s after the first`;
  return `${what}, agent ${agent}: ${outcome} (seed ${seed})`;
}

function writeLegend(card: Picture, names: readonly string[]): void {
  let x = 14;
  const entry = (text: string, colour: string) => {
    write(card, text, { x, y: 42, colour, bold: true });
    x += 7 * text.length + 18;
  };
  names.forEach((name, i) => entry(`— ${name}`, SERIES[i]!));
  entry("■ fault at work", "#9a8f00");
  entry("▂ SLO breached", BREACH);
  entry("┄ SLO", MUTED);
}

/** The front, the services at fault, and those with the highest anomaly scores. */
function shownServices({ topology, faults, steps }: Episode): { name: string; row: number }[] {
  const rows = topology.services.map(({ name }, row) => ({ name, row }));
  if (rows.length <= MOST_SERVICES) return rows;
  const struck = new Set([topology.front, ...faults.flatMap(({ service, caller }) => [service, caller])]);
  const peak = (row: number) => Math.max(0, ...steps.map(({ detection }) => detection?.scores[row] ?? 0));
  return rows
    .map((entry) => ({ ...entry, weight: struck.has(entry.name) ? Infinity : peak(entry.row) }))
    .sort((a, b) => b.weight - a.weight || a.row - b.row)
    .slice(0, MOST_SERVICES);
}

/** Diagnoses and actions, with the time they were made. */
function eventsOf(steps: readonly EpisodeStep[]): { minutes: number; text: string }[] {
  return steps.flatMap(({ step, diagnosis, executed, refused }) => {
    if (executed.kind === "noop" && refused === undefined) return [];
    const why = diagnosis ? `  ←  ${diagnosis.fault ?? "fault"}, ${diagnosis.rationale}` : "";
    return [{ minutes: minutesOf(step), text: `${refused ?? describeAction(executed)}${why}` }];
  });
}

function minutesOf(step: number): number {
  return step * STEP_SECONDS / 60;
}

function panel(
  metric: number,
  { episode, services, events, last }: {
    episode: Episode;
    services: readonly { name: string; row: number }[];
    events: readonly { minutes: number }[];
    last: boolean;
  },
): Element {
  const { steps, slo } = episode;
  const { label, factor, type } = PANELS[metric]!;
  const least = type === "log" ? 1 : 0;
  const points = services.flatMap(({ name, row }) =>
    steps.map(({ step, values }) => ({
      minutes: minutesOf(step),
      value: Math.max(least, factor * values[row * METRIC_COUNT + metric]!),
      name,
    }))
  );
  const largest = Math.max(...points.map(({ value }) => value), factor === 100 ? 10 : 1) * 1.05;
  const breaches = steps.filter(({ sloViolated }) => sloViolated);
  const limits = metric === 0 ? [slo.latencyP95Ms] : metric === 1 ? [100 * slo.errorRate] : [];
  const at = { x1: (s: EpisodeStep) => minutesOf(s.step), x2: (s: EpisodeStep) => minutesOf(s.step + 1) };
  return Plot.plot({
    document,
    width: WIDTH,
    height: PANEL + (last ? AXIS : 0),
    marginLeft: LEFT,
    marginRight: RIGHT,
    marginTop: 20,
    marginBottom: last ? AXIS : 4,
    style: CARD,
    x: {
      domain: [0, minutesOf(steps.at(-1)!.step + 1)],
      ...(last ? { label: "simulated time (minutes)", labelAnchor: "center" as const } : { axis: null }),
    },
    y: {
      type,
      domain: [least, largest],
      label,
      labelAnchor: "top",
      labelArrow: "none",
      grid: true,
      ticks: 3,
    },
    color: { domain: services.map(({ name }) => name), range: [...SERIES] },
    marks: [
      Plot.rectX(steps.filter(({ activeFaults }) => activeFaults.length > 0), {
        ...at,
        fill: FAULT,
        fillOpacity: 0.35,
      }),
      Plot.rect(breaches, { ...at, y1: least, y2: () => footOf(least, largest, type), fill: BREACH }),
      Plot.ruleY(limits, { stroke: MUTED, strokeDasharray: "4 3" }),
      Plot.ruleX(events, { x: "minutes", stroke: INK, strokeOpacity: 0.5 }),
      Plot.line(points, { x: "minutes", y: "value", stroke: "name", strokeWidth: 1.4 }),
      ...(metric === 0
        ? [Plot.text(events, {
          x: "minutes",
          frameAnchor: "top",
          dy: -12,
          text: (_: unknown, i: number) => String(i + 1),
          fontWeight: 600,
        })]
        : []),
    ],
  });
}

/** Upper edge of the mark for a breach: a twelfth of the panel's height. */
function footOf(least: number, largest: number, type: "log" | "linear"): number {
  return type === "log" ? least * Math.pow(largest / least, 1 / 12) : least + (largest - least) / 12;
}
