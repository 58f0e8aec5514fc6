import * as Plot from "@observablehq/plot";
import { drawPlot } from "./draw_plot.ts";
import { createFrame, MARGIN } from "./frame.ts";
import { BREACH } from "./palette.ts";
import { type Picture, place } from "./svg.ts";
import { textWidth } from "./text_size.ts";

/** One cell of a heat map. */
export interface HeatCell {
  readonly row: string;
  readonly column: string;
  readonly value: number;
  /** Whether it is framed as the best one of its row. */
  readonly best: boolean;
}

/** The contents of a heat map. */
export interface HeatMap {
  readonly title: string;
  readonly subtitle: string;
  /** Rows and columns are in order of first appearance. */
  readonly cells: readonly HeatCell[];
  /** Decimals of the numbers, default 0. */
  readonly digits?: number;
}

const WIDTH = 900;
const ROW = 27;
const LABEL_ANGLE_DEGREES = 40;
const LABEL_SINE = Math.sin(LABEL_ANGLE_DEGREES * Math.PI / 180);

/** Draws a heat map with a number in every cell: darker for higher values, the best cells framed and bold. */
export function heatMap({ title, subtitle, cells, digits = 0 }: HeatMap): Picture {
  const rows = [...new Set(cells.map(({ row }) => row))];
  const columns = [...new Set(cells.map(({ column }) => column))];
  const marginLeft = MARGIN + 10 + Math.max(...rows.map((row) => textWidth(row)));
  const label = Math.max(...columns.map((column) => textWidth(column)));
  const tilted = label > (WIDTH - marginLeft) / columns.length - 8;
  const marginBottom = tilted ? 18 + LABEL_SINE * label : 34;
  const height = rows.length * ROW + marginBottom + 4;
  const { card, top } = createFrame({ title, subtitle, width: WIDTH, height });
  const values = cells.map(({ value }) => value);
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  // From the fifth of six blues on, white is more legible than black.
  const dark = (value: number) => value - least > (most - least) * 4 / 6;
  const at = { x: "column", y: "row" };
  const best = cells.filter((cell) => cell.best);
  const plot = drawPlot({
    width: WIDTH,
    height,
    marginLeft,
    marginTop: 4,
    marginBottom,
    padding: 0.06,
    x: { domain: columns, label: null, ...(tilted && { tickRotate: -LABEL_ANGLE_DEGREES }), tickSize: 0 },
    y: { domain: rows, label: null, tickSize: 0 },
    color: { type: "quantize", scheme: "blues", n: 6, domain: least < most ? [least, most] : [0, 1] },
    marks: [
      Plot.cell(cells, { ...at, fill: "value" }),
      Plot.cell(best, { ...at, stroke: BREACH, strokeWidth: 2.5, fill: "none" }),
      ...[true, false].map((bold) =>
        Plot.text(cells.filter((cell) => cell.best === bold), {
          ...at,
          text: ({ value }: HeatCell) => value.toFixed(digits),
          fontWeight: bold ? 700 : 400,
          fill: ({ value }: HeatCell) => dark(value) ? "white" : "black",
        })
      ),
    ],
  });
  place(card, plot, { x: 0, y: top });
  return card;
}
