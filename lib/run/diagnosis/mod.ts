/**
 * Diagnosers on incidents with their answers: each method sees the incident alone, and its verdict is kept beside the truth.
 * @module
 */
export { type Bench, type BenchOptions, createBench, type LeftOut } from "./bench.ts";
export { calmCase } from "./calm.ts";
export { createJudge, type JudgeOptions } from "./judge.ts";
export { type Method, methodByName, missingFor } from "./method.ts";
export { simulatedIncidents, type SimulatedIncidentsOptions } from "./simulated_incidents.ts";
export type { Verdict } from "./verdict.ts";
export { type View, VIEWS } from "../training/hide.ts";
