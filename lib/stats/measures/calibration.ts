import { z } from "zod";
import { anyNumber, numbers, outcomes } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { UsageError } from "../../model/usage_error.ts";
import { wilsonInterval } from "../estimates/wilson.ts";
import { requireOneLength } from "../samples/pairs.ts";
import { mean } from "../samples/quantiles.ts";

const calibrationOptions = z.strictObject({ bins: anyNumber.optional(), confidence: anyNumber.optional() });

const BRIER_SCORE_ARGUMENTS = z.object({ confidences: numbers, outcomes });
const RELIABILITY_CURVE_ARGUMENTS = z.object({ confidences: numbers, outcomes, options: calibrationOptions });
const EXPECTED_CALIBRATION_ERROR_ARGUMENTS = z.object({
  confidences: numbers,
  outcomes,
  options: calibrationOptions,
});

/** Options of a reliability curve. */
export interface CalibrationOptions {
  /** Number of bins of equal width, default 10. */
  readonly bins?: number;
  /** Confidence level of the intervals, in (0, 1), default 0.95. */
  readonly confidence?: number;
}

/** The predictions whose confidences fall into one bin. */
export interface ReliabilityBin {
  /** Lower edge, excluded from the bin except for 0. */
  readonly from: number;
  /** Upper edge, included. */
  readonly to: number;
  /** The number of predictions, at least 1. */
  readonly cases: number;
  /** Their mean confidence, 0 to 1. */
  readonly confidence: number;
  /** The share of them that turned out right, 0 to 1. */
  readonly observed: number;
  /** Lower limit of the share, by `wilsonInterval`. */
  readonly low: number;
  /** Upper limit of the share. */
  readonly high: number;
}

/**
 * The Brier score: the mean squared difference between confidences and outcomes (Brier, Verification of forecasts expressed in
 * terms of probability, 1950; halved for two classes, as is usual). 0 is perfect; a constant confidence of 0.5 scores 0.25.
 *
 * @param confidences 0 to 1 each
 * @param outcomes 1 or true where the prediction turned out right
 * @returns 0 to 1; NaN for no predictions
 * @throws {UsageError} if there is not one outcome for each confidence, or if a confidence is not from 0 to 1
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { brierScore } from "./calibration.ts";
 * ok(brierScore([0.5, 1], [false, true]) === 0.125);
 * ```
 */
export function brierScore(confidences: ArrayLike<number>, outcomes: ArrayLike<number | boolean>): number {
  checkOptions("brierScore", BRIER_SCORE_ARGUMENTS, { confidences, outcomes });
  requireConfidences(confidences, outcomes);
  return mean(Float64Array.from(confidences, (p, i) => (p - Number(outcomes[i]!)) ** 2));
}

/**
 * How often predictions of similar confidence turn out right (Murphy and Winkler, Reliability of subjective
 * probability forecasts, 1977; with the bins of scikit-learn's `calibration_curve`).
 *
 * @param confidences 0 to 1 each
 * @param outcomes 1 or true where the prediction turned out right
 * @returns the bins that contain predictions, by rising confidence
 * @throws {UsageError} as `brierScore`, or if the number of bins is not an integer of 1 or more
 */
export function reliabilityCurve(
  confidences: ArrayLike<number>,
  outcomes: ArrayLike<number | boolean>,
  options: CalibrationOptions = {},
): ReliabilityBin[] {
  checkOptions("reliabilityCurve", RELIABILITY_CURVE_ARGUMENTS, { confidences, outcomes, options });
  const { bins = 10, confidence: level = 0.95 } = options;
  requireConfidences(confidences, outcomes);
  if (!(Number.isInteger(bins) && bins > 0)) {
    throw new UsageError(`A number of bins must be an integer of 1 or more, found ${bins}`);
  }
  const sums = Array.from({ length: bins }, () => ({ cases: 0, confidence: 0, successes: 0 }));
  for (let i = 0; i < confidences.length; i++) {
    const bin = sums[binOf(confidences[i]!, bins)]!;
    bin.cases++;
    bin.confidence += confidences[i]!;
    bin.successes += Number(outcomes[i]!);
  }
  return sums.flatMap(({ cases, confidence, successes }, index) => {
    if (cases === 0) return [];
    const { value: observed, low, high } = wilsonInterval({ successes, cases }, { confidence: level });
    return [{
      from: index / bins,
      to: (index + 1) / bins,
      cases,
      confidence: confidence / cases,
      observed,
      low,
      high,
    }];
  });
}

/**
 * The expected calibration error: the mean distance between confidence and observed share over bins, weighted by their cases (Guo et
 * al., On Calibration of Modern Neural Networks, 2017, formula 3). It depends on the number of bins, which should be reported with it.
 *
 * @returns 0 to 1; NaN for no predictions
 * @throws {UsageError} as `reliabilityCurve`
 */
export function expectedCalibrationError(
  confidences: ArrayLike<number>,
  outcomes: ArrayLike<number | boolean>,
  options: CalibrationOptions = {},
): number {
  checkOptions("expectedCalibrationError", EXPECTED_CALIBRATION_ERROR_ARGUMENTS, {
    confidences,
    outcomes,
    options,
  });
  const gaps = reliabilityCurve(confidences, outcomes, options)
    .map(({ cases, confidence, observed }) => cases * Math.abs(confidence - observed));
  return gaps.reduce((sum, gap) => sum + gap, 0) / confidences.length;
}

function binOf(confidence: number, bins: number): number {
  const index = Math.max(0, Math.ceil(confidence * bins) - 1);
  // Rounding: 0.07 * 100 is above 7, but a confidence on an edge belongs to the bin below it.
  return index > 0 && confidence <= index / bins ? index - 1 : index;
}

function requireConfidences(confidences: ArrayLike<number>, outcomes: ArrayLike<number | boolean>): void {
  requireOneLength(confidences, outcomes);
  const wrong = Array.from(confidences).find((p) => !(p >= 0 && p <= 1));
  if (wrong !== undefined) throw new UsageError(`A confidence must be from 0 to 1, found ${wrong}`);
}
