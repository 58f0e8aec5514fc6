/**
 * Benchmarks by subject: agents on episodes, detectors on series, diagnosers on incidents. Each room runs its subjects, measures them, compares
 * them, and writes the comparison as text, JSON, CSV and pictures.
 * @module
 */
import "../plot/displays.ts";

export * from "./agents/mod.ts";
export * from "./detectors/mod.ts";
export * from "./diagnosers/mod.ts";
export * from "./off_policy/mod.ts";
