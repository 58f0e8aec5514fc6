import { type AgentParts, agents as honestAgents, createAgent as createHonestAgent } from "../agent/mod.ts";
import { type Agent, requireName, UsageError } from "../model/mod.ts";
import { createEnvironment, type EnvironmentOptions } from "../simulator/mod.ts";
import { createOracle } from "./oracle.ts";
import type { EpisodeRecord } from "./records.ts";
import { runEpisode } from "./run_episode.ts";

/** The named agents, the oracle among them, for people and for code. */
export const agents = [
  ...honestAgents,
  {
    name: "oracle",
    description: "is told the fault and searches ahead by snapshot: the ceiling, no competitor",
  },
] as const;

/**
 * An agent by name, with any of its parts swapped.
 *
 * @throws {UsageError} for an unknown agent or part, with the nearest name
 */
export function createAgent(name: string, options: Partial<AgentParts> = {}): Agent {
  if (requireName("agent", name, agents.map((agent) => agent.name)) !== "oracle") {
    return createHonestAgent(name, options);
  }
  if (Object.keys(options).length > 0) throw new UsageError('The agent "oracle" has no parts to swap');
  return createOracle();
}

/** What a trial is run with: an environment's options, and the agent and seeds. */
export interface TrialOptions extends EnvironmentOptions {
  /** A name, or an agent of one's own; it keeps what it learns from episode to episode. */
  readonly agent: string | Agent;
  readonly seeds: Iterable<number>;
  readonly scenario?: string;
  /** Called after each episode with the count of those done. */
  readonly onProgress?: (done: number) => void;
}

/** Runs one agent over many seeds, one after the other. */
export function runTrial({ agent, seeds, scenario, onProgress, ...options }: TrialOptions): EpisodeRecord[] {
  const environment = createEnvironment(options);
  const actor = typeof agent === "string" ? createAgent(agent) : agent;
  const records: EpisodeRecord[] = [];
  for (const seed of seeds) {
    const run = {
      agent: actor,
      environment,
      seed,
      trace: false,
      ...(scenario !== undefined && { scenario }),
    };
    records.push(runEpisode(run).record);
    onProgress?.(records.length);
  }
  return records;
}

/** Whole numbers from `first`, so many of them. */
export function seedRange(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
