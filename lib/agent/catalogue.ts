import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import { type Agent, type Catalogue, catalogue, requireName, UsageError } from "../model/mod.ts";
import { policies } from "../decide/mod.ts";
import { requireDetector } from "../detect/mod.ts";
import { diagnosers } from "../diagnose/mod.ts";
import type { AgentEntry } from "./agent_entry.ts";
import { type AgentParts, createComposedAgent } from "./composed.ts";
import { createNoop } from "./noop.ts";

/** The agents that need no ground truth. */
export const agents: Catalogue<AgentEntry> = catalogue<AgentEntry>("agent", [
  { name: "noop", about: "does nothing: what happens by itself", trivial: true, create: createNoop },
  { name: "random", about: "any action at any time", trivial: true, parts: { policy: "random" } },
  {
    name: "blind",
    about: "a fixed list of remedies while the SLO is violated: looks at nothing else",
    trivial: true,
    parts: { policy: "fixed-list" },
  },
  {
    name: "tree",
    about: "three questions about the metrics of one step, learnt from simulated incidents",
    trivial: true,
    parts: { policy: "decision-tree" },
  },
  {
    name: "hpa",
    about: "Kubernetes' autoscaler: replicas by CPU, and nothing else",
    trivial: true,
    parts: { policy: "autoscaler" },
  },
  {
    name: "threshold-only",
    about: "an operator's runbook on fixed thresholds, without any learning",
    parts: { detector: "slo-limits", policy: "threshold-rules" },
  },
  {
    name: "anomaly-only",
    about: "acts on the service with the highest anomaly score, without a diagnosis",
    parts: { detector: "operator-z", policy: "highest-score" },
  },
  {
    name: "prototype",
    about: "isolation forests, rank and correlation, UCB1: the seed of this project, as it was described",
    learns: true,
    parts: { detector: "prototype-forest", diagnoser: "rank-correlation", policy: "prototype-bandit" },
  },
  {
    name: "full",
    about: "two detectors that must agree, diagnosis from all signals, playbook: the best there is here",
    parts: { detector: "two-opinions", diagnoser: "fused", policy: "playbook" },
  },
]);

/** Parts that take the place of an agent's own, and what the agent is then called in tables and pictures. */
export interface AgentOptions extends Partial<AgentParts> {
  /** Default: the name of the agent whose parts they were. */
  readonly named?: string;
}

const OPTIONS = z.looseObject({ named: z.string().min(1).optional() });

const PARTS: readonly (keyof AgentParts)[] = ["detector", "threshold", "diagnoser", "policy"];

/**
 * An agent by name, with any of its parts swapped: for another of the catalogues, by name and parameters, or for a function that makes one
 * of one's own.
 *
 * @throws {UsageError} for an unknown agent, part, entry or parameter, with the nearest name, a value out of its range, or a threshold for a
 * detector that has limits of its own
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { createAgent } from "./mod.ts";
 * const agent = createAgent("full", { detector: "cusum:clip=4", threshold: "spot", named: "full, CUSUM" });
 * strictEqual(agent.name, "full, CUSUM");
 * ```
 */
export function createAgent(name: string, options: AgentOptions = {}): Agent {
  const entry = agents.get(name);
  checkOptions("createAgent", OPTIONS, options);
  const { named, ...parts } = options;
  for (const part of Object.keys(parts)) requireName("part", part, PARTS);
  if ("create" in entry) {
    if (Object.keys(parts).length > 0) throw new UsageError(`The agent "${name}" has no parts to swap`);
    return entry.create();
  }
  const whole: AgentParts = { ...entry.parts, ...parts };
  requireParts(whole);
  return createComposedAgent(named ?? name, whole);
}

/** @throws {UsageError} for a choice that is not there */
function requireParts({ detector, threshold, diagnoser, policy }: AgentParts): void {
  if (typeof detector !== "function" && detector !== undefined) requireDetector(detector, threshold);
  else if (threshold !== undefined) {
    throw new UsageError("A threshold stands behind a stream detector of the catalogue, found none");
  }
  if (typeof diagnoser !== "function" && diagnoser !== undefined) diagnosers.choose(diagnoser);
  if (typeof policy === "function") return;
  const { name, needsDiagnoser } = policies.choose(policy).entry;
  if (needsDiagnoser && (diagnoser === undefined || detector === undefined)) {
    throw new UsageError(`The policy "${name}" needs an agent with a detector and a diagnoser`);
  }
}
