/**
 * The score of the Numenta Anomaly Benchmark.
 * @module
 */
export * from "./profiles.ts";
export * from "./score.ts";
