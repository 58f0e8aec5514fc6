import { ACTION_KINDS, checkAction } from "../action.ts";
import { showValue } from "../show_value.ts";
import { requireName } from "../suggest.ts";
import type { Topology } from "../topology.ts";
import { UsageError } from "../usage_error.ts";
import type { Decision, Detection, Diagnosis } from "../verdict.ts";

/**
 * Checks what a detector of one's own made of an observation.
 *
 * @throws {UsageError} that says what it must be, and of a score that is none of which service
 */
export function checkDetection(given: Detection, services: readonly string[]): void {
  if (!isObject(given)) {
    throw wrong(
      "must return a detection, { scores, globalScore, anomalous }, as fromScores(scores) makes it",
      given,
    );
  }
  const { scores, globalScore, anomalous } = given;
  if (!(scores instanceof Float64Array) || scores.length !== services.length) {
    throw wrong(
      `scores must be a Float64Array with one for each of ${services.length} services`,
      scores instanceof Float64Array ? `${scores.length} of them` : showValue(scores),
      true,
    );
  }
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isFinite(scores[i])) {
      throw wrong(`the score of "${services[i]}" must be a finite number`, scores[i]);
    }
  }
  if (!Number.isFinite(globalScore)) throw wrong("globalScore must be a finite number", globalScore);
  if (typeof anomalous !== "boolean") throw wrong("anomalous must be true or false", anomalous);
}

/**
 * Checks what a diagnoser of one's own says.
 *
 * @throws {UsageError} that says what it must be; for a service that is not there with the nearest name
 */
export function checkDiagnosis(given: Diagnosis, services: readonly string[]): void {
  if (!isObject(given)) {
    throw wrong("must return a diagnosis, { suspect, confidence, ranking, rationale }", given);
  }
  const { suspect, confidence, ranking, rationale, kinds } = given;
  if (typeof suspect !== "string") throw wrong("suspect must be the name of a service", suspect);
  requireName("service", suspect, services);
  if (!(typeof confidence === "number" && confidence >= 0 && confidence <= 1)) {
    throw wrong("confidence must be a number from 0 to 1", confidence);
  }
  if (typeof rationale !== "string") throw wrong("rationale must be a text", rationale);
  const ranks = "ranking must be a list of { service, score }, the most suspect first";
  if (!Array.isArray(ranking)) throw wrong(ranks, ranking);
  for (const one of ranking as Diagnosis["ranking"]) {
    if (!isObject(one) || typeof one.score !== "number" || Number.isNaN(one.score)) throw wrong(ranks, one);
    requireName("service", one.service, services);
  }
  const types = "kinds must be a list of { service, fault, probability }, the likeliest first";
  if (kinds !== undefined && !Array.isArray(kinds)) throw wrong(types, kinds);
  for (const one of (kinds ?? []) as NonNullable<Diagnosis["kinds"]>) {
    if (!isObject(one) || typeof one.probability !== "number") throw wrong(types, one);
    requireName("service", one.service, services);
  }
}

/**
 * Checks what a policy of one's own decided: that it is a decision, and its action one of this topology. Whether a call is there is left to the
 * executor, which knows those that are not written down.
 *
 * @throws {UsageError} that says what it must be; for an action or a service that is not there with the nearest name
 */
export function checkDecision(given: Decision, topology: Topology): void {
  if (!isObject(given)) throw wrong("must return a decision, { action, propensity, reason }", given);
  const kind: unknown = (given as { readonly kind?: unknown }).kind;
  if (given.action === undefined && (ACTION_KINDS as readonly unknown[]).includes(kind)) {
    throw wrong(
      "must return a decision, { action, propensity: 1, reason }, unless policyFrom() makes it of an action",
      given,
    );
  }
  const { action, propensity, reason } = given;
  if (action?.kind !== "open_breaker") checkAction(action, topology);
  if (!(typeof propensity === "number" && propensity > 0 && propensity <= 1)) {
    throw wrong("propensity must be a number above 0 and up to 1", propensity);
  }
  if (typeof reason !== "string") throw wrong("reason must be a text", reason);
}

/** @param isText whether `found` is a text to be shown as it is */
function wrong(rule: string, found: unknown, isText = false): UsageError {
  return new UsageError(`${rule}, found ${isText ? found : showValue(found)}`);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Promise);
}
