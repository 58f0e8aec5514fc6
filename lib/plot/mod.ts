/**
 * Episodes, traces, service graphs and curves as pictures: one function per picture, each returns an SVG element.
 * Pictures of benchmarks are in `bench/`, what they share is in `parts/`.
 * @module
 */
import "./displays.ts";

export { type CurveRow, type CurvesOptions, plotCurves } from "./curves.ts";
export type { InteractiveFigure } from "./interactive/figure.ts";
export { interactiveServiceGraph } from "./interactive/interactive_service_graph.ts";
export { interactiveTimeline } from "./interactive/interactive_timeline.ts";
export type { Axis, LinePoint } from "./parts/line_chart.ts";
export { toPng } from "./png.ts";
export { plotServiceGraph, type ServiceGraphOptions } from "./service_graph/service_graph.ts";
export { type Picture, toSvg } from "./parts/svg.ts";
export { plotTimeline } from "./timeline/timeline.ts";
export type { TimelineOptions, TimelineZoom } from "./timeline/zoom.ts";
export { plotTrace, type TraceOptions } from "./trace/trace.ts";
