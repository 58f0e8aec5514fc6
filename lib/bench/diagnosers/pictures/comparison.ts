import { z } from "zod";
import { anyObject } from "../../../model/argument_schemas.ts";
import { checkOptions } from "../../../model/check_options.ts";
import { UsageError } from "../../../model/mod.ts";
import * as Plot from "@observablehq/plot";
import type { MethodSummary } from "../summary.ts";
import type { Estimate } from "../../../stats/mod.ts";
import { drawPlot } from "../../../plot/parts/draw_plot.ts";
import { estimateMarks, type NamedEstimate } from "../../../plot/parts/estimates.ts";
import { createFrame, MARGIN } from "../../../plot/parts/frame.ts";
import { INK, SERIES } from "../../../plot/parts/palette.ts";
import { type Picture, place, write } from "../../../plot/parts/svg.ts";
import { textWidth } from "../../../plot/parts/text_size.ts";
import { shareText } from "../../../model/shown/share_text.ts";

const ARGUMENTS = z.object({ methods: z.array(anyObject) });

const WIDTH = 760;
const ROW = 30;
const HEADING = 22;
const AXIS = 42;
const [FIRST, UP_TO_FIVE] = SERIES;

/**
 * A comparison of diagnosers: AC@1 and Avg@5 of each with 95 % intervals, best on top, with one panel per view of the signals.
 *
 * @param methods of `compareDiagnosers`, view by view, best first
 * @throws {UsageError} without methods
 */
export function plotDiagnosers(methods: readonly MethodSummary[]): Picture {
  checkOptions("plotDiagnosers", ARGUMENTS, { methods });
  if (methods.length === 0) throw new UsageError("A picture of diagnosers needs at least one, found none");
  const panels = [...Map.groupBy(methods, ({ view }) => view)];
  const heading = panels.length > 1 ? HEADING : 0;
  const { card, top } = createFrame({
    title: finding(panels.at(-1)![1]),
    subtitle: subtitleOf(methods),
    width: WIDTH,
    height: panels.reduce((sum, [, rows]) => sum + heading + ROW * rows.length + 12, AXIS),
  });
  let y = top;
  panels.forEach(([view, rows], i) => {
    if (heading > 0) write(card, `given ${view}`, { x: MARGIN, y: y + 14, bold: true });
    place(card, panelOf(rows, i === panels.length - 1), { x: 0, y: y + heading });
    y += heading + ROW * rows.length + 12;
  });
  return card;
}

function panelOf(rows: readonly MethodSummary[], last: boolean): Element {
  return drawPlot({
    width: WIDTH,
    height: ROW * rows.length + 12 + (last ? AXIS - 12 : 0),
    marginLeft: MARGIN + 10 + Math.max(...rows.map(({ name }) => textWidth(name))),
    marginRight: 64,
    marginTop: 4,
    marginBottom: last ? AXIS - 4 : 8,
    x: {
      domain: [0, 1],
      grid: true,
      ...(last
        ? { label: "share of the causes named (more is better)", labelAnchor: "center", labelArrow: "none" }
        : { axis: null }),
    },
    y: { domain: rows.map(({ name }) => name), label: null, tickSize: 0 },
    marks: [
      Plot.ruleX([0], { stroke: INK }),
      ...estimateMarks(estimatesOf(rows, "ac1"), { colour: FIRST, side: "above", hollow: false }),
      ...estimateMarks(estimatesOf(rows, "avg5"), { colour: UP_TO_FIVE, side: "below", hollow: true }),
    ],
  });
}

function estimatesOf(rows: readonly MethodSummary[], measure: "ac1" | "avg5"): NamedEstimate[] {
  return rows.map(({ name, intervals }) => ({ name, ...intervals[measure] }));
}

function subtitleOf(methods: readonly MethodSummary[]): string {
  return `full dot: AC@1, the first named is right; hollow dot: Avg@5, the mean of AC@1 to AC@5; ` +
    `${methods[0]!.cases} incidents, 95 % intervals`;
}

/** The best method against the reference, or against the next best if it is the reference itself. */
function finding(rows: readonly MethodSummary[]): string {
  const [best, second] = rows;
  const says = `${best!.name} names the cause first in ${shareText(best!.ac1)} of ${best!.cases} incidents`;
  const isReference = best!.difference.to === best!.name;
  if (isReference && second === undefined) return says;
  const other = isReference ? second!.name : best!.difference.to;
  const { value, low, high } = isReference ? negated(second!.difference.ac1) : best!.difference.ac1;
  if (!(low > 0)) return `${says}; ${other} can't be told from it`;
  return `${says}: ${points(value)} points more than ${other} (95 % interval ${points(low)} to ${
    points(high)
  })`;
}

function negated({ value, low, high }: Estimate): Estimate {
  return { value: -value, low: -high, high: -low };
}

function points(share: number): string {
  return (100 * share).toFixed(0);
}
