/**
 * Episodes and comparisons as pictures, with Observable Plot; one function a picture, each returns SVG.
 * @module
 */
export { plotComparison } from "./comparison.ts";
export { plotRemedies, type RemedyCell } from "./remedies.ts";
export { toPng } from "./png.ts";
export { type Picture, toSvg } from "./svg.ts";
export { plotTimeline } from "./timeline.ts";
