import type { Guardrails } from "../../../../act/mod.ts";
import type { Topology } from "../../../../model/mod.ts";
import type { Order } from "../../../contract.ts";

/** Watches what reaches a system, and knows nothing of how the guardrails count. */
export interface LimitWatch {
  /** Limits that were broken, in words. */
  readonly broken: readonly string[];
  /** Takes an action that reaches the system in a step; `carriedOut` is false where it changes nothing. */
  see(action: Order["action"], step: number, carriedOut: boolean): void;
}

const RESTARTS: readonly string[] = ["restart", "rollback", "failover"];

/** Creates the watch of a system with certain limits. */
export function createLimitWatch(topology: Topology, rules: Guardrails): LimitWatch {
  const broken: string[] = [];
  const services = new Map(topology.services.map(({ name, replicas }) => [name, replicas]));
  const calls = new Set(topology.calls.map(({ caller, callee }) => `${caller} ${callee}`));
  let recent: { readonly action: Order["action"]; readonly step: number }[] = [];
  const span = Math.max(
    rules.rateWindowSteps,
    rules.restartCooldownSteps,
    rules.clearCooldownSteps,
    rules.disruptionSteps,
  );

  function check(action: Order["action"], step: number): string | undefined {
    const since = (kinds: readonly string[], service?: string) =>
      Math.min(
        Infinity,
        ...recent.filter(({ action: { kind, ...rest } }) =>
          kinds.includes(kind) && (service === undefined || ("service" in rest && rest.service === service))
        ).map((entry) => step - entry.step),
      );
    if ("service" in action && !services.has(action.service)) return "a service that is not there";
    const counted = recent.filter((entry) =>
      entry.action.kind !== "restore" && step - entry.step < rules.rateWindowSteps
    );
    if (action.kind !== "restore" && counted.length >= rules.mostActions) return "the rate";
    switch (action.kind) {
      case "restart":
      case "rollback":
      case "failover":
        if (since(RESTARTS, action.service) < rules.restartCooldownSteps) return "the cooldown of restarts";
        return since(RESTARTS) < rules.disruptionSteps ? "two services down at once" : undefined;
      case "scale": {
        if (action.delta !== 1 && action.delta !== -1) return "the size of a scaling";
        const next = services.get(action.service)! + action.delta;
        return next < rules.leastReplicas || next > rules.mostReplicas ? "the number of replicas" : undefined;
      }
      case "drain":
        if (since(["drain"], action.service) < rules.restartCooldownSteps) return "the cooldown of drains";
        return services.get(action.service)! - 1 < rules.leastReplicas ? "the last replica" : undefined;
      case "clear_cache":
        return since(["clear_cache"]) < rules.clearCooldownSteps ? "the cooldown of caches" : undefined;
      case "limit_traffic":
        return action.factor >= rules.leastTraffic && action.factor <= 1
          ? undefined
          : "the least share of traffic";
      case "open_breaker":
        return calls.has(`${action.caller} ${action.callee}`) ? undefined : "a call that is not there";
      case "restore":
        return undefined;
      default:
        return "the kinds of action";
    }
  }

  return {
    broken,
    see: (action, step, carriedOut) => {
      recent = recent.filter((entry) => step - entry.step < span);
      const limit = check(action, step);
      if (limit !== undefined) broken.push(`step ${step}: ${limit}: ${JSON.stringify(action)}`);
      recent.push({ action, step });
      if (carriedOut && action.kind === "scale") {
        services.set(action.service, services.get(action.service)! + action.delta);
      }
    },
  };
}
