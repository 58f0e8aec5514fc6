import type { Action } from "../model/mod.ts";
import type { Guardrails } from "./guardrails.ts";

/** What an executor has let through, as far as the guardrails look at it. */
export interface Passed {
  /** Replicas by service, as the executor counts them. */
  readonly replicas: ReadonlyMap<string, number>;
  /** Step of the last restart, rollback or failover, by service. */
  readonly restarted: ReadonlyMap<string, number>;
  /** Step of the last drain, by service. */
  readonly drained: ReadonlyMap<string, number>;
  /** Steps of the latest actions other than `restore`. */
  readonly acted: readonly number[];
  /** Step in which the caches were last cleared; -Infinity: never. */
  readonly cleared: number;
  /** Whether changes are frozen. */
  readonly frozen: boolean;
}

/** What a refusal depends on. */
interface Grounds {
  readonly rules: Guardrails;
  readonly passed: Passed;
}

/** Why the guardrails refuse an action in a step, as text; undefined where they let it through. */
export function refusalOf(action: Action, step: number, grounds: Grounds): string | undefined {
  const { rules, passed } = grounds;
  if (action.kind === "noop") return undefined;
  if (passed.frozen) return "changes are frozen";
  if (action.kind !== "restore") {
    const recent = passed.acted.filter((at) => step - at < rules.rateWindowSteps).length;
    if (recent >= rules.mostActions) {
      return `at most ${rules.mostActions} actions in ${rules.rateWindowSteps} steps`;
    }
  }
  switch (action.kind) {
    case "restart":
    case "rollback":
    case "failover":
      return refuseRestart(action.service, step, grounds);
    case "scale":
      return refuseScale(action, step, grounds);
    case "drain":
      return refuseDrain(action.service, step, grounds);
    case "clear_cache":
      return step - passed.cleared < rules.clearCooldownSteps
        ? `caches were cleared ${agoText(step - passed.cleared)}, the cooldown is ${rules.clearCooldownSteps}`
        : undefined;
    case "limit_traffic":
      return action.factor >= rules.leastTraffic && action.factor <= 1
        ? undefined
        : `a limit must let a share of ${rules.leastTraffic} to 1 of the traffic through, found ${action.factor}`;
    default:
      return undefined;
  }
}

function agoText(steps: number): string {
  return steps === 1 ? "1 step ago" : `${steps} steps ago`;
}

function refuseRestart(service: string, step: number, { rules, passed }: Grounds): string | undefined {
  const since = step - (passed.restarted.get(service) ?? -Infinity);
  if (since < rules.restartCooldownSteps) {
    return `${service} was restarted ${agoText(since)}, the cooldown is ${rules.restartCooldownSteps}`;
  }
  for (const [other, at] of passed.restarted) {
    if (step - at < rules.disruptionSteps) return `${other} is still restarting`;
  }
}

function refuseScale(
  { service, delta }: { readonly service: string; readonly delta: number },
  step: number,
  { rules, passed }: Grounds,
): string | undefined {
  const next = passed.replicas.get(service)! + delta;
  if (next < rules.leastReplicas || next > rules.mostReplicas) {
    return `${service} must keep ${rules.leastReplicas} to ${rules.mostReplicas} replicas`;
  }
  if (delta < 0 && step - (passed.restarted.get(service) ?? -Infinity) < rules.disruptionSteps) {
    return `${service} is still restarting and needs every replica`;
  }
  if (delta < 0 && step - (passed.drained.get(service) ?? -Infinity) < rules.disruptionSteps) {
    return `a replica of ${service} is still drained, and it needs every other`;
  }
}

function refuseDrain(service: string, step: number, grounds: Grounds): string | undefined {
  const { rules, passed } = grounds;
  const since = step - (passed.drained.get(service) ?? -Infinity);
  if (since < rules.restartCooldownSteps) {
    return `${service} was drained ${agoText(since)}, the cooldown is ${rules.restartCooldownSteps}`;
  }
  return refuseScale({ service, delta: -1 }, step, grounds);
}
