import { type Action, PLATFORM, serviceIndex, TIMINGS } from "../../model/mod.ts";
import type { PolicyContext } from "../policy.ts";

/** Steps between two replacements of one service, two drains of it, and two clearings of the caches that guardrails ask for by default. */
const COOLDOWN_STEPS = 20;
/** Actions that guardrails allow by default within some steps. */
const [MAX_ACTIONS, RATE_WINDOW_STEPS] = [12, 20];

/** Knows what guardrails would refuse by default, so that it is not chosen. */
export interface Mask {
  /** Starts a new episode. */
  begin(): void;
  /** Advances by one step; call in each, before `allows`. */
  tick(): void;
  /** Registers what was carried out. */
  note(executed: Action): void;
  /** Whether a plan would be carried out whole if it were begun now. */
  allows(plan: readonly Action[]): boolean;
}

/** Creates the mask of one policy. */
export function createMask({ topology, timings = TIMINGS.realistic }: PolicyContext): Mask {
  const disruptionSteps = timings.restart.service.downSteps;
  const replaced = new Map<string, number>();
  const drained = new Map<string, number>();
  const extra = new Map<string, number>();
  let cleared = -Infinity;
  let acted: number[] = [];
  let step = 0;

  const replicasOf = (service: string) =>
    topology.services[serviceIndex(topology, service)]!.replicas + (extra.get(service) ?? 0);

  const isReplacing = ({ kind }: Action) => kind === "restart" || kind === "rollback" || kind === "failover";

  /** Whether a service may lose a replica: it has another, and none is down or about to be. */
  function maySpareReplica({ kind, service }: Extract<Action, { kind: "scale" | "drain" }>, at: number) {
    const cooldown = kind === "drain" ? COOLDOWN_STEPS : disruptionSteps;
    return replicasOf(service) > PLATFORM.minReplicas &&
      at - (replaced.get(service) ?? -Infinity) >= disruptionSteps &&
      at - (drained.get(service) ?? -Infinity) >= cooldown;
  }

  function isAllowed(action: Action, at: number): boolean {
    if (action.kind === "clear_cache") return at - cleared >= COOLDOWN_STEPS;
    if (action.kind === "scale" || action.kind === "drain") {
      return action.kind === "scale" && action.delta > 0
        ? replicasOf(action.service) < PLATFORM.maxReplicas
        : maySpareReplica(action, at);
    }
    if (!isReplacing(action) || !("service" in action)) return true;
    for (const [service, when] of replaced) {
      const cooldown = service === action.service ? COOLDOWN_STEPS : disruptionSteps;
      if (at - when < cooldown) return false;
    }
    return true;
  }

  return {
    begin: () => {
      replaced.clear();
      drained.clear();
      extra.clear();
      cleared = -Infinity;
      acted = [];
      step = 0;
    },
    tick: () => {
      step++;
    },
    note: (executed) => {
      if (executed.kind === "noop" || executed.kind === "restore") return;
      acted = [...acted.filter((at) => step - at < RATE_WINDOW_STEPS), step];
      if (isReplacing(executed) && "service" in executed) replaced.set(executed.service, step);
      if (executed.kind === "clear_cache") cleared = step;
      if (executed.kind === "scale") {
        extra.set(executed.service, (extra.get(executed.service) ?? 0) + executed.delta);
      }
      if (executed.kind === "drain") drained.set(executed.service, step);
    },
    allows: (plan) =>
      acted.filter((at) => step - at < RATE_WINDOW_STEPS).length + plan.length <= MAX_ACTIONS &&
      plan.every((action, i) => isAllowed(action, step + i)),
  };
}
