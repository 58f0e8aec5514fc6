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
  /** Whether it is framed as the best of its row. */
  readonly best: boolean;
}

/** What a heat map is made from. */
export interface HeatMap {
  readonly title: string;
  readonly subtitle: string;
  /** Rows and columns stand in the order in which they come first. */
  readonly cells: readonly HeatCell[];
  /** Digits after the point of the numbers in the cells, default 0. */
  readonly digits?: number;
}

const WIDTH = 900;
const ROW = 27;
const TILT = 40;
const TILTED = Math.sin(TILT * Math.PI / 180);

/** A number in every cell, darker for more, the best ones framed and bold. */
export function heatMap({ title, subtitle, cells, digits = 0 }: HeatMap): Picture {
  const rows = [...new Set(cells.map(({ row }) => row))];
  const columns = [...new Set(cells.map(({ column }) => column))];
  const marginLeft = MARGIN + 10 + Math.max(...rows.map((row) => textWidth(row)));
  const label = Math.max(...columns.map((column) => textWidth(column)));
  const tilted = label > (WIDTH - marginLeft) / columns.length - 8;
  const marginBottom = tilted ? 18 + TILTED * label : 34;
  const height = rows.length * ROW + marginBottom + 4;
  const { card, top } = createFrame({ title, subtitle, width: WIDTH, height });
  const values = cells.map(({ value }) => value);
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  // The fifth of six blues is the first on which white reads better than black.
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
    x: { domain: columns, label: null, ...(tilted && { tickRotate: -TILT }), tickSize: 0 },
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
