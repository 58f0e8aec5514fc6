import { reached } from "../../diagnose/graph/call_graph.ts";
import type { Diagnosis, LabelledIncident } from "../../model/mod.ts";

/** What a method says of all causes together, and of the way that the fault has travelled, beside the truth. */
export interface SetVerdict {
  /** Whether the likeliest set of causes is exactly the true one. */
  readonly right: boolean;
  /** The probability that the method gives that set, 0 to 1. */
  readonly probability: number;
  /** Steps of the way that it tells. */
  readonly steps: number;
  /** How many of them lie on a way up the calls from a true cause. */
  readonly rightSteps: number;
}

/** Judges the set of causes that a diagnosis holds likeliest; undefined if it states none. */
export function setVerdictOf(
  { causes, path = [] }: Diagnosis,
  { incident: { graph = [] }, truth }: LabelledIncident,
): SetVerdict | undefined {
  const [likeliest] = causes ?? [];
  if (likeliest === undefined) return undefined;
  const named = new Set(likeliest.services);
  const callersOf = Map.groupBy(graph, ({ callee }) => callee);
  const onTheWay = reached(truth.services, (one) => (callersOf.get(one) ?? []).map(({ caller }) => caller));
  return {
    right: named.symmetricDifference(new Set(truth.services)).size === 0,
    probability: likeliest.probability,
    steps: path.length,
    rightSteps: path.filter(({ caller, callee }) => onTheWay.has(caller) && onTheWay.has(callee)).length,
  };
}
