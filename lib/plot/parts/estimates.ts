import * as Plot from "@observablehq/plot";
import type { Estimate } from "../../stats/mod.ts";
import { INK } from "./palette.ts";

/** An estimate of what stands in one row of a chart. */
export interface NamedEstimate extends Estimate {
  readonly name: string;
}

/** How estimates are drawn, of which two share a row. */
export interface EstimatesStyle {
  readonly colour: string;
  /** On which side of the row's middle they stand. */
  readonly side: "above" | "below";
  /** Whether the dots are rings. */
  readonly hollow: boolean;
}

/** How far a dot lies from the middle of its row (px), and its number, so that those of equal dots don't touch. */
const APART = { dot: 5, number: 6.5 };

/** Dots with their intervals and numbers, by name; no line where there is no interval. */
export function estimateMarks(
  estimates: readonly NamedEstimate[],
  { colour, side, hollow }: EstimatesStyle,
): Plot.Markish[] {
  const away = side === "above" ? -1 : 1;
  const dy = away * APART.dot;
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
      fill: hollow ? "#ffffff" : colour,
      stroke: colour,
      strokeWidth: 2,
    }),
    Plot.text(estimates, {
      x: ({ high, value }: Estimate) => Math.max(high || value, value),
      y: "name",
      text: ({ value }: Estimate) => value.toFixed(2),
      textAnchor: "start",
      dx: 8,
      dy: away * APART.number,
      fontSize: 10,
      fill: INK,
      stroke: "#ffffff",
      strokeWidth: 4,
    }),
  ];
}
