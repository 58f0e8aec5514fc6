import { deepFreeze } from "../../model/deep_freeze.ts";
import type { FaultType } from "../../model/mod.ts";
import type { Conditions } from "../physics/conditions.ts";
import { faultCatalogue, type FaultKind, type Injection, LEAKED_POOL, USUAL_POOL } from "./catalogue.ts";
import type { PlacedFault } from "./sampling.ts";

/** How faults begin: with a step, anywhere within it, or by growing. */
export const ONSETS = ["step", "anywhere", "ramp"] as const;
deepFreeze(ONSETS);

/** How faults begin. */
export type Onset = typeof ONSETS[number];

/** How faults come and go. */
export interface FaultCourse {
  /** How they begin. */
  readonly onset: Onset;
  /** Steps in which a fault grows to its full effect, with the onset "ramp". */
  readonly rampSteps: number;
  /** Steps for which a fault is felt, and those for which it is not, by turns; absent: it is felt all the time. */
  readonly flapping?: readonly [on: number, off: number];
}

/** Severity from which on the effect is that of the catalogue; below it, a share of the effect here, down to nothing at 0. */
const FULL_SEVERITY = 0.4;
/** Conditions that a weak fault has in full: pools lose whole connections, and the share of the queries that are slow does not say how slow they are. */
const UNSCALED_CONDITIONS: ReadonlySet<string> = new Set(["pool", "slowShare"]);

/** The step after the last in which a fault that nobody mends can be felt. */
export function endOf({ startStep, durationSteps, onsetFraction = 0 }: PlacedFault): number {
  return startStep + durationSteps + (onsetFraction > 0 ? 1 : 0);
}

/**
 * The share of its full effect that a fault has in a step, 0 to 1, and its age (steps) since it was last felt from anew.
 *
 * @param kind that of its type; by default the catalogue's
 */
export function strengthAt(
  fault: PlacedFault,
  step: number,
  { onset, rampSteps, flapping }: FaultCourse,
  kind: FaultKind = faultCatalogue[fault.type as FaultType],
): { readonly strength: number; readonly age: number } {
  const { startStep, durationSteps, onsetFraction = 0 } = fault;
  const whole = step - startStep;
  const [on, period] = flapping ? [flapping[0], flapping[0] + flapping[1]] : [Infinity, Infinity];
  const age = flapping ? whole % period : whole;
  if (age >= on) return { strength: 0, age };
  const begin = startStep + onsetFraction;
  const present = Math.min(step + 1, begin + durationSteps) - Math.max(step, begin);
  if (kind.atOnce) return { strength: present > 0 ? 1 : 0, age };
  const grown = onset === "ramp" ? Math.min(1, Math.max(0, (step + 1 - begin) / rampSteps)) : 1;
  return { strength: Math.max(0, present) * grown, age };
}

/**
 * Applies the effect of a fault as far as it is felt: between the conditions before and those at its full effect. A mild severity is a small
 * share of the effect; a pool loses whole connections.
 */
export function applyFault(
  fault: PlacedFault,
  { conditions, injection: given, strength: felt, kind = faultCatalogue[fault.type as FaultType] }: {
    conditions: Conditions;
    injection: Injection;
    /** That of its type; by default the catalogue's. */
    kind?: FaultKind;
    /** Share of its effect that is felt, 0 to 1. */
    strength: number;
  },
): void {
  const { apply } = kind;
  const mild = given.severity < FULL_SEVERITY;
  const injection = mild ? { ...given, severity: FULL_SEVERITY } : given;
  const strength = mild ? felt * given.severity / FULL_SEVERITY : felt;
  if (strength >= 1) return apply(conditions, injection);
  if (strength <= 0) return;
  const { node, call } = injection.target;
  const before = structuredClone(conditions);
  const { hitRatio } = injection.state;
  const hits = hitRatio[node]!;
  apply(conditions, injection);
  for (const [name, values] of Object.entries(conditions)) {
    if (!(values instanceof Float64Array) || UNSCALED_CONDITIONS.has(name)) continue;
    const old = before[name as "slow"];
    for (let i = 0; i < values.length; i++) values[i] = old[i]! + strength * (values[i]! - old[i]!);
  }
  hitRatio[node] = hits + strength * (hitRatio[node]! - hits);
  conditions.traffic = before.traffic + strength * (conditions.traffic - before.traffic);
  if (call === undefined || conditions.pool[call]! === before.pool[call]!) return;
  conditions.pool[call] = leakedPool(before.pool[call]!, conditions.pool[call]!, strength);
}

/** The size of a pool of which a share of the connections is lost. */
function leakedPool(before: number, after: number, strength: number): number {
  const from = Number.isFinite(before) ? before : Math.max(USUAL_POOL, Math.ceil(2 * after));
  const lost = Math.floor(strength * (from - Math.floor(after)));
  return Math.max(LEAKED_POOL, from - lost);
}
