import { z } from "zod";
import { checkOptions, objectWith } from "../../../model/check_options.ts";
import * as Plot from "@observablehq/plot";
import { type LabelledSeries, UsageError } from "../../../model/mod.ts";
import { areDates, zoneSchema } from "../../../model/shown/wall_clock.ts";
import { rowsAfterHoles } from "../../../plot/holes.ts";
import { clockMargin, clockScale } from "../../../plot/parts/clock_scale.ts";
import { drawPlot } from "../../../plot/parts/draw_plot.ts";
import { createFrame, MARGIN } from "../../../plot/parts/frame.ts";
import { BREACH, FAULT, INK, MUTED, SERIES } from "../../../plot/parts/palette.ts";
import { shortNumber } from "../../../plot/parts/short_number.ts";
import { type Picture, place, write } from "../../../plot/parts/svg.ts";
import { medianAndDeviation } from "../../../stats/mod.ts";
import { alarmsOf } from "../alarms.ts";
import type { Hindsight } from "../score_detectors.ts";
import { envelope } from "./envelope.ts";

const ARGUMENTS = z.object({
  series: objectWith({ columns: "list", values: "object", timesSeconds: "object" }),
  options: objectWith<AlarmsOptions>({ detector: "string", scores: "object" }),
});
const ZONE = z.object({ zone: zoneSchema.optional() });

/** What `plotAlarms` shows of a detector. */
export interface AlarmsOptions {
  /** Name of the detector. */
  readonly detector: string;
  /** One score per row. */
  readonly scores: Float64Array;
  /** 1 for each row with an alarm, else 0; rows of one incident are one alarm, as `alarmsOf` says. Default: no alarms. */
  readonly alarms?: Uint8Array | undefined;
  /** The level that each score had to pass, drawn into the panel of the scores. Default: none. */
  readonly levels?: Float64Array | undefined;
  /** Present where rows were judged by those after them as well. Default: as a stream. */
  readonly hindsight?: Hindsight | undefined;
  /** As `DetectorScores` has it. Default: none. */
  readonly raisedAlone?: Uint8Array | undefined;
  /** The zone of the IANA database that the axis of times is in. Default UTC. */
  readonly zone?: string | undefined;
}

const WIDTH = 860;
const PANEL = 84;
const HEADING = 16;
const STRIP = 18;
const AXIS = 40;
const LEFT = 64;
const RIGHT = 16;
/** Panels of values that fit a page. */
const MAX_PANELS = 8;
/** Units of an axis without dates, in seconds. */
const UNITS = [["days", 86_400], ["hours", 3600], ["minutes", 60], ["seconds", 1]] as const;
/** Names of a column that say only that it holds values. */
const ANY_VALUE = /^_?values?$/i;

/**
 * A series with its labelled windows (yellow), the alarms of a detector (bars below the values), its scores and the level that they had to
 * pass (dashed). The warm-up is grey. Lines end where nothing was recorded for long.
 *
 * @param series eight of its values are drawn: the first, or those that lie farthest from the usual in the alarms
 * @throws {UsageError} for a series without rows, or an unknown zone
 */
export function plotAlarms(series: LabelledSeries, options: AlarmsOptions): Picture {
  checkOptions("plotAlarms", ARGUMENTS, { series, options });
  const { detector, scores, levels, zone } = options;
  checkOptions("plotAlarms", ZONE, { zone });
  const alarms = incidentsOf(series, options);
  const level = drawnLevel(scores, levels);
  const { columns, timesSeconds, values, windows } = series;
  if (timesSeconds.length === 0) throw new UsageError("A picture of a series needs a row, found none");
  const { xs, ...time } = timeAxis(timesSeconds, zone);
  const breaks = rowsAfterHoles(timesSeconds);
  const right = rightMargin(timesSeconds);
  const drawn = drawnColumns(series, alarms);
  const { card, top } = createFrame({
    title: titleOf(series, detector, alarms),
    subtitle: subtitleOf(series, level, alarms.length),
    width: WIDTH,
    height: (drawn.length + 1) * (HEADING + PANEL) + STRIP + AXIS,
  });
  let y = top;
  const panel = (
    name: string,
    ys: ArrayLike<number>,
    { colour, last, more = [] }: { colour: string; last: boolean; more?: Plot.Markish[] },
  ) => {
    write(card, name, { x: MARGIN, y: y + 12 });
    const height = PANEL + (last ? AXIS : 0);
    const plot = drawPlot({
      ...panelSize(height, { last, right }),
      x: { ...time.scale, axis: last ? "bottom" : null, labelAnchor: "center", labelArrow: "none" },
      y: { label: null, ticks: 3, grid: true, tickFormat: shortNumber, nice: true },
      marks: [
        Plot.rectX(windows, spanOf(xs, FAULT, 0.75)),
        ...(series.warmupRows > 1 ? [Plot.rectX([[0, series.warmupRows - 1]], spanOf(xs, MUTED, 0.12))] : []),
        Plot.line(envelope(xs, ys, { buckets: WIDTH, breaks }), {
          x: "x",
          y: "y",
          stroke: colour,
          strokeWidth: 1,
        }),
        ...more,
      ],
    });
    place(card, plot, { x: 0, y: y + HEADING });
    y += HEADING + height;
  };
  drawn.forEach((i) =>
    panel(
      columns.length === 1 && ANY_VALUE.test(columns[i]!) ? series.name : columns[i]!,
      everyNth(values, columns.length, i),
      { colour: SERIES[0], last: false },
    )
  );
  place(card, alarmStrip(xs, alarms, { scale: time.scale, right }), { x: 0, y });
  write(card, "alarms", { x: MARGIN, y: y + 12, colour: BREACH });
  y += STRIP;
  const limit = level && Plot.line(envelope(xs, level.levels, { buckets: WIDTH }), {
    x: "x",
    y: "y",
    stroke: BREACH,
    strokeDasharray: "4 3",
  });
  const beyond = level?.beyond && Plot.text([0], {
    x: () => xs[xs.length - 1],
    y: level.edge,
    text: () => beyondText(level.beyond!),
    textAnchor: "end",
    dy: 9,
    fill: BREACH,
  });
  panel(`score of ${detector}`, scores, {
    colour: INK,
    last: true,
    more: [limit, beyond].filter((mark) => mark !== undefined),
  });
  return card;
}

/** Room for the label of the last tick, which is long for dates. */
function rightMargin(timesSeconds: Float64Array): number {
  const [first, last] = [timesSeconds[0]!, timesSeconds.at(-1)!];
  return areDates(timesSeconds) ? Math.max(RIGHT, clockMargin(first, last)) : RIGHT;
}

/** How high the level is where it lies above the picture. */
function beyondText([least, most]: readonly [number, number]): string {
  const text = (level: number) =>
    Number.isFinite(level) ? shortNumber(Number(level.toPrecision(3))) : "any score";
  return `↑ level ${text(least)}${least === most ? "" : ` to ${text(most)}`}`;
}

function panelSize(height: number, { last, right }: { readonly last: boolean; readonly right: number }) {
  return {
    width: WIDTH,
    height,
    marginLeft: LEFT,
    marginRight: right,
    marginTop: 8,
    marginBottom: last ? AXIS : 4,
  };
}

/** Levels beyond this multiple of the highest score would flatten the scores, and are drawn at the edge of the picture. */
const MAX_LEVEL_SHARE = 1.5;

/** What is drawn of the levels; undefined if there are none. */
interface DrawnLevel {
  /** At the edge where it is too high to be drawn. */
  readonly levels: Float64Array;
  /** Where the level is above the picture: its least and largest there; undefined if it is nowhere. */
  readonly beyond: readonly [number, number] | undefined;
  /** Where it is drawn then. */
  readonly edge: number;
}

function drawnLevel(scores: Float64Array, levels: Float64Array | undefined): DrawnLevel | undefined {
  if (levels === undefined) return undefined;
  const highest = scores.reduce((most, score) => Math.max(most, score), 0);
  const edge = MAX_LEVEL_SHARE * highest || 1;
  const beyond = levels.filter((level) => level > edge);
  return {
    levels: levels.map((level) => Math.min(level, edge)),
    beyond: beyond.length === 0 ? undefined : [
      beyond.reduce((least, level) => Math.min(least, level)),
      beyond.reduce((most, level) => Math.max(most, level)),
    ],
    edge,
  };
}

function alarmStrip(
  xs: ArrayLike<number>,
  alarms: readonly (readonly [number, number])[],
  { scale, right }: { readonly scale: Plot.ScaleOptions; readonly right: number },
): Element {
  return drawPlot({
    width: WIDTH,
    height: STRIP,
    marginLeft: LEFT,
    marginRight: right,
    marginTop: 2,
    marginBottom: 2,
    x: { ...scale, axis: null },
    marks: [
      Plot.rectX(alarms, spanOf(xs, BREACH, 0.5)),
      Plot.ruleX(alarms.map(([first]) => xs[first]!), { stroke: BREACH, strokeWidth: 1.5 }),
    ],
  });
}

function spanOf(xs: ArrayLike<number>, fill: string, fillOpacity: number): Plot.RectXOptions {
  return {
    x1: ([first]: readonly [number, number]) => xs[first],
    x2: ([, last]: readonly [number, number]) => xs[Math.min(last + 1, xs.length - 1)],
    fill,
    fillOpacity,
  };
}

/** The columns to draw, in their order: where there are too many those that lie farthest in the alarms, in spreads, from their median before the first. */
function drawnColumns(
  { columns, values }: LabelledSeries,
  alarms: readonly (readonly [number, number])[],
): number[] {
  const all = columns.map((_, i) => i);
  if (columns.length <= MAX_PANELS || alarms.length === 0) return all.slice(0, MAX_PANELS);
  const moved = all.map((i) => {
    const own = everyNth(values, columns.length, i);
    const before = own.subarray(0, Math.max(1, alarms[0]![0])).filter((value) => !Number.isNaN(value));
    const { median, deviation } = medianAndDeviation(before);
    const inAlarms = alarms.flatMap(([first, last]) => [...own.subarray(first, last + 1)])
      .filter((value) => !Number.isNaN(value));
    const far = inAlarms.reduce((sum, value) => sum + Math.abs(value - median), 0) / inAlarms.length;
    return far > 0 ? far / (deviation || 0.01 * Math.abs(median) || 1) : 0;
  });
  return all.toSorted((a, b) => moved[b]! - moved[a]!).slice(0, MAX_PANELS).sort((a, b) => a - b);
}

function everyNth(values: Float64Array, width: number, first: number): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, row) => values[row * width + first]!);
}

function titleOf(
  { name, windows }: LabelledSeries,
  detector: string,
  alarms: readonly (readonly [number, number])[],
): string {
  const raised = `${detector} raises ${alarms.length} alarm${alarms.length === 1 ? "" : "s"} in ${name}`;
  if (windows.length === 0) return raised;
  const found = windows.filter(([first, last]) => alarms.some(([row]) => row >= first && row <= last));
  return `${raised}, in ${found.length} of ${windows.length} windows`;
}

function subtitleOf(
  { windows, warmupRows, columns }: LabelledSeries,
  level: DrawnLevel | undefined,
  alarms: number,
): string {
  return [
    ...(windows.length > 0 ? ["yellow: something was wrong"] : []),
    ...(warmupRows > 0 ? [`grey: the ${warmupRows} rows of the warm-up`] : []),
    ...(level
      ? [`dashed: the level to pass${level.beyond ? ", above the picture where it runs along the edge" : ""}`]
      : []),
    ...(columns.length > MAX_PANELS
      ? [
        alarms > 0
          ? `the ${MAX_PANELS} of ${columns.length} values that move most in the alarms`
          : `the first ${MAX_PANELS} of ${columns.length} values`,
      ]
      : []),
  ].join("; ");
}

/** First and last row of each alarm. */
function incidentsOf(
  series: LabelledSeries,
  { detector, scores, alarms, hindsight, raisedAlone }: AlarmsOptions,
): (readonly [number, number])[] {
  if (alarms === undefined) return [];
  const judged = {
    detector,
    scores,
    alarms,
    microsPerRow: NaN,
    ...(hindsight && { hindsight }),
    ...(raisedAlone && { raisedAlone }),
  };
  return alarmsOf({ series, scores: judged }).map(({ rows }) => rows);
}

/**
 * The positions of rows on a time axis: dates in a zone (UTC), or for times without dates the largest unit of which the series spans two or more.
 *
 * @param timesSeconds at least one, in ascending order
 */
export function timeAxis(
  timesSeconds: Float64Array,
  zone?: string,
): { xs: Float64Array; scale: Plot.ScaleOptions } {
  const [first, last] = [timesSeconds[0]!, timesSeconds.at(-1)!];
  if (areDates(timesSeconds)) {
    const xs = timesSeconds.map((seconds) => 1000 * seconds);
    return { xs, scale: { ...clockScale(first, last, zone), domain: [xs[0]!, xs.at(-1)!] } };
  }
  const [unit, seconds] = UNITS.find(([, length]) => last - first >= 2 * length) ?? UNITS.at(-1)!;
  const xs = timesSeconds.map((time) => time / seconds);
  return { xs, scale: { type: "linear", domain: [xs[0]!, xs.at(-1)!], label: unit } };
}
