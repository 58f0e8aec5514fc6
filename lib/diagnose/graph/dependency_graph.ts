import type { DiagnoserContext } from "../diagnoser.ts";
import { type Adjacency, adjacency } from "./adjacency.ts";

/** Who calls whom, and where users feel the incident. */
export interface DependencyGraph extends Adjacency {
  /** Place of the service where users feel the incident. */
  readonly target: number;
}

/**
 * The call graph that a context tells of. Where none is known, every other service counts as called by the one where users feel the
 * incident; where that isn't known either, it is the first service. Calls of or by services that aren't listed are left out.
 */
export function dependencyGraphOf({ services, graph, symptom }: DiagnoserContext): DependencyGraph {
  const target = Math.max(0, services.indexOf(symptom?.service ?? services[0]!));
  const calls = graph ?? services.map((callee) => ({ caller: services[target]!, callee }));
  return { target, ...adjacency(services, calls) };
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
