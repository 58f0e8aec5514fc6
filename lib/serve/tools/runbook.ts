import { type Guardrails, resolveGuardrails } from "../../act/guardrails.ts";
import { remediesFor } from "../../decide/remedies/remedies.ts";
import { textOf } from "../../decide/remedies/plans.ts";
import { actions, FAULT_TYPES, type FaultType, type ServiceKind, STEP_SECONDS } from "../../model/mod.ts";
import { createTopology, faults } from "../../simulator/mod.ts";

/** What each guardrail is about, in its unit. */
const ABOUT: Readonly<Record<keyof Guardrails, string>> = {
  restartCooldownSteps:
    "steps between two restarts, rollbacks or failovers of a service, and between two drains",
  clearCooldownSteps: "steps between two clearings of the caches",
  leastReplicas: "fewest replicas of a service",
  mostReplicas: "most replicas of a service",
  leastTraffic: "least share of the users' traffic that a limit lets through",
  mostActions: "most actions, other than restore, within the rate window",
  rateWindowSteps: "steps of the rate window",
  disruptionSteps: "steps after the restart of one service in which no other is restarted",
  undoAfterSteps: "steps of unbroken breach after which an added replica is taken away again",
};

/** The guardrails as text: what they are by default, in steps of 5 s. */
export function guardrailsText(): string {
  const rules = resolveGuardrails({});
  return [
    "# Guardrails",
    "",
    `What they forbid is refused, and nothing happens in its stead. A step is ${STEP_SECONDS} s. The mask of a step and the refusals of the audit say what holds in a system.`,
    "",
    ...Object.entries(ABOUT).map(([name, about]) => `- ${name} ${rules[name as keyof Guardrails]}: ${about}`),
    "",
  ].join("\n");
}

/** A system with a service of each kind, for remedies to be told of. */
const EXAMPLE = "three-tier";

/** What the playbook tries for a kind of fault at a service of a kind, the best first. */
function playbookText(kind: ServiceKind, fault: FaultType): string {
  const topology = createTopology(EXAMPLE);
  const suspect = topology.services.find((service) => service.kind === kind)!.name;
  const slo = { latencyP95Ms: Infinity, errorRate: 1 };
  const remedies = remediesFor({ suspect, fault, confidence: 1, ranking: [], rationale: "" }, {
    topology,
    slo,
  });
  return remedies.map((remedy) => textOf(remedy)).join("; else ");
}

/** The playbook for a kind of service: kinds of fault that are treated alike in one line. */
function playbookOf(kind: ServiceKind): string[] {
  const alike = Map.groupBy(FAULT_TYPES, (fault) => playbookText(kind, fault));
  return [...alike].map(([text, kinds]) => `- ${kind}, ${kinds.join(", ")}: ${text}`);
}

/** What an operator has been told: how an incident is worked, what can be done, what can be wrong and what is tried first. */
export function runbookText(): string {
  const about = new Map(faults.entries.map((entry) => [entry.name, entry.about]));
  return [
    "# Runbook",
    "",
    "1. Is something wrong? Compare the latest metrics with those of the warm-up; an SLO in breach is an incident.",
    "2. Where? Errors and latency show at callers too: go down the service graph to the one that is slow by itself.",
    "3. What? Logs, traces and changes tell kinds of fault apart.",
    "4. Submit the diagnosis, then act: one action, then watch what it does. Restarts disrupt, limits shed users.",
    "5. Lift limits and breakers (restore) when the SLO is met. Where nothing is wrong, do nothing.",
    "",
    "## Actions",
    "",
    ...actions.entries.map(({ name, about }) => `- ${name}: ${about}`),
    "",
    "## Kinds of fault",
    "",
    ...FAULT_TYPES.map((fault) => `- ${fault}: ${about.get(fault)}`),
    "",
    "## What the playbook tries",
    "",
    `Services are named as in the system \`${EXAMPLE}\`: api a service, cache a cache, db a database.`,
    "",
    ...(["service", "cache", "database"] as const).flatMap(playbookOf),
    "",
  ].join("\n");
}
