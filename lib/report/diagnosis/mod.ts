/**
 * Diagnosers compared on the same incidents: measures with intervals, by kind of fault and by what was given of the signals; as tables, JSON
 * and CSV.
 * @module
 */
export { compareDiagnosers, type CompareDiagnosersOptions, summariseVerdicts } from "./compare.ts";
export { comparisonToJson } from "./json.ts";
export { verdictsFromCsv } from "./read_verdicts.ts";
export * from "./summary.ts";
export { comparisonText } from "./text.ts";
export { verdictsToCsv } from "./verdicts_csv.ts";
