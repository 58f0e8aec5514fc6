/**
 * Episodes and comparisons as pictures, with Observable Plot; one function a picture, each returns SVG.
 * @module
 */
export { plotComparison } from "./comparison.ts";
export { type CurveRow, type CurvesOptions, plotCurves } from "./curves.ts";
export { type AlarmsOptions, plotAlarms } from "./detection/alarms.ts";
export { plotDetectors } from "./detection/detectors.ts";
export { plotDiagnoserReliability } from "./diagnoser_reliability.ts";
export { plotDiagnosers } from "./diagnosers.ts";
export { plotDiagnosersByFault } from "./diagnosers_by_fault.ts";
export { plotDifferences } from "./differences.ts";
export { plotFaults } from "./faults.ts";
export { plotLearningCurves } from "./learning_curves.ts";
export type { ByAgent, Outcome } from "./outcome.ts";
export { plotPerformanceProfile } from "./performance_profile.ts";
export { toPng } from "./png.ts";
export { plotPower, type PowerOptions } from "./power.ts";
export { plotReliability } from "./reliability.ts";
export { plotRemedies, type RemedyCell } from "./remedies.ts";
export { plotScenarios } from "./scenarios.ts";
export { plotServiceGraph, type ServiceGraphOptions } from "./service_graph.ts";
export { plotSurvival } from "./survival.ts";
export { type Picture, toSvg } from "./svg.ts";
export { plotTimeline } from "./timeline.ts";
export { plotTrace, type TraceOptions } from "./trace.ts";
