import * as Plot from "@observablehq/plot";
import { document } from "./document.ts";
import { CARD } from "./palette.ts";

/**
 * Draws a plot in the style of all pictures. The output depends on the options only, as long as no mark is clipped: clip
 * paths are numbered across all plots of a process.
 */
export function drawPlot(options: Plot.PlotOptions): (SVGSVGElement | HTMLElement) & Plot.Plot {
  return Plot.plot({ document, style: CARD, ...options });
}

/** The position of a value in a plot, in pixels. */
export function positionIn(plot: Plot.Plot, axis: "x" | "y", value: unknown): number {
  return plot.scale(axis)!.apply(value) as number;
}
