import type { Redis } from "ioredis";
import type { Block, Experiment } from "../../lib/bench/agents/mod.ts";
import { type BlockContent, readBlock } from "../runner/block_file.ts";
import { openJobQueue } from "./job_queue.ts";
import { planJobs } from "./plan_jobs.ts";
import { openRunStore, type RunStore } from "./run_store.ts";

/** What is to be done by the workers of a queue. */
export interface QueuedWork {
  readonly experiment: Experiment;
  /** Name of the run. */
  readonly run: string;
  /** Hash of the code. */
  readonly code: string;
  /** The blocks that are not done yet. */
  readonly missing: readonly Block[];
  /** Keeps the result of a block. */
  readonly save: (index: number, content: BlockContent) => void;
}

const POLL_MS = 300;
const WATCH_MS = 2000;
/** After so long without news the jobs are added again, which does nothing to those that are there. */
const SILENT_MS = 20_000;
/** With no worker for so long, a line says how to start one. */
const LONELY_MS = 5000;

/**
 * Submits what is missing of a run, or joins it where it is submitted already, and fetches the results until all are here. What a Redis without a
 * memory lost when it was started again is submitted again.
 *
 * @throws {Error} in one line, for a job that failed
 */
export async function runOnQueue(
  redis: Redis,
  { experiment, run, code, missing, save }: QueuedWork,
  { commit, force, say }: {
    commit: string | null;
    /** Whether results that Redis holds from before are made again. */
    force: boolean;
    say: (line: string) => void;
  },
): Promise<void> {
  const store = openRunStore(redis, { run, code });
  const queue = openJobQueue(redis, { run, code });
  const open = new Map(missing.map((block) => [block.index, block]));
  const jobs = planJobs(run, experiment);
  const submit = async () => {
    await store.publish(experiment, { run, name: experiment.name, code, commit });
    await queue.add(jobs.filter(({ blocks }) => blocks.some(({ index }) => open.has(index))));
  };
  try {
    if (force) await store.remove();
    const started = performance.now();
    let [fetched, newsMs, watchedMs, isLonely] = [0, started, started, true];
    await submit();
    while (true) {
      const news = await fetchBlocks(store, { run, code, from: fetched, open, save });
      fetched = news.fetched;
      if (open.size === 0) break;
      const now = performance.now();
      if (news.saved > 0) newsMs = now;
      if (now - watchedMs > WATCH_MS) {
        watchedMs = now;
        const failed = await queue.failed();
        if (failed !== undefined) {
          throw new Error(`Job ${failed.number} of ${jobs.length} failed on its worker: ${failed.reason}`);
        }
        if (isLonely && now - started > LONELY_MS) {
          isLonely = false;
          if (await queue.workers() === 0) say("No worker is there yet: deno task worker --queue …");
        }
        if (!await store.isThere() || now - newsMs > SILENT_MS) {
          [fetched, newsMs] = [0, now];
          await submit();
        }
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    await store.finish();
  } finally {
    await queue.close();
  }
}

/** Saves the results that have come since. */
async function fetchBlocks(
  store: RunStore,
  { run, code, from, open, save }: {
    run: string;
    code: string;
    from: number;
    open: Map<number, Block>;
    save: QueuedWork["save"];
  },
): Promise<{ fetched: number; saved: number }> {
  const finished = await store.finished(from);
  let saved = 0;
  for (const index of finished) {
    const block = open.get(index);
    if (block === undefined) continue;
    const text = await store.block(index);
    const content = text === undefined
      ? { damage: "is gone" }
      : readBlock(text, { run, code, index, episodes: block.count });
    if ("damage" in content) {
      await store.discard(index);
      continue;
    }
    save(index, content);
    open.delete(index);
    saved++;
  }
  return { fetched: from + finished.length, saved };
}
