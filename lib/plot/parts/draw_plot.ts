import * as Plot from "@observablehq/plot";
import { document } from "./document.ts";
import { CARD } from "./palette.ts";

/**
 * Observable Plot in the pictures' style and document. Its output depends on what it is given alone, as long
 * as no mark is clipped: clips are numbered over all the plots that a program has drawn.
 */
export function drawPlot(options: Plot.PlotOptions): (SVGSVGElement | HTMLElement) & Plot.Plot {
  return Plot.plot({ document, style: CARD, ...options });
}

/** Where a value stands in a plot, in its pixels. */
export function positionIn(plot: Plot.Plot, axis: "x" | "y", value: unknown): number {
  return plot.scale(axis)!.apply(value) as number;
}
