/**
 * Bootstrap intervals, tests of paired and clustered samples, survival, calibration, quantiles, measures of detectors: each formula
 * with its source. Random numbers come from a stream handed in. Imports from no other room.
 * @module
 */
export * from "./average_precision.ts";
export * from "./bca.ts";
export type { BcaOptions } from "./bca_of_totals.ts";
export * from "./bootstrap.ts";
export * from "./calibration.ts";
export * from "./chances_of_best.ts";
export * from "./clustered_bootstrap.ts";
export * from "./correlation.ts";
export * from "./detection_delays.ts";
export { normalCdf } from "./distributions.ts";
export * from "./effect_size.ts";
export * from "./holm.ts";
export * from "./improvement.ts";
export * from "./judged_rows.ts";
export * from "./nab/mod.ts";
export * from "./performance_profile.ts";
export * from "./permutation.ts";
export * from "./power.ts";
export * from "./quantiles.ts";
export * from "./ranking.ts";
export * from "./ratio_profile.ts";
export * from "./roc_auc.ts";
export * from "./survival.ts";
export * from "./vus_pr.ts";
export * from "./wilson.ts";
