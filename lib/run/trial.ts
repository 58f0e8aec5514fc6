import {
  type AgentEntry,
  type AgentOptions,
  agents as honestAgents,
  createAgent as createHonestAgent,
} from "../agent/mod.ts";
import { type Agent, type Catalogue, catalogue, requireName, UsageError } from "../model/mod.ts";
import { createEnvironment, ENVIRONMENT_OPTIONS, type EnvironmentOptions } from "../simulator/mod.ts";
import { createOracle } from "./oracle.ts";
import type { EpisodeRecord } from "./records.ts";
import { type EpisodeOptions, runEpisode } from "./run_episode.ts";

/** The named agents, including the oracle. */
export const agents: Catalogue<AgentEntry> = catalogue<AgentEntry>("agent", [
  ...honestAgents.entries,
  {
    name: "oracle",
    about: "is told the fault and searches ahead by snapshot: the ceiling, no competitor",
    create: createOracle,
  },
]);

/**
 * Creates an agent by name, with any of its parts replaced: by another entry of its catalogue, given by name and
 * parameters, or by a function that creates your own.
 *
 * @throws {UsageError} for an unknown agent, part, entry or parameter, with the nearest name, for a value out of its
 *   range, or for a threshold with a detector that has its own limits
 */
export function createAgent(name: string, options: AgentOptions = {}): Agent {
  const entry = agents.get(name);
  if (honestAgents.names.includes(entry.name) || !("create" in entry)) {
    return createHonestAgent(name, options);
  }
  if (Object.keys(options).length > 0) throw new UsageError(`The agent "${name}" has no parts to swap`);
  return entry.create();
}

/** Options of a trial: the agent, and those of its environment. */
export interface TrialSetup
  extends
    EnvironmentOptions,
    Pick<EpisodeOptions, "guardrails" | "telemetryDelaySteps" | "actionDelaySteps"> {
  /** Name of an agent, or your own agent; it keeps what it learns from episode to episode. */
  readonly agent: string | Agent;
  /** Name of the scenario in the records. Default "default". */
  readonly scenario?: string;
  /** Number of the trial in the records. Default 1. */
  readonly trial?: number;
  /** Number of episodes of this trial that were run before. Default 0. */
  readonly episodesBefore?: number;
}

/** The names of all options, for those that are mistyped. */
const TRIAL_OPTIONS: readonly string[] = [
  "agent",
  "seeds",
  "scenario",
  "trial",
  "episodesBefore",
  "guardrails",
  "telemetryDelaySteps",
  "actionDelaySteps",
  ...ENVIRONMENT_OPTIONS,
];

/** Creates a trial that is run seed by seed. @throws {UsageError} for an unknown option, with the nearest one, and as `createEnvironment` */
export function createTrial({ agent, ...options }: TrialSetup): (seed: number) => EpisodeRecord {
  const { scenario = "default", trial = 1, episodesBefore = 0, ...others } = options;
  const { guardrails = {}, telemetryDelaySteps = 0, actionDelaySteps = 0, ...environmentOptions } = others;
  for (const name of Object.keys(environmentOptions)) requireName("option of a trial", name, TRIAL_OPTIONS);
  const environment = createEnvironment(environmentOptions);
  const actor = typeof agent === "string" ? createAgent(agent) : agent;
  const given = { scenario, trial, guardrails, telemetryDelaySteps, actionDelaySteps };
  let episode = episodesBefore;
  return (seed) => {
    episode++;
    return runEpisode({ agent: actor, environment, seed, trace: false, episode, ...given }).record;
  };
}

/** Runs one agent over many seeds, one after the other. */
export function runTrial(
  { seeds, ...setup }: TrialSetup & { readonly seeds: Iterable<number> },
): EpisodeRecord[] {
  return Array.from(seeds, createTrial(setup));
}

/** The `count` whole numbers from `first` on. */
export function seedRange(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}
