import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { exploring } from "../../agent/exploring.ts";
import { logDecisions, type LoggedAgent, type LoggedDecision } from "../../learn/decision_log.ts";
import type { Agent, JsonValue } from "../../model/mod.ts";
import { createEnvironment, type Environment } from "../../simulator/mod.ts";
import type { EpisodeRecord } from "../../run/records.ts";
import { runEpisode } from "../../run/run_episode.ts";
import { createShadow } from "../../run/shadow.ts";
import { createContestant } from "./contestants.ts";
import { NO_OWN_PARTS, type OwnParts } from "./own_parts.ts";
import { type Block, seedsOf } from "./plan.ts";
import { contestantIn, environmentOptionsIn, type Experiment, experimentShape, phaseAt } from "./resolve.ts";

const ARGUMENTS = z.object({ experiment: experimentShape });

/** The result of a block. */
export interface BlockResult {
  /** One record per episode. */
  readonly records: EpisodeRecord[];
  /** The state that the agent has learnt, for the block that starts from it; null for an agent that does not learn. */
  readonly state: JsonValue;
  /** Its decisions in a breach, where the experiment logs them. */
  readonly decisions?: readonly LoggedDecision[];
}

/**
 * Creates a function that runs blocks of an experiment, in any order and on any machine: it takes the state that a learning agent starts
 * from, so that a block gives the same records wherever it is run.
 *
 * @param own parts of one's own that it names
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function createBlockRunner(
  experiment: Experiment,
  own: OwnParts = NO_OWN_PARTS,
): (block: Block, state: JsonValue) => BlockResult {
  checkOptions("createBlockRunner", ARGUMENTS, { experiment });
  // Environments are reused, since a large one takes longer to set up than an episode takes to run.
  const environments = new Map<string, Environment>();
  const environmentAt = (index: number, episode: number) => {
    const scenario = experiment.scenarios[index]!;
    const phase = phaseAt(scenario, episode);
    const key = `${index} ${phase?.fromEpisode ?? 1}`;
    const environment = environments.get(key) ??
      createEnvironment(environmentOptionsIn(scenario, phase, own));
    environments.set(key, environment);
    return environment;
  };
  return (block, state) => {
    const scenario = experiment.scenarios[block.scenario]!;
    const contestant = createContestant(contestantIn(scenario, experiment.agents[block.agent]!), own);
    // An agent that is told the truth would not be told it inside another.
    const logged = experiment.decisions && !("attach" in contestant)
      ? logging(contestant, experiment.decisions)
      : undefined;
    const agent = logged ?? contestant;
    if (state !== null) agent.loadState(state);
    const { name, guardrails, telemetryDelaySteps, actionDelaySteps } = scenario;
    const given = { guardrails, telemetryDelaySteps, actionDelaySteps, trial: block.trial };
    const records = seedsOf(experiment, block).map((seed, i) => {
      const episode = block.before + i + 1;
      const environment = environmentAt(block.scenario, episode);
      return runEpisode({ agent, environment, seed, trace: false, scenario: name, episode, ...given }).record;
    });
    logged?.settle();
    return {
      records,
      state: agent.learns ? agent.saveState() : null,
      ...(logged && { decisions: logged.decisions }),
    };
  };
}

/** An agent that explores and is logged, as an experiment says. */
function logging(agent: Agent, { explore, shadows }: NonNullable<Experiment["decisions"]>): LoggedAgent {
  const acting = explore > 0 ? exploring(agent, { share: explore }) : agent;
  return logDecisions(acting, { shadows: shadows.map(createShadow) });
}
