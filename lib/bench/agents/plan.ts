import { createAgent } from "../../run/trial.ts";
import type { Contestant } from "./contestants.ts";
import type { Experiment } from "./resolve.ts";

/** Episodes that are run and saved together: small enough to lose, large enough to be worth the saving. */
export const BLOCK_EPISODES = 20;

/** A piece of work: consecutive episodes of one trial. */
export interface Block {
  /** Place among all blocks, which is the order of their rows in the results. */
  readonly index: number;
  /** Places in the experiment's lists. */
  readonly scenario: number;
  readonly agent: number;
  /** From 1. */
  readonly trial: number;
  /** Episodes of the trial before this block. */
  readonly before: number;
  readonly count: number;
  /** The block whose state this one goes on from. */
  readonly after?: number;
  /** Blocks that go on from each other share a chain; whoever runs one runs them all. */
  readonly chain: number;
}

/** All the work of an experiment, in the order of the results: scenario, agent, trial, episode. */
export function planBlocks(experiment: Experiment): Block[] {
  const { scenarios, agents, trials } = experiment;
  const episodes = episodesPerTrial(experiment);
  const blocks: Block[] = [];
  let chain = -1;
  scenarios.forEach((_, scenario) =>
    agents.forEach((contestant, agent) => {
      const learns = contestantLearns(contestant);
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

/** Episodes of each trial of each agent in each scenario. */
export function episodesPerTrial({ seeds }: Experiment): number {
  return "count" in seeds ? seeds.count : seeds.length;
}

/** Shorter trials have no first and last part to compare. */
const LEAST_TO_LEARN = 50;

/** Whether learning can be seen: several trials, each long enough. */
export function showsLearning(experiment: Experiment): boolean {
  return experiment.trials > 1 && episodesPerTrial(experiment) >= LEAST_TO_LEARN;
}

/** The seeds of a block. */
export function seedsOf({ seeds }: Experiment, { trial, before, count }: Block): number[] {
  if (!("count" in seeds)) return seeds.slice(before, before + count);
  const first = seeds.first + (trial - 1) * seeds.count + before;
  return Array.from({ length: count }, (_, i) => first + i);
}

/** The agent that takes part, under the name that tables call it. */
export function createContestant({ name, agent, ...parts }: Contestant): ReturnType<typeof createAgent> {
  return { ...createAgent(agent, parts), name };
}

/** Whether it changes from episode to episode of a trial. */
export function contestantLearns(contestant: Contestant): boolean {
  return createContestant(contestant).learns ?? false;
}
