import {
  type Action,
  type Agent,
  METRIC_COUNT,
  type Observation,
  type Topology,
} from "../../../model/mod.ts";
import { SYNTHETIC } from "../../../observe/testing/synthetic.ts";
import { type AuditEntry, openAuditLog, verifyAudit } from "../../audit/mod.ts";
import type { Actuator, Clock, Order, Receipt, Source } from "../../contract.ts";
import { createLoop, type LiveLoop } from "../loop.ts";
import type { LoopOptions } from "../parts.ts";
import type { Router } from "../acting/router.ts";
import type { LoopSettings } from "../settings.ts";
import { type ManualClock, manualClock, untilDone } from "./manual_clock.ts";

/** The system of the tests: its front is `web`. */
export const TOPOLOGY: Topology = SYNTHETIC;

/** Settings with what differs. */
export function settingsWith(changes: Partial<LoopSettings> = {}): LoopSettings {
  return {
    name: "test",
    topology: TOPOLOGY,
    slo: { latencyP95Ms: 300, errorRate: 0.05 },
    stepSeconds: 5,
    warmupSteps: 10,
    mode: "act",
    approval: { timeoutSeconds: 60 },
    verification: { settleSeconds: 60, attempts: 3, onFailure: "roll-back" },
    budget: { actionsPerHour: 20, servicesAtOnce: 1 },
    ...changes,
  };
}

/** Values of a step in which everything is well, but for the front's latency. */
export function valuesOf(latencyP95Ms: number): Float64Array {
  const values = new Float64Array(TOPOLOGY.services.length * METRIC_COUNT);
  TOPOLOGY.services.forEach((_, i) => values.set([50, 0.001, 0.4, 0.4, 100], i * METRIC_COUNT));
  const front = TOPOLOGY.services.findIndex(({ name }) => name === TOPOLOGY.front);
  values[front * METRIC_COUNT] = latencyP95Ms;
  return values;
}

/** A source whose front takes as long as a function of the time says; NaN is a front that is not measured. */
export function sourceOf(latencyAt: (seconds: number) => number | Promise<Observation>): Source {
  const at = async (step: number, seconds: number): Promise<Observation> => {
    const latency = latencyAt(seconds);
    return typeof latency === "number"
      ? { step, timeSeconds: seconds, values: valuesOf(latency) }
      : await latency;
  };
  return {
    name: "fake",
    check: () => Promise.resolve(),
    past: (count) => Promise.all(Array.from({ length: count }, (_, i) => at(i, -1))),
    observe: at,
    close: () => Promise.resolve(),
  };
}

/** An actuator that remembers its orders. */
export function actuatorOf(
  answer: (order: Order) => Receipt | Promise<Receipt> = ({ action }) => ({
    outcome: "done",
    detail: action.kind,
    ...(action.kind === "scale" && { undo: { ...action, delta: action.delta === 1 ? -1 : 1 } as const }),
  }),
): Actuator & { readonly orders: Order[] } {
  const orders: Order[] = [];
  return {
    kind: "fake",
    orders,
    supports: () => true,
    carryOut: async (order) => {
      if (order.dryRun) return { outcome: "planned", detail: `would ${order.action.kind}` };
      orders.push(order);
      return await answer(order);
    },
    close: () => Promise.resolve(),
  };
}

/** Sends every action to one actuator. */
export function routerTo(actuator: Actuator): Router {
  const route = { name: `actions[0] ${actuator.kind}`, actuator };
  return { route: () => ({ route }), named: () => route };
}

/** An agent that proposes what a function says; it learns nothing. */
export function agentOf(
  propose: (observation: Observation) => Action,
): Agent & { readonly seen: Observation[] } {
  const seen: Observation[] = [];
  return {
    name: "scripted",
    seen,
    begin: () => {},
    act: (observation) => {
      seen.push(observation);
      return { decision: { action: propose(observation), propensity: 1, reason: "scripted" } };
    },
    learn: () => {},
    saveState: () => null,
    loadState: () => {},
  };
}

/** What a test changes of a loop. */
export interface HarnessOptions extends Partial<Omit<LoopOptions, "settings" | "clock">> {
  readonly folder: string;
  readonly settings?: Partial<LoopSettings>;
  readonly clock?: ManualClock;
  readonly latencyAt?: (seconds: number) => number;
  readonly propose?: (observation: Observation) => Action;
}

/** A loop with fakes around it, and what came of it. */
export interface Harness {
  readonly loop: LiveLoop;
  readonly clock: ManualClock;
  readonly told: string[];
  /** Runs so many steps. */
  run(steps: number): Promise<void>;
  /** The entries of the audit log, which must be whole. */
  audit(): AuditEntry[];
}

/** Makes a loop in a folder. */
export function harness(
  {
    folder,
    settings,
    clock = manualClock(),
    latencyAt = () => 50,
    propose = () => ({ kind: "noop" }),
    ...options
  }: HarnessOptions,
): Harness {
  const told: string[] = [];
  const auditPath = `${folder}/audit.jsonl`;
  const loop = createLoop({
    settings: settingsWith(settings),
    agent: agentOf(propose),
    source: sourceOf(latencyAt),
    router: routerTo(actuatorOf()),
    clock,
    files: { state: `${folder}/state.json`, stop: `${folder}/STOP`, lease: `${folder}/lease.json` },
    owner: "one",
    openAudit: (head) => openAuditLog(auditPath, { clock, flush: false, ...(head && { head }) }),
    warn: (text) => told.push(text),
    ...options,
  });
  return {
    loop,
    clock,
    told,
    run: (steps) => untilDone(loop.run(new AbortController().signal, steps), clock),
    audit: () => entriesOf(auditPath),
  };
}

/** The entries of an audit log. @throws if it is not whole */
export function entriesOf(path: string): AuditEntry[] {
  const entries: AuditEntry[] = [];
  const { whole, problem } = verifyAudit(path, { onEntry: (entry) => entries.push(entry) });
  if (!whole) throw new Error(problem);
  return entries;
}

/** The records of one type. */
export function ofType(entries: readonly AuditEntry[], type: string): AuditEntry["record"][] {
  return entries.map(({ record }) => record).filter((record) => record.type === type);
}

/** A clock for what only asks for the time. */
export const STOPPED_CLOCK: Clock = { now: () => 1_700_000_000, sleep: () => Promise.resolve() };
