import type { Dependency } from "../../model/mod.ts";

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
 * import { adjacency } from "./adjacency.ts";
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
