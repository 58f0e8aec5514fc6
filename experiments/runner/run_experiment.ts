import { UsageError } from "../../lib/model/mod.ts";
import { type Block, type Experiment, type OwnParts, planBlocks } from "../../lib/bench/agents/mod.ts";
import type { Progress, Work } from "../cli/progress.ts";
import { isThere } from "../cli/disk.ts";
import { assemble } from "./assemble.ts";
import { type Checkpoint, openCheckpoint } from "./checkpoint.ts";
import { checkedRun } from "./checked_run.ts";
import { codeHash, runName } from "./identity.ts";
import type { OwnModule } from "../own/load_module.ts";
import { Interrupted } from "./interrupt.ts";
import type { BlockContent } from "./block_file.ts";
import { type Lives, openLives } from "./lives.ts";
import { finishPlacing } from "./place_run.ts";
import { runBlocks } from "./pool.ts";
import { createSchedule } from "./schedule.ts";
import type { Shard } from "./shard.ts";

/** Has blocks run somewhere else than in threads of this process, and resolves when all of them are saved. */
export type RunElsewhere = (work: {
  readonly experiment: Experiment;
  /** Name of the run. */
  readonly run: string;
  /** Hash of the code. */
  readonly code: string;
  /** The blocks that are not done yet. */
  readonly missing: readonly Block[];
  /** Keeps the result of a block. */
  readonly save: (index: number, content: BlockContent) => void;
}) => Promise<void>;

/** Options of `runExperiment`. */
export interface RunOptions {
  /** Folder of all results. */
  readonly results: string;
  readonly workers: number;
  /** Whether to run an experiment again that has been run. */
  readonly force?: boolean;
  readonly shard?: Shard;
  /** Folder of what the agents had learnt before and have learnt at the end; absent: they begin anew, and what they learn is not kept. */
  readonly state?: string;
  /** The command that reproduces the run. */
  readonly command: string;
  readonly progress: (work: Work) => Progress;
  /** Stops the work when it is aborted. */
  readonly signal?: AbortSignal;
  /** Parts of one's own that the experiment names, and where workers load them from. Default: none. */
  readonly own?: OwnParts;
  /** Where workers load `own` from. */
  readonly modules?: readonly OwnModule[];
  /** Who runs the blocks in place of threads here. */
  readonly elsewhere?: RunElsewhere;
}

/** The outcome of `runExperiment`. */
export interface RunOutcome {
  /** Folder of the run, or of the blocks of a shard. */
  readonly folder: string;
  readonly status: "found" | "ran" | "shard";
  /** Number of episodes, and number of those found from an earlier attempt. */
  readonly episodes: number;
  readonly resumed: number;
  /** Whether the run was made by the present code. */
  readonly sameCode: boolean;
}

/**
 * Runs an experiment, or finds its finished run. After an interrupt the next call continues the work. What agents have learnt is kept when the run is
 * in its place, and not before.
 *
 * @throws {Interrupted} when its signal is aborted; the next call continues the work
 * @throws {UsageError} for a state that can't be taken up, and for a state together with a shard
 */
export async function runExperiment(experiment: Experiment, options: RunOptions): Promise<RunOutcome> {
  const { results, shard, force = false } = options;
  if (shard !== undefined && options.state !== undefined) {
    throw new UsageError(
      "The options --state and --shard exclude each other: what is learnt is kept when the run is whole",
    );
  }
  const lives = options.state === undefined ? undefined : openLives(options.state, experiment, options.own);
  const run = runName(experiment, lives?.hash);
  const code = codeHash();
  const home = `${results}/${experiment.name}`;
  const folder = `${home}/${run}`;
  const blocks = planBlocks(experiment);
  const episodes = countOf(blocks);
  const partial = `${home}/.${run}.partial`;
  finishPlacing(folder, partial);
  // An interrupted run is continued, even if it was started by `force` and `force` is given again.
  if (isThere(folder) && !force) {
    const sameCode = checkedRun(folder).codeHash === code;
    lives?.keep(folder);
    return { folder, status: "found", episodes, resumed: 0, sameCode };
  }
  const place = shard === undefined ? partial : shardFolder(folder, shard);
  const checkpoint = openCheckpoint(place, {
    experiment,
    run,
    code,
    command: options.command,
    nowMs: Date.now(),
  });
  // Where the code that waits was broken off, nothing else would let the next call continue.
  options.signal?.addEventListener("abort", checkpoint.close, { once: true });
  try {
    const mine = shard === undefined
      ? blocks
      : blocks.filter(({ chain }) => chain % shard.of === shard.number - 1);
    const resumed = countOf(mine.filter(({ index }) => checkpoint.done.has(index)));
    await work(mine, { experiment, checkpoint, options, resumed, ...(lives && { lives }) });
    if (shard !== undefined) {
      return { folder: place, status: "shard", episodes: countOf(mine), resumed, sameCode: true };
    }
    await assemble(folder, { experiment, checkpoint, ...(lives && { lives }) });
    lives?.keep(folder);
    return { folder, status: "ran", episodes, resumed, sameCode: true };
  } finally {
    checkpoint.close();
  }
}

async function work(
  blocks: readonly Block[],
  { experiment, checkpoint, options, resumed, lives }: {
    experiment: Experiment;
    checkpoint: Checkpoint;
    options: RunOptions;
    resumed: number;
    lives?: Lives;
  },
): Promise<void> {
  const total = countOf(blocks);
  if (resumed === total) return;
  const byIndex = new Map(blocks.map((block) => [block.index, block]));
  const progress = options.progress({ total, label: experiment.name, before: resumed });
  let done = resumed;
  progress.update(done);
  const save = (index: number, content: BlockContent) => {
    checkpoint.save(index, content);
    done += byIndex.get(index)!.count;
    progress.update(done);
  };
  if (options.elsewhere !== undefined) {
    const missing = blocks.filter(({ index }) => !checkpoint.done.has(index));
    await options.elsewhere({ experiment, run: checkpoint.run, code: codeHash(), missing, save });
    return progress.finish();
  }
  const workers = Math.min(options.workers, blocks.length - checkpoint.done.size);
  requireDescriptors(workers);
  await runBlocks({
    experiment,
    signal: options.signal &&
      interruptedAt(options.signal, () => new Interrupted(experiment.name, { done, total })),
    schedule: createSchedule(blocks, checkpoint.done),
    workers,
    modules: options.modules ?? [],
    stateBefore: ({ after, chain }) =>
      after === undefined ? lives?.before(chain) ?? null : checkpoint.state(after),
    save: (result) => save(result.index, result),
  });
  progress.finish();
}

/** A signal whose reason says how far the work was. */
function interruptedAt(signal: AbortSignal, reason: () => Interrupted): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort(reason());
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  return controller.signal;
}

function countOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { count }) => sum + count, 0);
}

function shardFolder(folder: string, { number, of }: Shard): string {
  return `${folder}.shard-${number}-of-${of}`;
}

/** Files that a worker has open, at most. */
const DESCRIPTORS_PER_WORKER = 6;

/**
 * Checks that workers can open their files: without them the runtime would crash.
 *
 * @throws {Error} if the system allows this process too few
 */
function requireDescriptors(workers: number): void {
  const opened: Deno.FsFile[] = [];
  const needed = DESCRIPTORS_PER_WORKER * (workers + 1);
  try {
    while (opened.length < needed) opened.push(Deno.openSync(new URL(import.meta.url)));
  } catch {
    throw new Error(
      `${workers} workers need ${needed} more open files than the system allows, which is ${opened.length} more: ` +
        "raise the limit (ulimit -n) or take fewer --workers",
    );
  } finally {
    for (const file of opened) file.close();
  }
}
