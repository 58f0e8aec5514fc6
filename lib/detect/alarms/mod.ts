/**
 * Thresholds: which scores of a detector are alarms, at a rate of false alarms that is asked for.
 * @module
 */
import { requireName, UsageError } from "../../model/mod.ts";
import { sealed } from "../state/sealed.ts";
import { createConformal } from "./conformal.ts";
import { createDspot } from "./dspot.ts";
import { createSpot } from "./spot.ts";
import { createSteadyPeaks } from "./steady_peaks.ts";
import type { Threshold, ThresholdContext } from "./threshold.ts";

export {
  createStreamAlarm,
  type Judged,
  scoresToLearnFrom,
  type StreamAlarm,
  type StreamAlarmOptions,
} from "./stream_alarm.ts";
export { excessAt, fitGeneralisedPareto, type GeneralisedPareto } from "./generalised_pareto.ts";
export type { Threshold, ThresholdContext } from "./threshold.ts";

const makers = {
  "peaks": createSteadyPeaks,
  "spot": createSpot,
  "dspot": createDspot,
  "conformal": createConformal,
};

/** Names of the thresholds. */
export const THRESHOLDS = Object.keys(makers) as readonly (keyof typeof makers)[];

/**
 * A threshold by name.
 *
 * @throws {UsageError} for an unknown name, with the nearest one, and for a rate that is not above 0 and below 1
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { createThreshold } from "./mod.ts";
 * const threshold = createThreshold("peaks", { falseAlarmRate: 1e-4 });
 * threshold.fit(Array.from({ length: 500 }, (_, step) => Math.abs(Math.sin(step))));
 * ok(threshold.update(9));
 * ok(!threshold.update(0.5));
 * ```
 */
export function createThreshold(name: string, context: ThresholdContext): Threshold {
  const { falseAlarmRate } = context;
  if (!(falseAlarmRate > 0 && falseAlarmRate < 1)) {
    throw new UsageError(`The rate of false alarms must be above 0 and below 1, found ${falseAlarmRate}`);
  }
  const threshold = makers[requireName("threshold", name, THRESHOLDS)](context);
  const { name: own, fit, update } = threshold;
  return {
    name: own,
    get level() {
      return threshold.level;
    },
    fit,
    update,
    ...sealed({ thing: "threshold", name: own, settings: { falseAlarmRate } }, threshold),
  };
}
