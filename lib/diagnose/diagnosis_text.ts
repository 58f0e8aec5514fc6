import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import type { Diagnosis } from "../model/mod.ts";
import { anyObject, listWith } from "../model/argument_schemas.ts";
import { faultText } from "../model/shown/fault_text.ts";
import { lookText } from "./next_look/look_text.ts";
import { nobodyAtFault } from "./nobody_at_fault.ts";

const PERCENT_TEXT_ARGUMENTS = z.object({ probability: z.number() });
const DIAGNOSIS_TEXT_ARGUMENTS = z.object({
  diagnosis: z.looseObject({ suspect: z.string(), confidence: z.number(), fault: z.string().optional() }),
});
const EXPLANATION_TEXT_ARGUMENTS = z.object({
  diagnosis: z.looseObject({
    suspect: z.string(),
    causes: listWith({ services: "list", probability: "number" }).optional(),
    path: listWith({ caller: "string", callee: "string", text: "string" }).optional(),
    look: anyObject.optional(),
  }),
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
 * at that service, where the diagnoser states it; and who else is at fault in the likeliest set of causes. Where it holds more likely than not that
 * nobody is at fault, it says so first.
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
 * const causes = [{ services: [], probability: 0.9 }, { services: ["db"], probability: 0.1 }];
 * const healthy = diagnosisText({ suspect: "db", confidence: 0.1, causes });
 * strictEqual(healthy, "nobody at fault: 90 % sure; if anybody, db (10 %)");
 * ```
 */
export function diagnosisText(
  diagnosis: Pick<Diagnosis, "suspect" | "confidence" | "fault" | "kinds" | "causes">,
): string {
  checkOptions("diagnosisText", DIAGNOSIS_TEXT_ARGUMENTS, { diagnosis });
  const { suspect, confidence, fault, kinds = [], causes = [] } = diagnosis;
  if (confidence === 0) return "nobody can be named";
  const nobody = nobodyAtFault(diagnosis);
  if (nobody > 0.5) {
    return `nobody at fault: ${percentText(nobody)} sure; if anybody, ${suspect} (${
      percentText(confidence)
    })`;
  }
  const kind = kinds.find((one) => one.service === suspect && one.fault === fault);
  const [likeliest] = causes;
  const others = likeliest?.services.filter((service) => service !== suspect) ?? [];
  const together = others.length > 0 && likeliest!.services.includes(suspect)
    ? `; together with ${others.join(" and ")} (${percentText(likeliest!.probability)})`
    : "";
  return `${suspect} at fault: ${percentText(confidence)} sure${
    fault === undefined ? "" : `; most likely ${faultText(fault)}`
  }${kind === undefined ? "" : ` (${percentText(kind.probability)})`}${together}`;
}

/** Sets of causes less likely than that aren't told. */
const MIN_TOLD_PROBABILITY = 0.01;
/** Steps of a way that are told; what else is affected is counted. */
const MAX_TOLD_STEPS = 8;

/**
 * What a diagnosis says besides its suspect, a line each: the sets of services that may be at fault together with their probabilities, the way up
 * the calls that the fault has travelled with what shows each step, and what to look at next. Empty where the diagnoser states none of it.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { explanationText } from "./diagnosis_text.ts";
 * const text = explanationText({
 *   suspect: "db",
 *   causes: [{ services: ["db"], probability: 0.8 }, { services: ["db", "cache"], probability: 0.2 }],
 *   path: [{ caller: "web", callee: "db", text: "its latency is 900 ms" }],
 * });
 * strictEqual(
 *   text,
 *   `At fault: db alone 80 %, db and cache together 20 %
 * How it travelled:
 *   db → web (web: its latency is 900 ms)`,
 * );
 * ```
 */
export function explanationText(diagnosis: Pick<Diagnosis, "suspect" | "causes" | "path" | "look">): string {
  checkOptions("explanationText", EXPLANATION_TEXT_ARGUMENTS, { diagnosis });
  const { causes = [], path = [], look } = diagnosis;
  const sets = causes.filter(({ probability }) => probability >= MIN_TOLD_PROBABILITY)
    .map(({ services, probability }) => `${setText(services)} ${percentText(probability)}`);
  const steps = path.slice(0, MAX_TOLD_STEPS)
    .map(({ caller, callee, text }) => `  ${callee} → ${caller} (${caller}: ${text})`);
  const more = path.length > steps.length ? [`  and ${path.length - steps.length} more`] : [];
  return [
    ...(sets.length > 0 ? [`At fault: ${sets.join(", ")}`] : []),
    ...(steps.length > 0 ? ["How it travelled:", ...steps, ...more] : []),
    ...(look === undefined ? [] : [lookText(look).replace("to tell", "To tell")]),
  ].join("\n");
}

function setText(services: readonly string[]): string {
  if (services.length === 0) return "nobody";
  return services.length === 1
    ? `${services[0]} alone`
    : `${services.slice(0, -1).join(", ")} and ${services.at(-1)} together`;
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
