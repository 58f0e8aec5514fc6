import * as Plot from "@observablehq/plot";
import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { drawPlot } from "../../plot/parts/draw_plot.ts";
import { createFrame, MARGIN } from "../../plot/parts/frame.ts";
import { BREACH, INK, MUTED, SERIES } from "../../plot/parts/palette.ts";
import { stepRuns } from "../../plot/parts/step_runs.ts";
import { type Picture, place, write } from "../../plot/parts/svg.ts";
import { textLines } from "../../plot/parts/text_size.ts";
import { drawLanes, LANE, type Lane } from "../../plot/timeline/lanes.ts";
import type { LiveEvent } from "../loop/journal.ts";
import type { CoursePoint, LiveView } from "../loop/view.ts";

/** What is drawn of a loop. */
export type DrawnView = Pick<
  LiveView,
  "name" | "mode" | "agent" | "slo" | "stepSeconds" | "course" | "events"
>;

const WIDTH = 900;
const LEFT = 90;
const RIGHT = 20;
const PANEL_HEIGHT = 116;
const AXIS_HEIGHT = 38;
const LINE_HEIGHT = 15;
const NUMBER_WIDTH = 22;
const MAX_LINES = 12;
/** Shortest time axis, so that a loop that has just begun is drawn as one that goes on. */
const MIN_MINUTES = 5;

/** Events that are told in words. */
const TOLD: ReadonlySet<LiveEvent["type"]> = new Set([
  "alarm",
  "diagnosis",
  "refused",
  "approval-asked",
  "approval-approved",
  "approval-rejected",
  "approval-timed-out",
  "order",
  "verified",
  "rolled-back",
  "escalated",
  "ended",
]);

const ARGUMENTS = z.object({
  view: objectWith<DrawnView>({
    name: "string",
    mode: "string",
    agent: "string",
    slo: "object",
    stepSeconds: "number",
    course: "list",
    events: "list",
  }),
});

/** A metric of the front with its limit. */
interface Panel {
  readonly label: string;
  readonly limit: number;
  readonly valueOf: (point: CoursePoint) => number;
}

/**
 * What a live loop has seen and done, in one picture: events in words, numbered; lanes for breaches of the SLO, alarms and events; the front's p95 and
 * errors with their limits. Minutes count from the first step shown. It may be drawn after every step.
 *
 * @throws {UsageError} for what is no view of a loop
 */
export function plotLoop(view: DrawnView): Picture {
  checkOptions("plotLoop", ARGUMENTS, { view });
  const { course, slo, stepSeconds } = view;
  const startSeconds = (course[0]?.atSeconds ?? 0) - stepSeconds;
  const minutesOf = (seconds: number) => (seconds - startSeconds) / 60;
  const end = Math.max(MIN_MINUTES, minutesOf(course.at(-1)?.atSeconds ?? startSeconds));
  const events = view.events.filter(({ type, atSeconds }) =>
    (TOLD.has(type) || type === "proposal" && !mayOrder(view)) && atSeconds > startSeconds
  );
  const lines = linesOf(events);
  const lanes = lanesOf(view, events, minutesOf);
  const { card, top } = createFrame({
    title: finding(view),
    subtitle: "",
    width: WIDTH,
    height: LINE_HEIGHT * lines.length + LANE * lanes.length + 2 * PANEL_HEIGHT + AXIS_HEIGHT + 26,
  });
  lines.forEach(({ number, text }, i) => {
    const y = top + 8 + LINE_HEIGHT * i;
    write(card, number, { x: MARGIN, y, bold: true });
    write(card, text, { x: MARGIN + NUMBER_WIDTH, y });
  });
  const lanesTop = top + LINE_HEIGHT * lines.length + 6;
  const xOf = (minutes: number) => LEFT + (WIDTH - LEFT - RIGHT) * minutes / end;
  drawLanes(card, lanes, { y: lanesTop, right: WIDTH - RIGHT, xOf });
  const panels: Panel[] = [
    { label: "p95 (ms)", limit: slo.latencyP95Ms, valueOf: ({ latencyP95Ms }) => latencyP95Ms },
    { label: "errors (%)", limit: 100 * slo.errorRate, valueOf: ({ errorRate }) => 100 * errorRate },
  ];
  panels.forEach((panel, i) =>
    drawPanel(card, panel, {
      view,
      minutesOf,
      end,
      y: lanesTop + LANE * lanes.length + 18 + PANEL_HEIGHT * i,
      isLast: i === panels.length - 1,
    })
  );
  return card;
}

const mayOrder = ({ mode }: DrawnView) => mode === "act" || mode === "approve";

/** The title: what came of it, in a sentence. */
function finding({ name, mode, agent, course, stepSeconds }: DrawnView): string {
  const breach = course.filter(({ inBreach }) => inBreach).length * stepSeconds;
  const outcome = breach === 0
    ? "the SLO holds"
    : `${breach} s in breach${course.at(-1)!.inBreach ? ", still in breach" : ""}`;
  return `${name}, agent ${agent} in the mode ${mode}: ${outcome}`;
}

/** Events in words, without a reason that one before has given, but for its numbers. */
function textsOf(events: readonly LiveEvent[]): string[] {
  const given = new Set<string>();
  return events.map(({ text }) => {
    const [what, ...rest] = text.split(": ");
    const reason = rest.join(": ").replace(/[\d.]+/g, "");
    const isNew = !given.has(reason);
    given.add(reason);
    return isNew ? text : what!;
  });
}

function linesOf(events: readonly LiveEvent[]): { number: string; text: string }[] {
  const told = textsOf(events.slice(0, MAX_LINES)).flatMap((text, i) =>
    textLines(text, { width: WIDTH - 2 * MARGIN - NUMBER_WIDTH })
      .map((line, j) => ({ number: j === 0 ? String(i + 1) : "", text: line }))
  );
  const untold = events.length - MAX_LINES;
  return untold > 0 ? [...told, { number: "…", text: `${untold} more events` }] : told;
}

function lanesOf(
  { course, stepSeconds }: DrawnView,
  events: readonly LiveEvent[],
  minutesOf: (seconds: number) => number,
): Lane[] {
  const steps = course.map((point) => ({ ...point, step: Math.round(point.atSeconds / stepSeconds) }));
  const bars = (holds: (point: CoursePoint) => boolean, colour: string) =>
    stepRuns(steps, (point) => holds(point) || undefined).map(({ from, until }) => ({
      from: minutesOf((from - 1) * stepSeconds),
      until: minutesOf((until - 1) * stepSeconds),
      colour,
    }));
  return [
    { name: "SLO breach", marks: bars(({ inBreach }) => inBreach, BREACH) },
    { name: "alarm", marks: bars(({ hasAlarm }) => hasAlarm, MUTED) },
    {
      name: "event",
      marks: events.slice(0, MAX_LINES).map(({ atSeconds, type }, i) => ({
        from: minutesOf(atSeconds),
        until: minutesOf(atSeconds),
        colour: INK,
        text: String(i + 1),
        disc: type === "order" || type === "rolled-back" ? "full" : "hollow",
      })),
    },
  ];
}

function drawPanel(
  card: Picture,
  { label, limit, valueOf }: Panel,
  { view: { course, events }, minutesOf, end, y, isLast }: {
    readonly view: DrawnView;
    readonly minutesOf: (seconds: number) => number;
    readonly end: number;
    readonly y: number;
    readonly isLast: boolean;
  },
): void {
  const points = course.map((point) => ({ x: minutesOf(point.atSeconds), y: valueOf(point) }));
  const orders = events.filter(({ type }) => type === "order").map(({ atSeconds }) => minutesOf(atSeconds));
  const highest = points.reduce((most, { y }) => y > most ? y : most, 1.25 * limit);
  write(card, label, { x: MARGIN, y: y + 12 });
  const plot = drawPlot({
    width: WIDTH,
    height: PANEL_HEIGHT + (isLast ? AXIS_HEIGHT : 0),
    marginLeft: LEFT,
    marginRight: RIGHT,
    marginTop: 24,
    marginBottom: isLast ? AXIS_HEIGHT + 5 : 5,
    style: { background: "none", color: INK, fontFamily: "inherit", fontSize: "11px" },
    x: {
      domain: [0, end],
      ...(isLast
        ? { label: "minutes", labelAnchor: "center" as const, labelArrow: "none" as const }
        : { axis: null }),
    },
    y: { domain: [0, 1.05 * highest], label: null, grid: true, ticks: 3 },
    marks: [
      Plot.ruleY([limit], { stroke: INK, strokeDasharray: "4 3", strokeOpacity: 0.7 }),
      Plot.text([limit], {
        frameAnchor: "left",
        y: (value: number) => value,
        text: () => "SLO",
        dx: 4,
        dy: -6,
        fill: MUTED,
      }),
      Plot.ruleX(orders.filter((minutes) => minutes >= 0), { stroke: INK, strokeOpacity: 0.45 }),
      Plot.line(points, { x: "x", y: "y", stroke: SERIES[0], strokeWidth: 1.5 }),
    ],
  });
  place(card, plot, { x: 0, y });
}
