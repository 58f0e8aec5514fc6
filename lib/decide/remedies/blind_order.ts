import type { Action, Topology } from "../../model/mod.ts";

/** The remedies that need no diagnosis: databases over, front back, less traffic, caches cleared, front restarted, replicas drained. */
export function blindOrder({ services, front }: Topology): readonly Action[] {
  return [
    ...services.filter(({ kind }) => kind === "database")
      .map(({ name }): Action => ({ kind: "failover", service: name })),
    { kind: "rollback", service: front },
    { kind: "limit_traffic", factor: 0.4 },
    ...(services.some(({ kind }) => kind === "cache") ? [{ kind: "clear_cache" } as const] : []),
    { kind: "restart", service: front },
    ...services.filter(({ balancer }) => balancer !== undefined)
      .map(({ name }): Action => ({ kind: "drain", service: name })),
  ];
}
