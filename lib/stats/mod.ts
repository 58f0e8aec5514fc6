/**
 * Statistics, each formula with its source. `samples` describes a sample, `distributions` holds probability distributions, `estimates` values
 * with confidence intervals, `comparisons` tests of one method against another, `measures` how well detectors, diagnosers and confidences
 * did. Random numbers come from a function that is passed in. Imports from `model` alone, for its checks.
 * @module
 */
export { holm } from "./comparisons/holm.ts";
export { cohenDz } from "./comparisons/effect_size.ts";
export {
  type Direction,
  type PerformanceProfile,
  performanceProfile,
  type ProfileOptions,
} from "./comparisons/performance_profile.ts";
export { type PermutationOptions, signFlipTests } from "./comparisons/permutation.ts";
export { type Effect, pairedPower, pairsNeeded } from "./comparisons/power.ts";
export { type Beta, chancesOfBest } from "./distributions/chances_of_best.ts";
export { chiSquareTail, normalCdf } from "./distributions/distributions.ts";
export { bcaInterval, bcaMean, bcaMeans, bcaPairedDifference } from "./estimates/bca.ts";
export type { BcaOptions } from "./estimates/bca_of_totals.ts";
export { bootstrap, type BootstrapOptions, headroom } from "./estimates/bootstrap.ts";
export { clusteredDifference, clusteredMean } from "./estimates/clustered_bootstrap.ts";
export type { Estimate } from "./estimates/estimate.ts";
export { resample } from "./estimates/resample.ts";
export {
  kaplanMeier,
  medianSurvival,
  restrictedMean,
  type SurvivalCurve,
  type SurvivalOptions,
} from "./estimates/survival.ts";
export { wilsonInterval } from "./estimates/wilson.ts";
export { averagePrecision } from "./measures/average_precision.ts";
export {
  brierScore,
  type CalibrationOptions,
  expectedCalibrationError,
  type ReliabilityBin,
  reliabilityCurve,
} from "./measures/calibration.ts";
export { type AlarmedSeries, type DetectionDelays, detectionDelays } from "./measures/detection_delays.ts";
export { judgedRows, type ScoredSeries } from "./measures/judged_rows.ts";
export { NAB_PROFILES, type NabProfile, type NabWeights } from "./measures/nab/profiles.ts";
export { type NabOptions, type NabScore, nabScore, type NabSeriesScore } from "./measures/nab/score.ts";
export {
  accuracyAtK,
  averageAccuracyAtK,
  meanReciprocalRank,
  type RankedCase,
  specificity,
} from "./measures/ranking.ts";
export { rocAuc } from "./measures/roc_auc.ts";
export { type VusOptions, vusPr } from "./measures/vus_pr.ts";
export { pow } from "./portable/pow.ts";
export { tanh } from "./portable/tanh.ts";
export { correlation } from "./samples/correlation.ts";
export { rankCorrelation } from "./samples/rank_correlation.ts";
export { mean, median, medianAndDeviation, sampleQuantile } from "./samples/quantiles.ts";
