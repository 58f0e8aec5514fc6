import { FAULT_TYPES } from "../../model/mod.ts";
import type { Verdict } from "./verdict.ts";

const OWN: ReadonlySet<string> = new Set(FAULT_TYPES);

/** The kinds of fault of an incident: several faults of the simulator's are joined by "+", other words stand as they are. */
export function kindsOf(fault: string | null): string[] {
  if (fault === null) return [];
  const parts = fault.split("+");
  return parts.every((part) => OWN.has(part)) ? [...new Set(parts)] : [fault];
}

/**
 * The share of the cases in the project's own words whose kind was named rightly.
 *
 * @returns null without such cases, and for a method that never names a kind
 */
export function kindRightShare(verdicts: readonly Verdict[]): number | null {
  const told = verdicts.map(({ fault, namedFault }) => ({ kinds: kindsOf(fault), namedFault }))
    .filter(({ kinds }) => kinds.length > 0 && kinds.every((kind) => OWN.has(kind)));
  if (!told.some(({ namedFault }) => namedFault !== null)) return null;
  return told.filter(({ kinds, namedFault }) => kinds.includes(namedFault!)).length / told.length;
}
