import type { Verdict } from "../verdict.ts";

/** A verdict for tests: "db" at fault and named first with confidence 0.8, but for what is given. */
export function madeUpVerdict(verdict: Partial<Verdict> = {}): Verdict {
  return {
    method: "m",
    view: "everything",
    incident: "1",
    truth: ["db"],
    fault: null,
    named: ["db", "api"],
    confidence: 0.8,
    namedFault: null,
    rationale: "db is slow",
    fitMs: 1,
    diagnoseMs: 2,
    ...verdict,
  };
}
