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

/** What episodes of one agent share: an environment's options, and the agent. */
export interface TrialSetup extends EnvironmentOptions {
  /** A name, or an agent of one's own; it keeps what it learns from episode to episode. */
  readonly agent: string | Agent;
  /** Name of the scenario in the records. */
  readonly scenario?: string;
}

/** A trial that is run seed by seed, for callers that have something to do in between. */
export function createTrial(
  { agent, scenario = "default", ...options }: TrialSetup,
): (seed: number) => EpisodeRecord {
  const environment = createEnvironment(options);
  const actor = typeof agent === "string" ? createAgent(agent) : agent;
  return (seed) => runEpisode({ agent: actor, environment, seed, trace: false, scenario }).record;
}

/** Runs one agent over many seeds, one after the other. */
export function runTrial(
  { seeds, ...setup }: TrialSetup & { readonly seeds: Iterable<number> },
): EpisodeRecord[] {
  return Array.from(seeds, createTrial(setup));
}

/** Whole numbers from `first`, so many of them. */
export function seedRange(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
