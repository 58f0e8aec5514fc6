/**
 * Episodes and comparisons as pictures, with Observable Plot; one function a picture, each returns SVG.
 * @module
 */
export { type CurveRow, type CurvesOptions, plotCurves } from "./curves.ts";
export { toPng } from "./png.ts";
export { plotServiceGraph, type ServiceGraphOptions } from "./service_graph/service_graph.ts";
export { type Picture, toSvg } from "./parts/svg.ts";
export { plotTimeline } from "./timeline/timeline.ts";
export { plotTrace, type TraceOptions } from "./trace/trace.ts";
