import type { Dependency } from "../../model/mod.ts";
import type { DiagnoserContext } from "../diagnoser.ts";

/** Who calls whom, by the services' places in a list of services. No service calls itself, none calls another twice. */
export interface Adjacency {
  /** Per service the places of those it calls, in the order of the calls. */
  readonly callees: readonly (readonly number[])[];
  /** Per service the places of those that call it, in the order of the calls. */
  readonly callers: readonly (readonly number[])[];
}

/**
 * The adjacency lists of a call graph. Calls of or by services that aren't listed are left out, and so are calls of a service to itself.
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { adjacency } from "./call_graph.ts";
 * const calls = [{ caller: "web", callee: "db" }, { caller: "web", callee: "mail" }];
 * deepStrictEqual(adjacency(["db", "web"], calls), { callees: [[], [0]], callers: [[1], []] });
 * ```
 */
export function adjacency(services: readonly string[], calls: readonly Dependency[]): Adjacency {
  const place = new Map(services.map((name, i) => [name, i]));
  const callees = services.map(() => new Set<number>());
  const callers = services.map(() => new Set<number>());
  for (const { caller, callee } of calls) {
    const [from, to] = [place.get(caller), place.get(callee)];
    if (from === undefined || to === undefined || from === to) continue;
    callees[from]!.add(to);
    callers[to]!.add(from);
  }
  const listed = (sets: readonly Set<number>[]) => sets.map((set) => [...set]);
  return { callees: listed(callees), callers: listed(callers) };
}

/**
 * Some services, and all that are reached from them over calls in one direction.
 *
 * @param next the direct callees, or callers, of one
 */
export function reached<T>(from: Iterable<T>, next: (one: T) => Iterable<T>): ReadonlySet<T> {
  const found = new Set(from);
  // A set that grows while it is gone through is gone through to its end.
  for (const one of found) for (const other of next(one)) found.add(other);
  return found;
}

/** A call graph, and the service where users notice the incident. */
export interface DependencyGraph extends Adjacency {
  /** Place of the service where users notice the incident. */
  readonly target: number;
}

/**
 * The call graph of a context. Without a known graph every other service counts as a callee of the one where users notice the
 * incident; if that isn't known either, it is the first service.
 */
export function dependencyGraphOf({ services, graph, symptom }: DiagnoserContext): DependencyGraph {
  const target = Math.max(0, services.indexOf(symptom?.service ?? services[0]!));
  const calls = graph ?? services.map((callee) => ({ caller: services[target]!, callee }));
  return { target, ...adjacency(services, calls) };
}
