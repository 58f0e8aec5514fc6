import { type Action, describeAction, NOOP, type Topology } from "../model/mod.ts";
import { DEFAULT_GUARDRAILS, type Guardrails } from "./guardrails.ts";

/** The outcome of a proposal. */
export interface Outcome {
  /** The action carried out; `noop` where the proposal was refused. */
  readonly executed: Action;
  /** The proposal and the guardrail that refused it, as text. */
  readonly refused?: string;
}

/** An entry of the audit log: a proposal other than `noop` with its outcome, or a replica removed by `undoAfterSteps`. */
export interface AuditEntry extends Outcome {
  /** Step of the episode. */
  readonly step: number;
  /** The action proposed; `noop` where the executor acted by itself. */
  readonly proposed: Action;
}

/** Carries out decisions within the guardrails: the only way from an agent to the system. */
export interface Executor {
  /** The audit log of the episode, oldest entry first. */
  readonly log: readonly AuditEntry[];
  /** Carries out or refuses a proposal; call once in each step. `inBreach`: whether the SLO is violated now. */
  execute(proposal: Action, now: { step: number; inBreach: boolean }): Outcome;
  /** Freezes or unfreezes changes; while frozen, every proposal other than `noop` is refused. */
  freeze(frozen: boolean): void;
}

/**
 * Creates the executor of one episode.
 *
 * @param options the topology, and the guardrails that differ from `DEFAULT_GUARDRAILS`
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { createTopology } from "aiops";
 * import { createExecutor } from "aiops/act";
 * const executor = createExecutor({ topology: createTopology("three-tier") });
 * const restart = { kind: "restart", service: "db" } as const;
 * executor.execute(restart, { step: 4, inBreach: true });
 * const { refused } = executor.execute(restart, { step: 9, inBreach: true });
 * strictEqual(refused, "restart(db) refused: db was restarted 5 steps ago, the cooldown is 20");
 * ```
 */
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
          : `a limit must let a share of ${rules.leastTraffic} to 1 of the traffic through, found ${action.factor}`;
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
      if (step - at < rules.disruptionSteps) return `${other} is still restarting`;
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
      return `${service} is still restarting and needs every replica`;
    }
  }

  /** Registers an action that is carried out. */
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

  /** The removal of a replica that was added `undoAfterSteps` ago without ending the breach. */
  function undo(step: number): Action | undefined {
    const unhelpful = added.find((entry) => step - entry.step >= rules.undoAfterSteps);
    if (unhelpful === undefined) return undefined;
    const action: Action = { kind: "scale", service: unhelpful.service, delta: -1 };
    return refusal(action, step) === undefined ? action : undefined;
  }

  let lastHealthy = -Infinity;

  return {
    log,
    execute: (proposal, { step, inBreach }) => {
      if (!inBreach) {
        lastHealthy = step;
        // Replicas added before a healthy step have helped: their time starts anew.
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
