import type { Dependency, Diagnosis } from "../../model/mod.ts";

/** Steps of a way that are told at most. */
const MAX_STEPS = 50;

/**
 * How a fault travelled: from each cause to those that call it and are affected, and on to those that call these, each step once.
 *
 * @param affected what shows that a service is affected, in words; undefined if nothing does
 */
export function spreadOf(
  causes: readonly string[],
  graph: readonly Dependency[],
  affected: (service: string) => string | undefined,
): Required<Diagnosis>["path"] {
  const callersOf = Map.groupBy(graph, ({ callee }) => callee);
  const said = new Map<string, string | undefined>();
  const steps: { caller: string; callee: string; text: string }[] = [];
  const reached = new Set(causes);
  for (const callee of reached) {
    for (const { caller } of callersOf.get(callee) ?? []) {
      if (caller === callee || causes.includes(caller)) continue;
      if (!said.has(caller)) said.set(caller, affected(caller));
      const text = said.get(caller);
      if (text === undefined) continue;
      steps.push({ caller, callee, text });
      if (steps.length >= MAX_STEPS) return steps;
      // Visited in turn: a set can grow while it is gone through.
      reached.add(caller);
    }
  }
  return steps;
}
