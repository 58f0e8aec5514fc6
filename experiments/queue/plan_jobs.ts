import { type Block, type Experiment, planBlocks } from "../../lib/bench/agents/mod.ts";

/** A piece of a run that one worker does: whole chains of blocks, so that what an agent learns stays with one worker. */
export interface PlannedJob {
  /** The same for the same run, wherever and however often it is submitted. */
  readonly id: string;
  /** Number of the job, from 1. */
  readonly number: number;
  readonly of: number;
  /** Its blocks, each after the one that it starts from. */
  readonly blocks: readonly Block[];
}

/** Episodes of a job that takes a few seconds, beside which the queue's own milliseconds are nothing. */
const MAX_EPISODES = 400;
/** Episodes of the last jobs, which end at different times on different workers. */
const MIN_EPISODES = 100;
/** A job is at most this part of what is left, so that all workers end together. */
const PART_OF_REST = 16;

/**
 * Cuts a run into jobs: the longest lives first, and smaller jobs towards the end. It depends on the experiment alone.
 *
 * @param run name of the run
 */
export function planJobs(run: string, experiment: Experiment): PlannedJob[] {
  const chains = Map.groupBy(planBlocks(experiment), ({ chain }) => chain);
  const longestFirst = [...chains.values()].sort((a, b) => episodesOf(b) - episodesOf(a));
  let left = longestFirst.reduce((sum, chain) => sum + episodesOf(chain), 0);
  const jobs: Block[][] = [];
  let job: Block[] = [];
  let size = 0;
  for (const chain of longestFirst) {
    if (job.length === 0) {
      size = Math.max(MIN_EPISODES, Math.min(MAX_EPISODES, left / PART_OF_REST));
      jobs.push(job);
    }
    job.push(...chain);
    left -= episodesOf(chain);
    if (episodesOf(job) >= size) job = [];
  }
  const of = jobs.length;
  return jobs.map((blocks, i) => ({ id: `${run}-${i + 1}-of-${of}`, number: i + 1, of, blocks }));
}

/** Number of episodes in some blocks. */
export function episodesOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { count }) => sum + count, 0);
}
