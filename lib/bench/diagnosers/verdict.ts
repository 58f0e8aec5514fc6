import type { View } from "./view.ts";

/** How one method answered one incident. */
export interface Verdict {
  readonly method: string;
  /** What it was given of the signals. */
  readonly view: View;
  readonly incident: string;
  /** The services at fault; empty: nothing was wrong. */
  readonly truth: readonly string[];
  /** The kind of fault, in the data set's words. */
  readonly fault: string | null;
  /** Services that the method named, most suspect first; a score of 0 or less names nobody. */
  readonly named: readonly string[];
  /** 0 to 1. */
  readonly confidence: number;
  /** The kind of fault that the method named. */
  readonly namedFault: string | null;
  readonly rationale: string;
  /** Milliseconds for learning what is normal; null where that was learnt for an incident before. */
  readonly fitMs: number | null;
  /** Milliseconds for the diagnosis. */
  readonly diagnoseMs: number;
}
