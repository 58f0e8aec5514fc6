import { type Action, describeAction, NOOP, type Topology } from "../model/mod.ts";
import { DEFAULT_GUARDRAILS, type Guardrails } from "./guardrails.ts";

/** What became of a proposal. */
export interface Outcome {
  readonly executed: Action;
  /** The rule that refused the proposal. */
  readonly refused?: string;
}

/** One line of the audit log: every proposal other than noop, and what became of it. */
export interface AuditEntry extends Outcome {
  readonly step: number;
  readonly proposed: Action;
}

/** The only way from a decision to the system. */
export interface Executor {
  readonly log: readonly AuditEntry[];
  /** Lets a proposal through or refuses it. `inBreach`: whether the SLO is violated now. */
  execute(proposal: Action, now: { step: number; inBreach: boolean }): Outcome;
  /** While frozen, nothing but noop passes. */
  freeze(frozen: boolean): void;
}

/** An executor that keeps the guardrails for one episode. */
export function createExecutor(
  { topology, guardrails = {} }: { topology: Topology; guardrails?: Partial<Guardrails> },
): Executor {
  const rules: Guardrails = { ...DEFAULT_GUARDRAILS, ...guardrails };
  const replicas = new Map(topology.services.map((service) => [service.name, service.replicas]));
  const restarted = new Map<string, number>();
  const acted: number[] = [];
  const added: { service: string; step: number }[] = [];
  const log: AuditEntry[] = [];
  let cleared = -Infinity;
  let frozen = false;

  function refusal(action: Action, step: number): string | undefined {
    if (frozen) return "changes are frozen";
    if (action.kind !== "restore") {
      const recent = acted.filter((at) => step - at < rules.rateWindowSteps).length;
      if (recent >= rules.mostActions) {
        return `at most ${rules.mostActions} actions in ${rules.rateWindowSteps} steps`;
      }
    }
    switch (action.kind) {
      case "restart":
      case "rollback":
      case "failover":
        return refuseRestart(action.service, step);
      case "scale":
        return refuseScale(action.service, action.delta, step);
      case "clear_cache":
        return step - cleared < rules.clearCooldownSteps
          ? `caches were cleared ${step - cleared} steps ago, the cooldown is ${rules.clearCooldownSteps}`
          : undefined;
      case "limit_traffic":
        return action.factor >= rules.leastTraffic && action.factor <= 1
          ? undefined
          : `a limit must let ${rules.leastTraffic} to 1 of the traffic through, found ${action.factor}`;
      case "open_breaker":
        return topology.calls.some(({ caller, callee }) =>
            caller === action.caller && callee === action.callee
          )
          ? undefined
          : `there is no call from ${action.caller} to ${action.callee}`;
      default:
        return undefined;
    }
  }

  function refuseRestart(service: string, step: number): string | undefined {
    if (!replicas.has(service)) return `there is no service ${service}`;
    const since = step - (restarted.get(service) ?? -Infinity);
    if (since < rules.restartCooldownSteps) {
      return `${service} was restarted ${since} steps ago, the cooldown is ${rules.restartCooldownSteps}`;
    }
    for (const [other, at] of restarted) {
      if (step - at < rules.disruptionSteps) return `${other} is still coming back`;
    }
  }

  function refuseScale(service: string, delta: number, step: number): string | undefined {
    const count = replicas.get(service);
    if (count === undefined) return `there is no service ${service}`;
    const next = count + delta;
    if (next < rules.leastReplicas || next > rules.mostReplicas) {
      return `${service} must keep ${rules.leastReplicas} to ${rules.mostReplicas} replicas`;
    }
    if (delta < 0 && step - (restarted.get(service) ?? -Infinity) < rules.disruptionSteps) {
      return `${service} is still coming back and needs every replica`;
    }
  }

  function note(action: Action, step: number): void {
    if (action.kind !== "restore") acted.push(step);
    if (acted.length > rules.mostActions) acted.shift();
    if (action.kind === "restart" || action.kind === "rollback" || action.kind === "failover") {
      restarted.set(action.service, step);
    }
    if (action.kind === "clear_cache") cleared = step;
    if (action.kind !== "scale") return;
    replicas.set(action.service, replicas.get(action.service)! + action.delta);
    if (action.delta > 0) added.push({ service: action.service, step });
    else {
      const last = added.findLastIndex(({ service }) => service === action.service);
      if (last >= 0) added.splice(last, 1);
    }
  }

  /** A replica that was added long ago while the breach went on all the time. */
  function undo(step: number): Action | undefined {
    const useless = added.find((entry) => step - entry.step >= rules.undoAfterSteps);
    if (useless === undefined) return undefined;
    const action: Action = { kind: "scale", service: useless.service, delta: -1 };
    return refusal(action, step) === undefined ? action : undefined;
  }

  let lastHealthy = -Infinity;

  return {
    log,
    execute: (proposal, { step, inBreach }) => {
      if (!inBreach) {
        lastHealthy = step;
        // What was added before a healthy step has done its work.
        for (const entry of added) entry.step = step;
      }
      if (proposal.kind === "noop") {
        const action = inBreach && added.length > 0 && step - lastHealthy >= rules.undoAfterSteps
          ? undo(step)
          : undefined;
        if (action === undefined) return { executed: NOOP };
        note(action, step);
        log.push({ step, proposed: NOOP, executed: action });
        return { executed: action };
      }
      const refused = refusal(proposal, step);
      if (refused === undefined) note(proposal, step);
      const outcome: Outcome = refused === undefined
        ? { executed: proposal }
        : { executed: NOOP, refused: `${describeAction(proposal)} refused: ${refused}` };
      log.push({ step, proposed: proposal, ...outcome });
      return outcome;
    },
    freeze: (value) => {
      frozen = value;
    },
  };
}
