import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import type { Diagnosis } from "../model/mod.ts";
import { faultText } from "../model/shown/fault_text.ts";

const PERCENT_TEXT_ARGUMENTS = z.object({ probability: z.number() });
const DIAGNOSIS_TEXT_ARGUMENTS = z.object({
  diagnosis: z.looseObject({ suspect: z.string(), confidence: z.number(), fault: z.string().optional() }),
});

/**
 * A probability as text, in whole percent. No estimate is certain, so the extremes are "over 99 %" and "under 1 %" where rounding would
 * give 100 and 0. Only exactly 0, without any evidence, is "0 %".
 *
 * @param probability 0 to 1
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { percentText } from "./diagnosis_text.ts";
 * strictEqual(percentText(0.87), "87 %");
 * strictEqual(percentText(0.9996), "over 99 %");
 * strictEqual(percentText(0.002), "under 1 %");
 * ```
 */
export function percentText(probability: number): string {
  checkOptions("percentText", PERCENT_TEXT_ARGUMENTS, { probability });
  const percent = Math.round(100 * probability);
  if (percent >= 100) return "over 99 %";
  return percent === 0 && probability > 0 ? "under 1 %" : `${percent} %`;
}

/**
 * A diagnosis in words: how sure it is of the service, and apart from that the likeliest kind of fault, with the probability that it is that kind
 * at that service, where the diagnoser states it.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { diagnosisText } from "./diagnosis_text.ts";
 * const kinds = [{ service: "db", fault: "noisy_neighbour", probability: 0.71 } as const];
 * const text = diagnosisText({ suspect: "db", confidence: 0.9996, fault: "noisy_neighbour", kinds });
 * strictEqual(text, "db at fault: over 99 % sure; most likely noisy neighbour (71 %)");
 * strictEqual(diagnosisText({ suspect: "db", confidence: 0.4 }), "db at fault: 40 % sure");
 * ```
 */
export function diagnosisText(
  diagnosis: Pick<Diagnosis, "suspect" | "confidence" | "fault" | "kinds">,
): string {
  checkOptions("diagnosisText", DIAGNOSIS_TEXT_ARGUMENTS, { diagnosis });
  const { suspect, confidence, fault, kinds = [] } = diagnosis;
  if (confidence === 0) return "nobody can be named";
  const kind = kinds.find((one) => one.service === suspect && one.fault === fault);
  return `${suspect} at fault: ${percentText(confidence)} sure${
    fault === undefined ? "" : `; most likely ${faultText(fault)}`
  }${kind === undefined ? "" : ` (${percentText(kind.probability)})`}`;
}

/** The rationale without the words of `diagnosisText`, for where those stand beside it. */
export function reasonsText(diagnosis: Diagnosis): string {
  const { rationale } = diagnosis;
  const said = `${diagnosisText(diagnosis)}; `;
  return rationale.startsWith(said)
    ? rationale.slice(said.length)
    : rationale.replace(/^Nobody can be named: /, "");
}

/** A diagnosis in words, and why. */
export function reasonedText(diagnosis: Diagnosis): string {
  const { confidence } = diagnosis;
  return `${diagnosisText(diagnosis)}${confidence === 0 ? ":" : ";"} ${reasonsText(diagnosis)}`;
}
