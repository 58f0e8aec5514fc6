import { STEP_SECONDS } from "../../model/mod.ts";
import type { Episode } from "../../run/mod.ts";
import { labelRoom } from "../parts/direct_labels.ts";
import { createFrame, MARGIN } from "../parts/frame.ts";
import { SERIES } from "../parts/palette.ts";
import { seriesStyles } from "../parts/series_style.ts";
import { type Picture, write } from "../parts/svg.ts";
import { textLines } from "../parts/text_size.ts";
import { minutesOf, type TimelineEvent, timelineEvents } from "./events.ts";
import { drawLanes, LANE, timelineLanes } from "./lanes.ts";
import { AXIS, drawPanel, type ShownService, type TimelineMetric } from "./panel.ts";

const METRICS: readonly TimelineMetric[] = [
  { column: 0, label: "p95 latency (ms)", factor: 1, type: "log" },
  { column: 1, label: "errors (%)", factor: 100, type: "linear" },
  { column: 2, label: "CPU (%)", factor: 100, type: "linear" },
  { column: 3, label: "memory (%)", factor: 100, type: "linear" },
  { column: 4, label: "requests/s", factor: 1, type: "linear" },
];

const WIDTH = 900;
const LEFT = 90;
const PANEL = 92;
const LINE = 15;
const NUMBER = 18;
const MOST_EVENTS = 8;
const MOST_SERVICES = SERIES.length;

/**
 * One incident in one picture. On top every action in words, under its number, with the diagnosis that it
 * follows; then what happened when: the fault, the breach of the SLO, the alarms, the suspects and the
 * actions (hollow where a guardrail refused one); then a panel for each metric with a line for each service,
 * fault and breach shaded behind it.
 *
 * @throws {RangeError} for an episode that was run without a trace
 */
export function plotTimeline(episode: Episode): Picture {
  const { steps } = episode;
  if (steps.length === 0) throw new RangeError("The episode has no steps: run it with trace: true");
  const events = timelineEvents(steps);
  const services = shownServices(episode);
  const styles = seriesStyles(services.map(({ name }) => name));
  const lanes = timelineLanes(steps, { events, numbered: MOST_EVENTS, styles });
  const lines = eventLines(events);
  const right = labelRoom(services.map(({ name }) => name)) + 10;
  const { card, top } = createFrame({
    title: finding(episode),
    subtitle: "",
    width: WIDTH,
    height: LINE * lines.length + LANE * lanes.length + PANEL * METRICS.length + AXIS + 18,
  });
  lines.forEach(({ number, text }, i) => {
    const y = top + 8 + LINE * i;
    write(card, number, { x: MARGIN, y, bold: true });
    write(card, text, { x: MARGIN + NUMBER, y });
  });
  const lanesTop = top + LINE * lines.length + 4;
  const end = minutesOf(steps.at(-1)!.step + 1);
  drawLanes(card, lanes, {
    y: lanesTop,
    right: WIDTH - right,
    xOf: (minutes) => LEFT + (WIDTH - LEFT - right) * minutes / end,
  });
  METRICS.forEach((metric, i) =>
    drawPanel(card, metric, {
      episode,
      services,
      styles,
      events: events.slice(0, MOST_EVENTS).map(({ minutes }) => minutes),
      size: { width: WIDTH, height: PANEL, left: LEFT, right },
      y: lanesTop + LANE * lanes.length + 8 + PANEL * i,
      last: i === METRICS.length - 1,
    })
  );
  return card;
}

/** The title: what happened, in a sentence. */
function finding({ record, agent }: Episode): string {
  const what = record.fault_type === null
    ? "No fault"
    : `${
      capitalised(record.fault_type.replaceAll("_", " ").replace("cpu", "CPU"))
    } at ${record.fault_service}`;
  const outcome = record.first_slo === null
    ? "the SLO holds"
    : record.sustained_recovery === null
    ? "still in breach at the end"
    : `${record.slo_steps * STEP_SECONDS} s in breach, recovered ${
      record.sustained_recovery * STEP_SECONDS
    } s after it began`;
  return `${what}, agent ${agent}: ${outcome}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The first actions in words, broken to the width of the card. */
function eventLines(events: readonly TimelineEvent[]): { number: string; text: string }[] {
  const told = events.slice(0, MOST_EVENTS).flatMap(({ text }, i) =>
    textLines(text, { width: WIDTH - 2 * MARGIN - NUMBER })
      .map((line, j) => ({ number: j === 0 ? String(i + 1) : "", text: line }))
  );
  const untold = events.length - MOST_EVENTS;
  return untold > 0 ? [...told, { number: "…", text: `${untold} more actions` }] : told;
}

/** The front, the services at fault, and those with the highest anomaly scores. */
function shownServices({ topology, faults, steps }: Episode): ShownService[] {
  const rows = topology.services.map(({ name }, row) => ({ name, row }));
  if (rows.length <= MOST_SERVICES) return rows;
  const struck = new Set([topology.front, ...faults.flatMap(({ service, caller }) => [service, caller])]);
  const peak = (row: number) => Math.max(0, ...steps.map(({ detection }) => detection?.scores[row] ?? 0));
  return rows
    .map((entry) => ({ ...entry, weight: struck.has(entry.name) ? Infinity : peak(entry.row) }))
    // Infinity - Infinity is NaN, which sorts nothing.
    .sort((a, b) => a.weight === b.weight ? a.row - b.row : b.weight - a.weight)
    .slice(0, MOST_SERVICES);
}
