/**
 * The loop that composes the stages, and the registry of named agents.
 * @module
 */
import { type Agent, requireName, UsageError } from "../model/mod.ts";
import { DETECTORS } from "../detect/mod.ts";
import { DIAGNOSERS } from "../diagnose/mod.ts";
import { POLICIES } from "../decide/mod.ts";
import { type AgentParts, createComposedAgent } from "./composed.ts";
import { createNoop } from "./noop.ts";

export type { AgentParts, Part } from "./composed.ts";

const COMPOSED: Readonly<Record<string, AgentParts>> = {
  "random": { policy: "random" },
  "threshold-only": { detector: "threshold", policy: "threshold-rules" },
  "anomaly-only": { detector: "robust-z", policy: "highest-score" },
  "prototype": { detector: "isolation-forest", diagnoser: "rank-correlation", policy: "ucb1" },
  "full": { detector: "ensemble", diagnoser: "fused", policy: "playbook" },
};

/** The named agents that need no ground truth, for people and for code. */
export const agents = [
  { name: "noop", description: "does nothing: what happens by itself" },
  { name: "random", description: "any action at any time" },
  { name: "threshold-only", description: "an operator's runbook on fixed thresholds, without any learning" },
  {
    name: "anomaly-only",
    description: "acts on the service with the highest anomaly score, without a diagnosis",
  },
  {
    name: "prototype",
    description: "isolation forests, rank and correlation, UCB1: the seed of this project",
  },
  {
    name: "full",
    description:
      "two detectors that must agree, diagnosis from all signals, playbook: the best there is here",
  },
] as const;

/** Parts that take the place of an agent's own, and what the agent is then called in tables and pictures. */
export interface AgentOptions extends Partial<AgentParts> {
  /** Default: the name of the agent whose parts they were. */
  readonly named?: string;
}

/**
 * An agent by name, with any of its parts swapped: by the name of another, or by a function that makes one of one's own.
 *
 * @throws {UsageError} for an unknown agent or part, with the nearest name
 *
 * @example
 * ```ts
 * import { createAgent } from "./mod.ts";
 * createAgent("full", { detector: "isolation-forest", named: "full, isolation forest" });
 * ```
 */
export function createAgent(name: string, { named, ...parts }: AgentOptions = {}): Agent {
  const known = requireName("agent", name, agents.map((agent) => agent.name));
  for (const part of Object.keys(parts)) requireName("part", part, ["detector", "diagnoser", "policy"]);
  requirePart("detector", parts.detector, DETECTORS);
  requirePart("diagnoser", parts.diagnoser, DIAGNOSERS);
  requirePart("policy", parts.policy, POLICIES);
  if (known !== "noop") return createComposedAgent(named ?? known, { ...COMPOSED[known]!, ...parts });
  if (Object.keys(parts).length > 0) throw new UsageError('The agent "noop" has no parts to swap');
  return createNoop();
}

function requirePart(stage: string, part: unknown, known: readonly string[]): void {
  if (typeof part === "string") requireName(stage, part, known);
}
