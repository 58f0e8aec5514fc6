import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import { topologySchema } from "../model/schemas.ts";
import type { Action, Topology } from "../model/mod.ts";

const ARGUMENTS = z.object({ topology: topologySchema });

/**
 * Every action that is possible in a system of this topology, noop first. Parameters are coarse: one replica more or less, traffic
 * limited to 0.7 or 0.4.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { createTopology } from "aiops";
 * import { everyAction } from "aiops/decide";
 * import { describeAction } from "aiops/model";
 * const actions = everyAction(createTopology("three-tier")).map(describeAction);
 * deepStrictEqual(actions.slice(0, 3), ["noop", "restart(api)", "rollback(api)"]);
 * ```
 */
export function everyAction(topology: Topology): readonly Action[] {
  checkOptions("everyAction", ARGUMENTS, { topology });
  const { services, calls } = topology;
  return [
    { kind: "noop" },
    ...services.flatMap(({ name, kind, balancer }): Action[] => [
      { kind: "restart", service: name },
      ...(kind === "service" ? [{ kind: "rollback", service: name } as const] : []),
      ...(kind === "database" ? [{ kind: "failover", service: name } as const] : []),
      { kind: "scale", service: name, delta: 1 },
      { kind: "scale", service: name, delta: -1 },
      ...(balancer === undefined ? [] : [{ kind: "drain", service: name } as const]),
    ]),
    ...(services.some(({ kind }) => kind === "cache") ? [{ kind: "clear_cache" } as const] : []),
    { kind: "limit_traffic", factor: 0.7 },
    { kind: "limit_traffic", factor: 0.4 },
    ...calls.map(({ caller, callee }): Action => ({ kind: "open_breaker", caller, callee })),
    { kind: "restore" },
  ];
}
