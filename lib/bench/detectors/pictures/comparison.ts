import { z } from "zod";
import { listWith } from "../../../model/argument_schemas.ts";
import { checkOptions } from "../../../model/check_options.ts";
import { UsageError } from "../../../model/mod.ts";
import * as Plot from "@observablehq/plot";
import type { DetectorSummary } from "../summary.ts";
import { drawPlot } from "../../../plot/parts/draw_plot.ts";
import { estimateMarks, type NamedEstimate } from "../../../plot/parts/estimates.ts";
import { createFrame, MARGIN } from "../../../plot/parts/frame.ts";
import { FAINT, INK, PAPER, SERIES } from "../../../plot/parts/palette.ts";
import { type Picture, place } from "../../../plot/parts/svg.ts";
import { textWidth } from "../../../plot/parts/text_size.ts";

const ARGUMENTS = z.object({ detectors: listWith({ name: "string" }) });

const WIDTH = 860;
const ROW = 30;
const AXIS = 46;
const GAP = 26;
const [FIRST, SECOND] = SERIES;

/**
 * A comparison of detectors, best on top: NAB's score with its three profiles on the left, if there is one, average precision and AUC with
 * their intervals on the right.
 *
 * @param detectors as `compareDetectors` gives them
 * @throws {UsageError} without detectors
 */
export function plotDetectors(detectors: readonly DetectorSummary[]): Picture {
  checkOptions("plotDetectors", ARGUMENTS, { detectors });
  if (detectors.length === 0) throw new UsageError("A picture of detectors needs at least one, found none");
  const height = ROW * detectors.length + AXIS;
  const rated = detectors.some(({ nabStandard }) => !Number.isNaN(nabStandard));
  const { card, top } = createFrame({
    title: finding(detectors),
    subtitle: (rated
      ? "left: full dot the standard profile, ticks those that punish false alarms (down) and misses (up) more; right: "
      : "") + "full dot average precision, hollow dot AUC, lines 95 % intervals",
    width: WIDTH,
    height,
  });
  const names = MARGIN + 10 + Math.max(...detectors.map(({ name }) => textWidth(name)));
  if (!rated) {
    place(card, rankPanel(detectors, { width: WIDTH, left: names, height, named: true }), { x: 0, y: top });
    return card;
  }
  const half = (WIDTH - names - GAP) / 2;
  place(card, nabPanel(detectors, { width: names + half, left: names, height }), { x: 0, y: top });
  place(card, rankPanel(detectors, { width: half + GAP, left: GAP, height, named: false }), {
    x: names + half,
    y: top,
  });
  return card;
}

function nabPanel(
  rows: readonly DetectorSummary[],
  { width, left, height }: { width: number; left: number; height: number },
): Element {
  const shown = rows.map(({ name, nabStandard, nabLowFp, nabLowFn }) => ({
    name,
    value: nabStandard,
    low: nabLowFp,
    high: nabLowFn,
  })).filter(({ value }) => !Number.isNaN(value));
  const scores = shown.flatMap(({ value, low, high }) => [value, low, high]);
  return drawPlot({
    width,
    height,
    marginLeft: left,
    marginRight: 34,
    marginTop: 4,
    marginBottom: AXIS - 4,
    x: {
      ...axis("NAB score (more is better, 0 is silence)"),
      domain: [Math.min(0, ...scores), Math.max(100, ...scores)],
    },
    y: { domain: rows.map(({ name }) => name), label: null, tickSize: 0 },
    marks: [
      Plot.ruleX([0], { stroke: INK }),
      Plot.tickX(shown, {
        x: "low",
        y: "name",
        stroke: SECOND,
        strokeWidth: 2,
        insetTop: 15,
        insetBottom: 5,
      }),
      Plot.tickX(shown, {
        x: "high",
        y: "name",
        stroke: SECOND,
        strokeWidth: 2,
        insetTop: 5,
        insetBottom: 15,
      }),
      Plot.dot(shown, { x: "value", y: "name", r: 4, fill: FIRST }),
      Plot.text(shown, {
        x: ({ value, low, high }: { value: number; low: number; high: number }) => Math.max(value, low, high),
        y: "name",
        text: ({ value }: { value: number }) => value.toFixed(1),
        ...LABEL,
      }),
    ],
  });
}

function rankPanel(
  rows: readonly DetectorSummary[],
  { width, left, height, named }: { width: number; left: number; height: number; named: boolean },
): Element {
  return drawPlot({
    width,
    height,
    marginLeft: left,
    marginRight: 40,
    marginTop: 4,
    marginBottom: AXIS - 4,
    x: { ...axis("mean over the series (more is better)"), domain: [0, 1] },
    y: {
      domain: rows.map(({ name }) => name),
      ...(named ? { label: null, tickSize: 0 } : { axis: null }),
    },
    marks: [
      Plot.ruleX([0], { stroke: INK }),
      Plot.ruleX([0.5], { stroke: FAINT, strokeDasharray: "4 3" }),
      ...estimateMarks(estimatesOf(rows, "averagePrecision"), {
        colour: FIRST,
        side: "above",
        hollow: false,
      }),
      ...estimateMarks(estimatesOf(rows, "auc"), { colour: SECOND, side: "below", hollow: true }),
    ],
  });
}

function estimatesOf(rows: readonly DetectorSummary[], measure: "auc" | "averagePrecision"): NamedEstimate[] {
  return rows.map((row) => ({ name: row.name, ...row[measure] })).filter(({ value }) => !Number.isNaN(value));
}

const LABEL = {
  textAnchor: "start",
  dx: 8,
  fontSize: 10,
  fill: INK,
  stroke: PAPER,
  strokeWidth: 4,
} as const;

function axis(label: string): Plot.ScaleOptions {
  return { label, labelAnchor: "center", labelArrow: "none", grid: true };
}

/** The best detector by NAB's standard score, or else by average precision, and its distance to the next one. */
function finding(detectors: readonly DetectorSummary[]): string {
  const [best, second] = detectors;
  const score = best!.nabStandard;
  const precision = best!.averagePrecision.value;
  if (Number.isNaN(score) && Number.isNaN(precision)) return "No window to find in these series";
  if (Number.isNaN(score)) {
    const more = second &&
      `, ${(precision - second.averagePrecision.value).toFixed(2)} more than ${second.name}`;
    return `${best!.name} has average precision ${precision.toFixed(2)} in hindsight${more ?? ""}`;
  }
  const says = `${best!.name} has NAB's standard score ${score.toFixed(1)}`;
  if (second === undefined) return says;
  return `${says}, ${(score - second.nabStandard).toFixed(1)} more than ${second.name}, and ` +
    `average precision ${precision.toFixed(2)}`;
}
