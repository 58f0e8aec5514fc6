import "./empty_environment.ts";
import { type Job, WaitingError, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { JsonValue } from "../../lib/model/mod.ts";
import { type Block, type Experiment, resolveExperiment } from "../../lib/bench/agents/mod.ts";
import { type BlockOrigin, blockText, readBlock } from "../runner/block_file.ts";
import { runName } from "../runner/identity.ts";
import { type BlockThread, startBlockThread } from "./block_thread.ts";
import { connectionOf, type JobData } from "./job_queue.ts";
import { episodesOf, planJobs, type PlannedJob } from "./plan_jobs.ts";
import { openRunStore, queueName, type RunStore } from "./run_store.ts";

/** Options of `workOnQueue`. */
export interface WorkOptions {
  /** Hash of the code. */
  readonly code: string;
  /** Jobs at a time. */
  readonly concurrency: number;
  /** Hears in a line of each job. */
  readonly say: (line: string) => void;
  /** Ends the work when it is aborted: what is at work is brought to the end of its block, and the rest of its job given back. */
  readonly signal: AbortSignal;
}

/** A job whose worker says nothing for so long goes to another one (ms). */
const LOCK_MS = 4000;
const STALLED_INTERVAL_MS = 2000;
/** A job that as many workers were lost over fails. */
const MAX_STALLED = 3;
/** Seconds that a worker without a job waits for one in a single call; less than a connection may be silent. */
const WAIT_SECONDS = 5;
/** Runs whose experiment a worker keeps at hand. */
const RUNS_AT_HAND = 4;

/** A run as a worker knows it. */
interface KnownRun {
  readonly experiment: Experiment;
  readonly jobs: readonly PlannedJob[];
  readonly store: RunStore;
}

/** Works on the jobs of a queue until its signal is aborted. */
export async function workOnQueue(redis: Redis, options: WorkOptions): Promise<void> {
  const { code, concurrency, say, signal } = options;
  const threads: BlockThread[] = Array.from({ length: concurrency }, startBlockThread);
  const idle = [...threads];
  const knownRun = createKnownRuns(redis, code);
  const worker = new Worker<JobData>(queueName(code), async (job, token = "") => {
    const thread = idle.pop()!;
    try {
      await doJob(job, { token, thread, known: await knownRun(job.data.run), ...options });
    } catch (error) {
      if (!(error instanceof WaitingError)) say(`${titleOf(job.data)}: ${(error as Error).message}`);
      throw error;
    } finally {
      idle.push(thread);
    }
  }, {
    connection: connectionOf(redis),
    concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_INTERVAL_MS,
    maxStalledCount: MAX_STALLED,
    drainDelay: WAIT_SECONDS,
  });
  // Lost locks are noticed where results are saved, and lost connections where they are made again.
  worker.on("error", () => {});
  await new Promise((resolve) =>
    signal.aborted ? resolve(0) : signal.addEventListener("abort", resolve, { once: true })
  );
  await worker.close();
  for (const thread of threads) thread.end();
}

/** Runs the blocks of a job that are not done yet. */
async function doJob(
  job: Job<JobData>,
  { token, thread, known, code, say, signal }: WorkOptions & {
    token: string;
    thread: BlockThread;
    known: KnownRun;
  },
): Promise<void> {
  const { experiment, store, jobs } = known;
  const { blocks } = jobs[job.data.number - 1]!;
  const startMs = performance.now();
  const title = titleOf(job.data, jobs.length);
  let before: { index: number; state: JsonValue } | undefined;
  let saving: Promise<boolean> = Promise.resolve(true);
  let done = 0;
  for (const block of blocks) {
    if (signal.aborted) {
      await requireMine(saving);
      await job.moveToWait(token);
      say(`${title}: given back after ${done} of ${episodesOf(blocks)} episodes, which are saved`);
      throw new WaitingError();
    }
    const origin = originOf(block, { run: job.data.run, code });
    const content = await storedBlock(store, origin) ?? await thread.run(
      experiment,
      block,
      block.after === undefined ? null : before!.state,
    );
    before = { index: block.index, state: content.state };
    // The result travels while the next block runs.
    await requireMine(saving);
    saving = store.save({ job: job.id!, token, index: block.index, text: blockText(origin, content) });
    // It is awaited above or below; until then a failure must not end the process.
    saving.catch(() => {});
    done += block.count;
  }
  await requireMine(saving);
  const seconds = (performance.now() - startMs) / 1000;
  say(`${title}: ${done} episodes in ${seconds.toFixed(1)} s`);
}

async function storedBlock(store: RunStore, origin: BlockOrigin) {
  const text = await store.block(origin.index);
  if (text === undefined) return undefined;
  const content = readBlock(text, origin);
  if (!("damage" in content)) return content;
  await store.discard(origin.index);
  return undefined;
}

/** @throws {Error} if the job was given to another worker meanwhile */
async function requireMine(saving: Promise<boolean>): Promise<void> {
  if (!await saving) throw new Error("this worker was cut off, and the job given to another one");
}

/** Reads the experiments of runs and keeps the last few. */
function createKnownRuns(redis: Redis, code: string): (run: string) => Promise<KnownRun> {
  const known = new Map<string, Promise<KnownRun>>();
  return (run) => {
    const found = known.get(run) ?? readRun(openRunStore(redis, { run, code }), run);
    known.delete(run);
    known.set(run, found);
    // A run that can't be read may be there the next time.
    found.catch(() => known.delete(run));
    const [oldest] = known.keys();
    if (known.size > RUNS_AT_HAND) known.delete(oldest!);
    return found;
  };
}

async function readRun(store: RunStore, run: string): Promise<KnownRun> {
  // What comes over the network is checked as a file is.
  const experiment = resolveExperiment(await store.experiment());
  if (runName(experiment) !== run) throw new Error(`The experiment of the run ${run} is of another version`);
  return { experiment, jobs: planJobs(run, experiment), store };
}

function originOf({ index, count }: Block, { run, code }: { run: string; code: string }): BlockOrigin {
  return { run, code, index, episodes: count };
}

function titleOf({ run, number }: JobData, of?: number): string {
  return `run ${run}, job ${number}${of === undefined ? "" : ` of ${of}`}`;
}
