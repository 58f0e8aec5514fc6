import { ACTION_KINDS, type Topology } from "../../model/mod.ts";
import type { CarriedOutKind } from "../config/schema.ts";
import type { Order } from "../contract.ts";

/** The kinds of action that are carried out. */
export const CARRIED_OUT_KINDS: readonly CarriedOutKind[] = ACTION_KINDS.filter((
  kind,
): kind is CarriedOutKind => kind !== "noop");

/** Share of a limit that a check asks about. */
const LIMIT_FACTOR = 0.5;

/** The actions of a kind that an agent may propose for a topology: one a service or a call, or one for the whole system. */
export function possibleActions(
  kind: CarriedOutKind,
  { services, calls }: Topology,
): readonly Order["action"][] {
  const names = (of: (kind: string) => boolean) =>
    services.filter((service) => of(service.kind)).map(({ name }) => name);
  switch (kind) {
    case "restart":
    case "drain":
      return names(() => true).map((service) => ({ kind, service }));
    case "rollback":
      return names((one) => one === "service").map((service) => ({ kind, service }));
    case "failover":
      return names((one) => one === "database").map((service) => ({ kind, service }));
    case "scale":
      return names(() => true).map((service) => ({ kind, service, delta: 1 }));
    case "limit_traffic":
      return [{ kind, factor: LIMIT_FACTOR }];
    case "open_breaker":
      return calls.map(({ caller, callee }) => ({ kind, caller, callee }));
    case "clear_cache":
      return names((one) => one === "cache").length === 0 ? [] : [{ kind }];
    case "restore":
      return [{ kind }];
  }
}
