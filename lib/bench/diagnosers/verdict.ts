import type { SetVerdict } from "./set_verdict.ts";
import type { View } from "./view.ts";

/** The answer of one method to one incident, beside the truth. */
export interface Verdict {
  /** Name of the method. */
  readonly method: string;
  /** The signals that it was given. */
  readonly view: View;
  /** Id of the incident. */
  readonly incident: string;
  /** The services at fault; empty: nothing was wrong. */
  readonly truth: readonly string[];
  /** The fault type, in the data set's words. */
  readonly fault: string | null;
  /** Services that the method named, most suspect first; a score of 0 or less names none. */
  readonly named: readonly string[];
  /** Confidence of the method in the first service named, 0 to 1. */
  readonly confidence: number;
  /** What it says of all causes together; absent if it states no sets of causes. */
  readonly causes?: SetVerdict;
  /** The fault type that the method named. */
  readonly namedFault: string | null;
  /** The evidence in words. */
  readonly rationale: string;
  /** Time to fit (ms); null if the fit was shared with an earlier incident. */
  readonly fitMs: number | null;
  /** Time to diagnose (ms). */
  readonly diagnoseMs: number;
}
