import * as Plot from "@observablehq/plot";
import { METRIC_COUNT } from "../../model/mod.ts";
import type { Episode, EpisodeStep } from "../../run/mod.ts";
import { clockText, timeTicks } from "../interactive/client/time_axis.ts";
import { type DirectLabel, writeLabels } from "../parts/direct_labels.ts";
import { drawPlot, positionIn } from "../parts/draw_plot.ts";
import { MARGIN } from "../parts/frame.ts";
import { BREACH, FAULT, INK, MUTED } from "../parts/palette.ts";
import type { SeriesStyle } from "../parts/series_style.ts";
import { type StepRun, stepRuns } from "../parts/step_runs.ts";
import { type Picture, place, write } from "../parts/svg.ts";
import { minutesOf } from "./events.ts";
import type { TimelineMetric } from "./metrics.ts";
import type { ShownService } from "./shown_services.ts";

/** Sizes of all panels, in pixels. */
export interface PanelSize {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
}

/** Height of the time axis below the last panel. */
export const AXIS = 38;
const TOP = 20;
const BOTTOM = 5;
const MAX_TICKS = 10;

/** A line of a panel. */
interface Line {
  readonly name: string;
  readonly points: readonly { readonly minutes: number; readonly value: number }[];
  readonly style: SeriesStyle;
}

/** Draws one metric with a line for each service, labelled at its end; faults, breaches and actions are drawn across. */
export function drawPanel(
  card: Picture,
  metric: TimelineMetric,
  { episode, services, styles, events, size, y, last }: {
    episode: Episode;
    services: readonly ShownService[];
    styles: ReadonlyMap<string, SeriesStyle>;
    /** Times of actions, in minutes. */
    events: readonly number[];
    size: PanelSize;
    y: number;
    /** Whether it has the time axis. */
    last: boolean;
  },
): void {
  const { steps, slo, seed } = episode;
  const { column, label, type } = metric;
  const lines = linesOf(metric, { episode, services, styles });
  const limits = column === 0 ? [slo.latencyP95Ms] : column === 1 ? [100 * slo.errorRate] : [];
  write(card, label, { x: MARGIN, y: y + 12 });
  const plot = drawPlot({
    width: size.width,
    height: size.height + (last ? AXIS : 0),
    marginLeft: size.left,
    marginRight: size.right,
    marginTop: TOP,
    marginBottom: BOTTOM + (last ? AXIS : 0),
    // Cards are white already, and their labels are where the background of the plot would be.
    style: { background: "none", color: INK, fontFamily: "inherit", fontSize: "11px" },
    x: {
      domain: [minutesOf(steps[0]!.step), minutesOf(steps.at(-1)!.step + 1)],
      ...(last
        ? {
          label: `simulated time (minutes:seconds), seed ${seed}`,
          ticks: minuteTicks(steps),
          tickFormat: (minutes: number) => clockText(Math.round(60 * minutes)),
          labelAnchor: "center" as const,
          labelArrow: "none" as const,
        }
        : { axis: null }),
    },
    y: { type, domain: domainOf(metric, lines), label: null, grid: true, ticks: 3 },
    marks: [
      shade(stepRuns(steps, ({ activeFaults }) => activeFaults.length > 0 || undefined), FAULT, 0.25),
      shade(stepRuns(steps, ({ sloViolated }) => sloViolated || undefined), BREACH, 0.14),
      ...limitMarks(limits),
      Plot.ruleX(events, { stroke: INK, strokeOpacity: 0.45 }),
      ...lines.map(lineMark),
    ],
  });
  place(card, plot, { x: 0, y });
  const labels = lines.flatMap((line) => labelOf(line, { plot, y }));
  writeLabels(card, labels, {
    x: size.width - size.right + 2,
    least: y + TOP - 4,
    most: y + size.height - BOTTOM + 2,
    gap: labels.length > 5 ? 11 : 12,
  });
}

/** A line for each service, or the one of the error budget. */
function linesOf(
  { column, factor, type }: TimelineMetric,
  { episode: { steps }, services, styles }: {
    episode: Episode;
    services: readonly ShownService[];
    styles: ReadonlyMap<string, SeriesStyle>;
  },
): Line[] {
  if (column === "budget") {
    const points = steps.map(({ step, budget }) => ({
      minutes: minutesOf(step),
      value: factor * (budget?.left ?? NaN),
    }));
    return [{ name: "left", points, style: { colour: INK, dash: undefined } }];
  }
  return services.map(({ name, row }) => ({
    name,
    points: steps.map(({ step, values }) => ({
      minutes: minutesOf(step),
      value: Math.max(type === "log" ? 1 : 0, factor * values[row * METRIC_COUNT + column]!),
    })),
    style: styles.get(name)!,
  }));
}

/** Whole times, as minutes. */
function minuteTicks(steps: readonly EpisodeStep[]): number[] {
  const [from, until] = [minutesOf(steps[0]!.step), minutesOf(steps.at(-1)!.step + 1)];
  return timeTicks(60 * from, 60 * until, MAX_TICKS).map((seconds) => seconds / 60);
}

function domainOf({ column, factor, type }: TimelineMetric, lines: readonly Line[]): [number, number] {
  const values = lines.flatMap(({ points }) => points.map(({ value }) => value));
  // Math.min(...values) would fail: a long episode has more values than a call can have arguments.
  const least = column === "budget" ? values.reduce((a, b) => b < a ? b : a, 0) : type === "log" ? 1 : 0;
  return [least, 1.05 * values.reduce((a, b) => b > a ? b : a, factor === 100 ? 10 : 1)];
}

function limitMarks(limits: readonly number[]): Plot.Markish[] {
  return [
    Plot.ruleY(limits, { stroke: INK, strokeDasharray: "4 3", strokeOpacity: 0.7 }),
    Plot.text(limits, {
      frameAnchor: "left",
      y: (limit: number) => limit,
      text: () => "SLO",
      dx: 4,
      dy: -6,
      fill: MUTED,
    }),
  ];
}

function lineMark({ points, style: { colour, dash } }: Line): Plot.Markish {
  return Plot.line(points, {
    x: "minutes",
    y: "value",
    stroke: colour,
    strokeWidth: 1.5,
    ...(dash !== undefined && { strokeDasharray: dash }),
  });
}

/** The label at the end of a line; a service that exports nothing has no line. */
function labelOf(
  { name, points, style }: Line,
  { plot, y }: { plot: ReturnType<typeof drawPlot>; y: number },
): DirectLabel[] {
  const end = points.findLast(({ value }) => !Number.isNaN(value));
  if (end === undefined) return [];
  return [{
    text: name,
    x: positionIn(plot, "x", end.minutes),
    y: y + positionIn(plot, "y", end.value),
    style,
  }];
}

function shade(runs: readonly StepRun<boolean>[], fill: string, fillOpacity: number): Plot.Markish {
  return Plot.rectX(runs, {
    x1: ({ from }: StepRun<boolean>) => minutesOf(from),
    x2: ({ until }: StepRun<boolean>) => minutesOf(until),
    fill,
    fillOpacity,
  });
}
