import { z } from "zod";
import { anyObject } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { type Contestant, createContestant, hasOwnParts } from "./contestants.ts";
import { contestantIn, type Experiment, experimentShape } from "./resolve.ts";

const PLAN_BLOCKS_ARGUMENTS = z.object({ experiment: experimentShape });
const EPISODES_PER_TRIAL_ARGUMENTS = z.object({ experiment: experimentShape });
const UNREACHED_PHASES_ARGUMENTS = z.object({ experiment: experimentShape });
const SHOWS_LEARNING_ARGUMENTS = z.object({ experiment: experimentShape });
const CONTESTANT_LEARNS_ARGUMENTS = z.object({ contestant: anyObject });

/** Episodes that are run and saved together: few enough to lose, enough to be worth saving. */
export const BLOCK_EPISODES = 20;

/** A piece of work: consecutive episodes of one trial. */
export interface Block {
  /** Index among all blocks, which is the order of their rows in the results. */
  readonly index: number;
  /** Index of the scenario in the experiment. */
  readonly scenario: number;
  /** Index of the agent. */
  readonly agent: number;
  /** Number of the trial, from 1. */
  readonly trial: number;
  /** Episodes of the trial before this block. */
  readonly before: number;
  /** Number of episodes in this block. */
  readonly count: number;
  /** Index of the block whose learnt state this one starts from. */
  readonly after?: number;
  /** Blocks that start from each other's state form a chain; one worker runs the whole chain. */
  readonly chain: number;
}

/**
 * Splits an experiment into blocks, in the order of the results: scenario, agent, trial, episode.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function planBlocks(experiment: Experiment): Block[] {
  checkOptions("planBlocks", PLAN_BLOCKS_ARGUMENTS, { experiment });
  const { scenarios, agents, trials } = experiment;
  const episodes = episodesPerTrial(experiment);
  const blocks: Block[] = [];
  let chain = -1;
  scenarios.forEach((itsOwn, scenario) =>
    agents.forEach((contestant, agent) => {
      const learns = contestantLearns(contestantIn(itsOwn, contestant));
      for (let trial = 1; trial <= trials; trial++) {
        for (let before = 0; before < episodes; before += BLOCK_EPISODES) {
          const index = blocks.length;
          const goesOn = learns && before > 0;
          if (!goesOn) chain++;
          const count = Math.min(BLOCK_EPISODES, episodes - before);
          blocks.push({
            ...{ index, scenario, agent, trial, before, count, chain },
            ...(goesOn ? { after: index - 1 } : {}),
          });
        }
      }
    })
  );
  return blocks;
}

/**
 * Number of episodes in each trial.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function episodesPerTrial(experiment: Experiment): number {
  checkOptions("episodesPerTrial", EPISODES_PER_TRIAL_ARGUMENTS, { experiment });
  const { seeds } = experiment;
  return "count" in seeds ? seeds.count : seeds.length;
}

/**
 * A sentence for each phase that never comes, since a trial is over before it; a run without it can't answer what the phase is for.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function unreachedPhases(experiment: Experiment): string[] {
  checkOptions("unreachedPhases", UNREACHED_PHASES_ARGUMENTS, { experiment });
  const episodes = episodesPerTrial(experiment);
  return experiment.scenarios.flatMap(({ phases = [] }, s) =>
    phases.flatMap(({ fromEpisode }, i) =>
      fromEpisode <= episodes ? [] : [
        `scenarios[${s}].phases[${i}] never comes: its fromEpisode must be at most ${episodes}, the episodes of a trial (seeds.count), found ${fromEpisode}`,
      ]
    )
  );
}

/** Shorter trials have too few episodes in their first and last tenth to compare. */
const MIN_LEARNING_EPISODES = 50;

/**
 * Whether learning can be measured: several trials, each long enough.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function showsLearning(experiment: Experiment): boolean {
  checkOptions("showsLearning", SHOWS_LEARNING_ARGUMENTS, { experiment });
  return experiment.trials > 1 && episodesPerTrial(experiment) >= MIN_LEARNING_EPISODES;
}

/** The seeds of a block. */
export function seedsOf({ seeds }: Experiment, { trial, before, count }: Block): number[] {
  if (!("count" in seeds)) return seeds.slice(before, before + count);
  const first = seeds.first + (trial - 1) * seeds.count + before;
  return Array.from({ length: count }, (_, i) => first + i);
}

/**
 * Whether a contestant learns from episode to episode.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function contestantLearns(contestant: Contestant): boolean {
  checkOptions("contestantLearns", CONTESTANT_LEARNS_ARGUMENTS, { contestant });
  const { learns } = contestant;
  return learns ?? (!hasOwnParts(contestant) && createContestant(contestant).learns === true);
}
