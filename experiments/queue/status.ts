import type { Redis } from "ioredis";
import { type Experiment, planBlocks } from "../../lib/bench/agents/mod.ts";
import { openJobQueue } from "./job_queue.ts";
import { episodesOf } from "./plan_jobs.ts";
import { openRunStore } from "./run_store.ts";

/** How far a run is, as anybody sees it who reaches its Redis, in one line. */
export async function statusLine(
  redis: Redis,
  { experiment, run, code }: { experiment: Experiment; run: string; code: string },
): Promise<string> {
  const store = openRunStore(redis, { run, code });
  const title = `${experiment.name} ${run}`;
  if (!await store.isThere()) return `${title}: not submitted by this version of the code`;
  const queue = openJobQueue(redis, { run, code });
  try {
    const finished = new Set(await store.finished(0));
    const blocks = planBlocks(experiment);
    const done = episodesOf(blocks.filter(({ index }) => finished.has(index)));
    const { active, waiting } = await queue.counts();
    const failed = await queue.failed();
    return [
      `${title}: ${done} of ${episodesOf(blocks)} episodes`,
      `${active} jobs at work, ${waiting} waiting, ${await queue.workers()} workers`,
      ...(failed === undefined ? [] : [`job ${failed.number} failed: ${failed.reason}`]),
    ].join("; ");
  } finally {
    await queue.close();
  }
}
