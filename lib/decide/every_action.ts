import type { Action, Topology } from "../model/mod.ts";

/** Every action that can change a system of this topology, noop first. */
export function everyAction(topology: Topology): readonly Action[] {
  const { services, calls } = topology;
  return [
    { kind: "noop" },
    ...services.flatMap(({ name, kind }): Action[] => [
      { kind: "restart", service: name },
      ...(kind === "service" ? [{ kind: "rollback", service: name } as const] : []),
      ...(kind === "database" ? [{ kind: "failover", service: name } as const] : []),
      { kind: "scale", service: name, delta: 1 },
      { kind: "scale", service: name, delta: -1 },
    ]),
    ...(services.some(({ kind }) => kind === "cache") ? [{ kind: "clear_cache" } as const] : []),
    { kind: "limit_traffic", factor: 0.7 },
    { kind: "limit_traffic", factor: 0.4 },
    ...calls.map(({ caller, callee }): Action => ({ kind: "open_breaker", caller, callee })),
    { kind: "restore" },
  ];
}
