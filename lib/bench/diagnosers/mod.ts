/**
 * Diagnosers on incidents with their answers: each method sees the incident alone, and its verdict is kept beside the truth.
 * @module
 */
export { type Bench, type BenchOptions, createBench, type LeftOut } from "./bench.ts";
export { calmCase } from "./calm.ts";
export { createJudge, type JudgeOptions } from "./judge.ts";
export { type Method, methodByName } from "./method.ts";
export { simulatedIncidents, type SimulatedIncidentsOptions } from "./simulated_incidents.ts";
export type { SetVerdict } from "./set_verdict.ts";
export type { Verdict } from "./verdict.ts";
export { type View, VIEWS } from "./view.ts";
export { compareDiagnosers, type CompareDiagnosersOptions, summariseVerdicts } from "./compare.ts";
export { comparisonToJson } from "./json.ts";
export { verdictsFromCsv } from "./verdicts_csv.ts";
export * from "./summary.ts";
export { comparisonText } from "./text.ts";
export { verdictsToCsv } from "./verdicts_csv.ts";
export { plotDiagnoserReliability } from "./pictures/reliability.ts";
export { type IncidentPictureOptions, plotIncident } from "./pictures/incident.ts";
export { plotDiagnosers } from "./pictures/comparison.ts";
export { plotDiagnosersByFault } from "./pictures/by_fault.ts";
