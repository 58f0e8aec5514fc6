import type { DiagnoserContext } from "../diagnoser.ts";

/** Who calls whom, by the services' places in the list of services. No service calls itself, none calls another twice. */
export interface DependencyGraph {
  /** Place of the service where users feel the incident. */
  readonly target: number;
  readonly callees: readonly (readonly number[])[];
  readonly callers: readonly (readonly number[])[];
}

/**
 * The graph that a context tells of. Where none is known, every other service counts as called by the one where users feel the
 * incident; where that isn't known either, it is the first service. Calls of or by services that aren't listed are left out.
 */
export function dependencyGraphOf({ services, graph, symptom }: DiagnoserContext): DependencyGraph {
  const place = new Map(services.map((name, i) => [name, i]));
  const target = place.get(symptom?.service ?? services[0]!) ?? 0;
  const callees = services.map(() => new Set<number>());
  const callers = services.map(() => new Set<number>());
  const link = (caller: number | undefined, callee: number | undefined) => {
    if (caller === undefined || callee === undefined || caller === callee) return;
    callees[caller]!.add(callee);
    callers[callee]!.add(caller);
  };
  if (graph === undefined) services.forEach((_, i) => link(target, i));
  graph?.forEach(({ caller, callee }) => link(place.get(caller), place.get(callee)));
  const listed = (sets: readonly Set<number>[]) => sets.map((set) => [...set]);
  return { target, callees: listed(callees), callers: listed(callers) };
}

/** Which services can be reached from one by calls among those that `through` lets pass; the start is always in. */
export function reachedBy(
  { callees }: DependencyGraph,
  start: number,
  through: (service: number) => boolean = () => true,
): ReadonlySet<number> {
  const reached = new Set([start]);
  for (const service of reached) callees[service]!.filter(through).forEach((callee) => reached.add(callee));
  return reached;
}
