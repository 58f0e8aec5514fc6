import type { Action, Topology } from "../../model/mod.ts";
import { USUAL_LIMIT } from "./usual_limit.ts";

/** The remedies that need no diagnosis: fail over each database, roll the front back, limit traffic, clear the caches, restart the front, drain what is behind a load balancer. */
export function blindOrder({ services, front }: Topology): readonly Action[] {
  return [
    ...services.filter(({ kind }) => kind === "database")
      .map(({ name }): Action => ({ kind: "failover", service: name })),
    { kind: "rollback", service: front },
    USUAL_LIMIT,
    ...(services.some(({ kind }) => kind === "cache") ? [{ kind: "clear_cache" } as const] : []),
    { kind: "restart", service: front },
    ...services.filter(({ balancer }) => balancer !== undefined)
      .map(({ name }): Action => ({ kind: "drain", service: name })),
  ];
}
