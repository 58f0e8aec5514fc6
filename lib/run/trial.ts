import {
  type AgentEntry,
  type AgentOptions,
  type AgentParts,
  agents as honestAgents,
  createAgent as createHonestAgent,
} from "../agent/mod.ts";
import { z } from "zod";
import { beginWork, lengthOf } from "../model/shown/progress.ts";
import { agentSchema } from "../model/schemas.ts";
import { checkOptions } from "../model/check_options.ts";
import { displayable } from "../model/shown/displayable.ts";
import { showValue } from "../model/show_value.ts";
import { type Agent, type Catalogue, catalogue, requireName, UsageError } from "../model/mod.ts";
import { createEnvironment, ENVIRONMENT_OPTIONS, type EnvironmentOptions } from "../simulator/mod.ts";
import { createOracle } from "./oracle.ts";
import { isPlanning, planningPolicy } from "./planner.ts";
import type { EpisodeRecord } from "./records.ts";
import { type EpisodeOptions, runEpisode } from "./run_episode.ts";

/** The agent that the planner is, but for its policy. */
const BASE = "full";

function partsOfFull(): AgentParts {
  const entry = honestAgents.get(BASE);
  return "parts" in entry ? entry.parts : { policy: "playbook" };
}

/** The named agents, including the oracle. */
export const agents: Catalogue<AgentEntry> = catalogue<AgentEntry>("agent", [
  ...honestAgents.entries,
  {
    name: "planner",
    about: "full, but plays plans ahead on a twin of the system, from what it believes of the incident; " +
      "its budget, twinSteps: see planning",
    parts: { ...partsOfFull(), policy: planningPolicy() },
  },
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
 *   range, for a threshold with a detector that has its own limits, or for a planner with a policy that does not plan
 */
export function createAgent(name: string, options: AgentOptions = {}): Agent {
  const entry = agents.get(name);
  if (honestAgents.names.includes(entry.name)) return createHonestAgent(name, options);
  if ("parts" in entry) {
    const policy = planningPart(name, options);
    return createHonestAgent(BASE, { ...entry.parts, named: name, ...options, ...policy });
  }
  if (Object.keys(options ?? {}).length > 0) throw new UsageError(`The agent "${name}" has no parts to swap`);
  return entry.create();
}

/**
 * The policy in place of the planner's own, if there is one: a function, or the planner's with other parameters.
 *
 * @throws {UsageError} for the name of another policy: those of the catalogue do not plan, and with one the agent would be `full`
 */
function planningPart(name: string, options: AgentOptions): Pick<AgentOptions, "policy"> {
  const policy = options?.policy;
  if (policy === undefined || typeof policy === "function") return {};
  if (isPlanning(policy)) return { policy: planningPolicy(policy) };
  throw new UsageError(
    `The agent "${name}" is "${BASE}" with a policy that plans ahead: for another policy choose "${BASE}", found the policy ${
      showValue(policy)
    }`,
  );
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

const SETUP = z.looseObject({
  agent: z.union([z.string(), agentSchema]),
  scenario: z.string().optional(),
  trial: z.int().min(1).optional(),
  episodesBefore: z.int().min(0).optional(),
});

/** The names of all options, for those that are mistyped. */
const TRIAL_OPTIONS: readonly string[] = [
  ...Object.keys(SETUP.shape),
  "seeds",
  "guardrails",
  "telemetryDelaySteps",
  "actionDelaySteps",
  ...ENVIRONMENT_OPTIONS,
];

/**
 * Creates a trial that is run seed by seed.
 *
 * @throws {UsageError} for an unknown option, with the nearest one, an agent that is none, and as `createEnvironment` and `runEpisode`
 */
export function createTrial(setup: TrialSetup): (seed: number) => EpisodeRecord {
  checkOptions("createTrial", SETUP, setup);
  const { agent, scenario = "default", trial = 1, episodesBefore = 0, ...others } = setup;
  const { guardrails = {}, telemetryDelaySteps = 0, actionDelaySteps = 0, ...environmentOptions } = others;
  for (const name of Object.keys(environmentOptions)) requireName("option of a trial", name, TRIAL_OPTIONS);
  const environment = createEnvironment(environmentOptions);
  const actor = typeof agent === "string" ? createAgent(agent) : agent;
  const given = { scenario, trial, guardrails, telemetryDelaySteps, actionDelaySteps };
  let episode = episodesBefore;
  return (seed) => {
    const { record } = runEpisode({
      agent: actor,
      environment,
      seed,
      trace: false,
      episode: episode + 1,
      ...given,
    });
    episode++;
    return record;
  };
}

const SEEDS = z.looseObject({
  seeds: z.custom<Iterable<number>>(
    (value) => typeof value === "object" && value !== null && Symbol.iterator in value,
    "must be a list, or another iterable, of whole numbers",
  ),
});

/**
 * Runs one agent over many seeds, one after the other.
 *
 * @throws {UsageError} as `createTrial`, for seeds that are no list, and for one that is not a whole number
 */
export function runTrial(
  options: TrialSetup & {
    /** Seeds of the episodes, one each, in this order: whole numbers, as `seedRange` gives them. */
    readonly seeds: Iterable<number>;
  },
): EpisodeRecord[] {
  checkOptions("runTrial", SEEDS, options);
  const { seeds, ...setup } = options;
  const trial = createTrial(setup);
  using work = beginWork({ label: "runTrial", unit: "episodes", total: lengthOf(seeds) });
  const records = Array.from(seeds, (seed, i) => {
    const record = trial(seed);
    work.update(i + 1);
    return record;
  });
  return displayable(records, "records");
}

/** Longest list of seeds. */
const MAX_SEEDS = 1e7;

/** The `count` whole numbers from `first` on. @throws {UsageError} unless both are whole numbers, and `count` is 0 to 10,000,000 */
export function seedRange(first: number, count: number): number[] {
  checkOptions("seedRange", z.int(), first, "first");
  checkOptions("seedRange", z.int().min(0).max(MAX_SEEDS), count, "count");
  return Array.from({ length: count }, (_, i) => first + i);
}
