import type { Verdict } from "./verdict.ts";
import { rowsToCsv } from "../../report/csv.ts";

/**
 * One row per incident and method: the truth, what was named (most suspect first), how sure the method was, and why. Services are parted
 * by "|"; `right` is empty where nothing was wrong. No times, so that the same incidents give the same bytes.
 */
export function verdictsToCsv(verdicts: readonly Verdict[]): string {
  return rowsToCsv(verdicts.map((verdict) => ({
    incident: verdict.incident,
    method: verdict.method,
    view: verdict.view,
    truth: verdict.truth.join("|"),
    fault: verdict.fault,
    named: verdict.named.join("|"),
    right: verdict.truth.length === 0 ? null : verdict.truth.includes(verdict.named[0]!),
    confidence: verdict.confidence,
    named_fault: verdict.namedFault,
    rationale: verdict.rationale,
  })));
}
