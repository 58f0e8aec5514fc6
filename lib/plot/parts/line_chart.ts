import * as Plot from "@observablehq/plot";
import { type DirectLabel, labelRoom, writeLabels } from "./direct_labels.ts";
import { drawPlot, positionIn } from "./draw_plot.ts";
import { createFrame, MARGIN } from "./frame.ts";
import { FAINT, MUTED } from "./palette.ts";
import { type SeriesStyle, seriesStyles } from "./series_style.ts";
import { type Picture, place, write } from "./svg.ts";

/** A point of a line, in the units of the axes. */
export interface LinePoint {
  /** Position on the horizontal axis. */
  readonly x: number;
  /** Position on the vertical axis. */
  readonly y: number;
  /** Lower limit of its interval, drawn as a band; NaN: none. */
  readonly low?: number;
  /** Upper limit of its interval. */
  readonly high?: number;
}

/** A named line, its points from left to right. */
export interface Line {
  readonly name: string;
  readonly points: readonly LinePoint[];
  /** Whether it is background: thin and grey, without band, crosses and label. Default false. */
  readonly isFaint?: boolean;
  /** Points marked by a cross. */
  readonly ticks?: readonly LinePoint[];
}

/** An axis: its label with the unit, and its range. */
export interface Axis {
  /** Label with the unit. */
  readonly label: string;
  /** Range. Default: that of the points. */
  readonly domain?: readonly [number, number];
  /** Scale. Default "linear". */
  readonly type?: "linear" | "log";
}

/** The contents of a line chart. */
export interface LineChart {
  readonly title: string;
  readonly subtitle: string;
  readonly lines: readonly Line[];
  readonly x: Axis;
  readonly y: Axis;
  /** Whether lines are steps, so that a value holds until the next one. Default false: straight lines. */
  readonly stepped?: boolean;
  /** Values marked by dashed lines across the chart. */
  readonly rules?: { readonly x?: readonly number[]; readonly y?: readonly number[] };
}

const WIDTH = 760;
const HEIGHT = 340;
const LEFT = 56;
const TOP = 26;
const BOTTOM = 40;
/** The style of background lines. */
const BACKGROUND = { colour: FAINT, dash: undefined, width: 1 };
/** Maximum number of points that become ticks of a logarithmic axis, and minimum ratio of neighbouring ones. */
const MAX_TICKS = 10;
const MIN_TICK_RATIO = 1.3;

/** Draws lines with their bands, each labelled at its end. */
export function lineChart({ title, subtitle, lines, x, y, stepped = false, rules = {} }: LineChart): Picture {
  const told = lines.filter(({ isFaint }) => !isFaint);
  const styles = seriesStyles(told.map(({ name }) => name));
  const right = labelRoom(told.map(({ name }) => name)) + 8;
  const { card, top } = createFrame({ title, subtitle, width: WIDTH, height: HEIGHT });
  write(card, y.label, { x: MARGIN, y: top + 10 });
  const plot = drawPlot({
    width: WIDTH,
    height: HEIGHT,
    marginLeft: LEFT,
    marginRight: right,
    marginTop: TOP,
    marginBottom: BOTTOM,
    x: { ...scaleOf(x), labelAnchor: "center", labelArrow: "none" },
    y: { ...scaleOf(y), grid: true, label: null },
    marks: [
      ...axisAtPoints(x, lines),
      Plot.ruleX(rules.x ?? [], { stroke: MUTED, strokeDasharray: "4 3" }),
      Plot.ruleY(rules.y ?? [], { stroke: MUTED, strokeDasharray: "4 3" }),
      ...lines.filter(({ isFaint }) => isFaint).map(({ points }) => stroke(points, BACKGROUND, stepped)),
      ...told.map(({ name, points }) => band(points, styles.get(name)!, stepped)),
      ...told.map(({ name, points }) => stroke(points, styles.get(name)!, stepped)),
      ...told.map(({ name, ticks = [] }) =>
        Plot.dot(ticks, { x: "x", y: "y", symbol: "plus", r: 4, stroke: styles.get(name)!.colour })
      ),
    ],
  });
  place(card, plot, { x: 0, y: top });
  const end = Math.max(...lines.flatMap(({ points }) => points.map(({ x }) => x)));
  const drawn = told.filter(({ points }) => points.length > 0)
    // Labels of lines that end in the same point are in the order of the lines before it.
    .sort((a, b) => areaBelow(b.points, end) - areaBelow(a.points, end));
  const labels = drawn.map(({ name, points }): DirectLabel => {
    const last = points.at(-1)!;
    return {
      text: name,
      x: positionIn(plot, "x", last.x),
      y: top + positionIn(plot, "y", last.y),
      style: styles.get(name)!,
    };
  });
  writeLabels(card, labels, { x: WIDTH - right + 2, least: top + TOP, most: top + HEIGHT - BOTTOM });
  return card;
}

/** Area below a line whose last value extends to the end of the chart. */
function areaBelow(points: readonly LinePoint[], end: number): number {
  return points.reduce((area, { x, y }, i) => area + y * ((points[i + 1]?.x ?? end) - x), 0);
}

function scaleOf({ label, domain, type = "linear" }: Axis): Plot.ScaleOptions {
  return { label, type, ...(domain && { domain: [...domain] }) };
}

/**
 * Ticks of a logarithmic axis: at the points if these are few and far apart, such as 10, 20, 40, else automatic. Their
 * labels are given explicitly, because the formats of logarithmic scales leave some out.
 */
function axisAtPoints({ type, label }: Axis, lines: readonly Line[]): Plot.Markish[] {
  const at = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const apart = at.every((x, i) => i === 0 || x >= MIN_TICK_RATIO * at[i - 1]!);
  if (type !== "log" || at.length > MAX_TICKS || !apart) return [];
  const text = (x: number) => x.toLocaleString("en");
  return [Plot.axisX(at, { text, label, labelAnchor: "center", labelArrow: "none" })];
}

function band(points: readonly LinePoint[], style: SeriesStyle, stepped: boolean): Plot.Markish {
  const known = points.filter(({ low, high }) => Number.isFinite(low) && Number.isFinite(high));
  return Plot.areaY(known, {
    x: "x",
    y1: "low",
    y2: "high",
    fill: style.colour,
    fillOpacity: 0.14,
    curve: stepped ? "step-after" : "linear",
  });
}

function stroke(
  points: readonly LinePoint[],
  { width = 2, ...style }: SeriesStyle & { readonly width?: number },
  stepped: boolean,
): Plot.Markish {
  return Plot.line(points, {
    x: "x",
    y: "y",
    stroke: style.colour,
    strokeWidth: width,
    ...(style.dash !== undefined && { strokeDasharray: style.dash }),
    curve: stepped ? "step-after" : "linear",
  });
}
