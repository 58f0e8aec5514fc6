import {
  type Action,
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  metricOf,
  number,
  type Observation,
  type ParametersOf,
  serviceIndex,
} from "../../model/mod.ts";
import { createPacedPolicy, type Step } from "../pacing/paced.ts";
import type { PolicyContext } from "../policy.ts";
import { policy, type PolicyEntry } from "../policy_entry.ts";
import { USUAL_LIMIT } from "../remedies/usual_limit.ts";

const PARAMETERS = {
  cpu: number({ about: "CPU utilisation above which a service is saturated", range: [0, 1], default: 0.85 }),
  memory: number({
    about: "memory utilisation above which a service is running out of memory",
    range: [0, 1],
    default: 0.8,
  }),
  errors: number({ about: "error rate above which a database is failing", range: [0, 1], default: 0.2 }),
};

/**
 * A runbook of fixed thresholds, as an experienced operator writes it: without learning, history or dependency graph. It fails databases
 * over, restarts or scales saturated services, rolls back releases, sheds load when nothing else helped, and undoes temporary
 * measures afterwards.
 */
export const thresholdRules: PolicyEntry = policy({
  name: "threshold-rules",
  about: "an operator's runbook on fixed thresholds",
  parameters: PARAMETERS,
  create: (context, limits) =>
    createPacedPolicy({
      name: "threshold-rules",
      choose: ({ observation }, tried) =>
        runbook(observation, context, limits).find(({ action }) => !tried(action)),
      exhausted: { reason: "the runbook is exhausted: start over" },
    }, context),
});

/** The actions that the thresholds call for now, the most specific first. */
function runbook(
  observation: Observation,
  { topology, slo }: PolicyContext,
  limits: ParametersOf<typeof PARAMETERS>,
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
    if (memory > limits.memory) add({ kind: "rollback", service: name }, `${name} is running out of memory`);
  }
  for (const { name, kind, cpu, errors } of rows) {
    if (kind === "database" && (cpu > limits.cpu || errors > limits.errors)) {
      add({ kind: "failover", service: name }, `${name} is saturated or failing`);
    }
  }
  for (const { name, cpu } of rows) {
    if (!(cpu > limits.cpu)) continue;
    add({ kind: "restart", service: name }, `CPU of ${name} is over ${(100 * limits.cpu).toFixed(0)} %`);
    add({ kind: "scale", service: name, delta: 1 }, `CPU of ${name} stays high`);
  }
  const front = serviceIndex(topology, topology.front);
  const isFast = metricOf(observation, front, LATENCY_P95_MS) <= slo.latencyP95Ms;
  if (isFast) add({ kind: "rollback", service: topology.front }, "errors without latency: the last release");
  for (const { name, kind } of rows) {
    if (kind === "database") {
      add({ kind: "failover", service: name }, "slow without a saturated service: the database");
    }
  }
  add({ kind: "rollback", service: topology.front }, "nothing else helped: the last release");
  add(USUAL_LIMIT, "nothing else helped: shed load");
  if (rows.some(({ kind }) => kind === "cache")) {
    add({ kind: "clear_cache" }, "nothing else helped: the cache may be wrong");
  }
  return steps;
}
