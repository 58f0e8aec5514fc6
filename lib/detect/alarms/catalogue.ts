import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { type Catalogue, catalogue, type Choice, UsageError } from "../../model/mod.ts";
import { showValue } from "../../model/show_value.ts";
import { sealed } from "../state/sealed.ts";
import { conformal } from "./conformal.ts";
import { dspot } from "./dspot.ts";
import { spot } from "./spot.ts";
import { peaks } from "./peaks.ts";
import type { Threshold, ThresholdContext, ThresholdEntry } from "./threshold.ts";

/** Every threshold. */
export const thresholds: Catalogue<ThresholdEntry> = catalogue<ThresholdEntry>("threshold", [
  peaks,
  spot,
  dspot,
  conformal,
]);

/** Names of the thresholds. */
export const THRESHOLDS: readonly string[] = thresholds.names;

/** The range of the rate is checked afterwards, as that of the parameter. */
const CONTEXT = z.strictObject({
  falseAlarmRate: z.custom<number>((value) => typeof value === "number", "must be a number").optional(),
}).optional();

/**
 * Creates a threshold by name and parameters.
 *
 * @param context overrides the parameter `falseAlarmRate`
 * @throws {UsageError} for an unknown name or parameter (the message names the nearest one), a value out of range, or a rate that is not above
 * 0 and below 1
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { createThreshold } from "./catalogue.ts";
 * const threshold = createThreshold("peaks:falseAlarmRate=1e-4");
 * threshold.fit(Array.from({ length: 500 }, (_, step) => Math.abs(Math.sin(step))));
 * ok(threshold.update(9));
 * ok(!threshold.update(0.5));
 * ```
 */
export function createThreshold(choice: Choice, context?: ThresholdContext): Threshold {
  const { entry, parameters, label } = thresholds.choose(choice);
  checkOptions("createThreshold", CONTEXT, context, "the context");
  const falseAlarmRate = context?.falseAlarmRate ?? Number(parameters.falseAlarmRate);
  if (!(falseAlarmRate > 0 && falseAlarmRate < 1)) {
    throw new UsageError(`The rate of false alarms must be above 0 and below 1, found ${falseAlarmRate}`);
  }
  const threshold = entry.create({ falseAlarmRate }, parameters);
  const { fit, update } = threshold;
  return {
    name: label,
    get level() {
      return threshold.level;
    },
    fit: (scores) => fit(requireScores(scores, label)),
    update: (score) => {
      if (typeof score === "number") return update(score);
      throw new UsageError(`The threshold "${label}" judges numbers, found ${showValue(score)}`);
    },
    ...sealed({ thing: "threshold", name: label, settings: { falseAlarmRate } }, threshold),
  };
}

function requireScores(scores: ArrayLike<number>, label: string): ArrayLike<number> {
  if (scores instanceof Float64Array && scores.length > 0) return scores;
  if (Array.isArray(scores) && scores.length > 0 && scores.every((score) => typeof score === "number")) {
    return scores;
  }
  throw new UsageError(
    `The threshold "${label}" needs 1 score or more to be fitted to, found ${showValue(scores)}`,
  );
}
