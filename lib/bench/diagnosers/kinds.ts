import { FAULT_TYPES } from "../../model/mod.ts";
import type { Verdict } from "./verdict.ts";

/** The fault types of the simulator. */
const SIMULATED_FAULTS: ReadonlySet<string> = new Set(FAULT_TYPES);

/** The fault types of an incident: simulated faults are split at "+", the words of other data sets are kept as they are. */
export function kindsOf(fault: string | null): string[] {
  if (fault === null) return [];
  const parts = fault.split("+");
  return parts.every((part) => SIMULATED_FAULTS.has(part)) ? [...new Set(parts)] : [fault];
}

/**
 * Share of the cases with simulated faults whose fault type was named correctly.
 *
 * @returns null without such cases, and for a method that never names a fault type
 */
export function kindRightShare(verdicts: readonly Verdict[]): number | null {
  const told = verdicts.map(({ fault, namedFault }) => ({ kinds: kindsOf(fault), namedFault }))
    .filter(({ kinds }) => kinds.length > 0 && kinds.every((kind) => SIMULATED_FAULTS.has(kind)));
  if (!told.some(({ namedFault }) => namedFault !== null)) return null;
  return told.filter(({ kinds, namedFault }) => kinds.includes(namedFault!)).length / told.length;
}
