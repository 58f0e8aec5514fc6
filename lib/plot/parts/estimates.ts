import * as Plot from "@observablehq/plot";
import type { Estimate } from "../../stats/mod.ts";
import { INK, PAPER } from "./palette.ts";

/** An estimate in a row of a chart. */
export interface NamedEstimate extends Estimate {
  readonly name: string;
}

/** Style of estimates; two of them share a row. */
export interface EstimatesStyle {
  readonly colour: string;
  /** On which side of the middle of the row they are drawn. */
  readonly side: "above" | "below";
  /** Whether the dots are hollow. */
  readonly hollow: boolean;
}

/** Offsets of a dot and of its number from the middle of the row (px), so that those of equal values do not touch. */
const ROW_OFFSETS = { dot: 5, number: 6.5 };

/** Dots with intervals and numbers, one row per name; no line without an interval. */
export function estimateMarks(
  estimates: readonly NamedEstimate[],
  { colour, side, hollow }: EstimatesStyle,
): Plot.Markish[] {
  const away = side === "above" ? -1 : 1;
  const dy = away * ROW_OFFSETS.dot;
  return [
    Plot.ruleY(estimates.filter(({ low }) => !Number.isNaN(low)), {
      y: "name",
      x1: "low",
      x2: "high",
      dy,
      stroke: colour,
      strokeWidth: 3,
    }),
    Plot.dot(estimates, {
      x: "value",
      y: "name",
      dy,
      r: 4,
      fill: hollow ? PAPER : colour,
      stroke: colour,
      strokeWidth: 2,
    }),
    Plot.text(estimates, {
      x: ({ high, value }: Estimate) => Math.max(high || value, value),
      y: "name",
      text: ({ value }: Estimate) => value.toFixed(2),
      textAnchor: "start",
      dx: 8,
      dy: away * ROW_OFFSETS.number,
      fontSize: 10,
      fill: INK,
      stroke: PAPER,
      strokeWidth: 4,
    }),
  ];
}
