import type { JsonValue } from "../../model/mod.ts";
import { createEnvironment, type Environment } from "../../simulator/mod.ts";
import type { EpisodeRecord } from "../../run/records.ts";
import { runEpisode } from "../../run/run_episode.ts";
import { type Block, createContestant, seedsOf } from "./plan.ts";
import { environmentOptions, type Experiment } from "./resolve.ts";

/** What came of a block. */
export interface BlockResult {
  readonly records: EpisodeRecord[];
  /** What the agent has learnt so far, for the block that goes on from this one. */
  readonly state: JsonValue;
}

/**
 * Runs blocks of an experiment, in any order and on any machine: the state that a learner starts from is handed in, so that the same
 * block gives the same records wherever it is run.
 */
export function createBlockRunner(experiment: Experiment): (block: Block, state: JsonValue) => BlockResult {
  // A large graph takes longer to settle than an episode to run, so systems are kept.
  const environments = new Map<number, Environment>();
  return (block, state) => {
    const scenario = experiment.scenarios[block.scenario]!;
    const environment = environments.get(block.scenario) ?? createEnvironment(environmentOptions(scenario));
    environments.set(block.scenario, environment);
    const agent = createContestant(experiment.agents[block.agent]!);
    if (state !== null) agent.loadState(state);
    const { name, guardrails, telemetryDelaySteps, actionDelaySteps } = scenario;
    const given = { guardrails, telemetryDelaySteps, actionDelaySteps, trial: block.trial };
    const records = seedsOf(experiment, block).map((seed, i) =>
      runEpisode({
        ...{ agent, environment, seed, trace: false, scenario: name, episode: block.before + i + 1 },
        ...given,
      }).record
    );
    return { records, state: agent.learns ? agent.saveState() : null };
  };
}
