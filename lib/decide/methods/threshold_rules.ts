import {
  type Action,
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  metricOf,
  serviceIndex,
  type Topology,
} from "../../model/mod.ts";
import type { Observation, Slo } from "../../model/mod.ts";
import { createPacedPolicy, type Step } from "../pacing/paced.ts";
import type { Policy, PolicyContext } from "../policy.ts";
import { policy, type PolicyEntry } from "../policy_entry.ts";

/** Shares, 0 to 1, above which a service counts as saturated, running out of memory or failing. */
const HIGH = { cpu: 0.85, memory: 0.8, errors: 0.2 };

/**
 * A runbook of fixed thresholds, as an experienced operator writes it: without learning, history or dependency graph. It fails databases
 * over, restarts or scales saturated services, rolls back releases, sheds load when nothing else helped, and undoes temporary
 * measures afterwards.
 */
export function createThresholdRules({ topology, slo }: PolicyContext): Policy {
  return createPacedPolicy({
    name: "threshold-rules",
    choose: ({ observation }, tried) =>
      runbook(topology, slo, observation).find(({ action }) => !tried(action)),
    exhausted: { reason: "the runbook is exhausted: start over" },
  }, topology);
}

/** The actions that the thresholds call for now, the most specific first. */
function runbook(
  topology: Topology,
  slo: Slo,
  observation: Observation,
): Step[] {
  const rows = topology.services.map(({ name, kind }, i) => ({
    name,
    kind,
    cpu: metricOf(observation, i, CPU_UTILISATION),
    memory: metricOf(observation, i, MEMORY_UTILISATION),
    errors: metricOf(observation, i, ERROR_RATE),
  }));
  const steps: Step[] = [];
  const add = (action: Action, reason: string) => steps.push({ action, reason });
  for (const { name, memory } of rows) {
    if (memory > HIGH.memory) add({ kind: "rollback", service: name }, `${name} is running out of memory`);
  }
  for (const { name, kind, cpu, errors } of rows) {
    if (kind === "database" && (cpu > HIGH.cpu || errors > HIGH.errors)) {
      add({ kind: "failover", service: name }, `${name} is saturated or failing`);
    }
  }
  for (const { name, cpu } of rows) {
    if (cpu <= HIGH.cpu) continue;
    add({ kind: "restart", service: name }, `CPU of ${name} is over ${100 * HIGH.cpu} %`);
    add({ kind: "scale", service: name, delta: 1 }, `CPU of ${name} stays high`);
  }
  const front = serviceIndex(topology, topology.front);
  const slow = metricOf(observation, front, LATENCY_P95_MS) > slo.latencyP95Ms;
  if (!slow) add({ kind: "rollback", service: topology.front }, "errors without latency: the last release");
  for (const { name, kind } of rows) {
    if (kind === "database") {
      add({ kind: "failover", service: name }, "slow without a saturated service: the database");
    }
  }
  add({ kind: "rollback", service: topology.front }, "nothing else helped: the last release");
  add({ kind: "limit_traffic", factor: 0.4 }, "nothing else helped: shed load");
  if (rows.some(({ kind }) => kind === "cache")) {
    add({ kind: "clear_cache" }, "nothing else helped: the cache may be wrong");
  }
  return steps;
}

/** The entry of the catalogue. */
export const thresholdRules: PolicyEntry = policy({
  name: "threshold-rules",
  about: "an operator's runbook on fixed thresholds",
  create: createThresholdRules,
});
