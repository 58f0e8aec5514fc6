import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Receipt } from "../contract.ts";
import type { SourceState } from "../sources/state.ts";
import type { MetricRegistry } from "./expose.ts";

/** What the loop tells of itself, for its own `/metrics`. */
export interface AgentMetrics {
  /** For `exposeMetrics`. */
  readonly registry: MetricRegistry;
  /** A step of the loop is over: how long it took, and whether the SLO was breached in it. */
  step(done: {
    /** How long it took. */
    readonly seconds: number;
    /** Whether the SLO was breached in it. */
    readonly sloBreached: boolean;
  }): void;
  /** The detector raised an alarm. */
  alarm(): void;
  /** The diagnoser named a service. */
  diagnosis(service: string): void;
  /** An action was carried out, or was not. */
  action(done: {
    /** Kind of the action, as `restart`. */
    readonly kind: string;
    /** What came of the order. */
    readonly outcome: Receipt["outcome"];
  }): void;
  /** An action was refused, by a rule as `cooldown`. */
  refusal(refused: {
    /** Kind of the action, as `restart`. */
    readonly kind: string;
    /** The rule that refused it, as `cooldown`. */
    readonly rule: string;
  }): void;
  /** How the source is doing. */
  source(state: SourceState): void;
  /** Incidents that are open, and approvals that are waited for. */
  open(counts: {
    /** Incidents that are open. */
    readonly incidents: number;
    /** Approvals that are waited for. */
    readonly approvals: number;
  }): void;
}

/** Seconds of a step of the loop: most take milliseconds, one that waits for a slow source takes seconds. */
const LOOP_BUCKETS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Different texts that a label may have; what comes later is `other`, since each makes a series. */
const MAX_LABEL_VALUES = 500;

/**
 * The agent's own metrics: `aiops_steps_total`, `aiops_slo_breached_steps_total`, `aiops_alarms_total`, `aiops_diagnoses_total{service}`,
 * `aiops_actions_total{kind, outcome}`, `aiops_refusals_total{kind, rule}`, `aiops_loop_duration_seconds`, `aiops_source_up`, `aiops_source_failures_total`,
 * `aiops_source_clock_skew_seconds`, `aiops_incidents_open`, `aiops_approvals_pending`.
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { createAgentMetrics } from "./agent_metrics.ts";
 * const metrics = createAgentMetrics();
 * metrics.action({ kind: "restart", outcome: "done" });
 * ok((await metrics.registry.metrics()).includes('aiops_actions_total{kind="restart",outcome="done"} 1'));
 * ```
 */
export function createAgentMetrics(): AgentMetrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[] = []) =>
    new Counter({ name: `aiops_${name}_total`, help, labelNames, registers });
  const gauge = (name: string, help: string) => new Gauge({ name: `aiops_${name}`, help, registers });
  const steps = counter("steps", "Steps of the loop");
  const breached = counter("slo_breached_steps", "Steps in which the SLO was breached");
  const alarms = counter("alarms", "Alarms of the detector");
  const diagnoses = counter("diagnoses", "Diagnoses, by the service that was named first", ["service"]);
  const actions = counter("actions", "Actions that were handed to an actuator, by what came of them", [
    "kind",
    "outcome",
  ]);
  const refusals = counter("refusals", "Actions that were refused, by the rule that refused them", [
    "kind",
    "rule",
  ]);
  const failures = counter("source_failures", "Requests to the source that failed");
  const up = gauge("source_up", "Whether the source answered when it was last asked, 1 or 0");
  const skew = gauge("source_clock_skew_seconds", "How far the clock of the source is ahead of this one");
  const incidents = gauge("incidents_open", "Incidents that are open");
  const approvals = gauge("approvals_pending", "Actions that wait for an approval");
  const loop = new Histogram({
    name: "aiops_loop_duration_seconds",
    help: "Duration of a step of the loop",
    buckets: LOOP_BUCKETS_SECONDS,
    registers,
  });
  const known = new Set<string>();
  let failed = 0;

  /** A label's value, as long as there are few. */
  function bounded(value: string): string {
    if (!known.has(value) && known.size >= MAX_LABEL_VALUES) return "other";
    known.add(value);
    return value;
  }

  return {
    registry,
    step: ({ seconds, sloBreached }) => {
      steps.inc();
      if (sloBreached) breached.inc();
      loop.observe(seconds);
    },
    alarm: () => alarms.inc(),
    diagnosis: (service) => diagnoses.inc({ service: bounded(service) }),
    action: ({ kind, outcome }) => actions.inc({ kind: bounded(kind), outcome }),
    refusal: ({ kind, rule }) => refusals.inc({ kind: bounded(kind), rule: bounded(rule) }),
    source: ({ available, failures: all, skewSeconds }) => {
      up.set(available ? 1 : 0);
      skew.set(skewSeconds);
      failures.inc(Math.max(0, all - failed));
      failed = all;
    },
    open: (counts) => {
      incidents.set(counts.incidents);
      approvals.set(counts.approvals);
    },
  };
}
