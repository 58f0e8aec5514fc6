import { setImmediate } from "node:timers";
import { UsageError } from "../../lib/model/mod.ts";
import { type Experiment, planBlocks, resolveExperiment } from "../../lib/bench/agents/mod.ts";
import { isFolder, isThere } from "../cli/disk.ts";
import { assemble } from "./assemble.ts";
import { type Checkpoint, openCheckpoint, openShard } from "./checkpoint.ts";
import { codeHash, runName } from "./identity.ts";
import { finishPlacing } from "./place_run.ts";

/** Options of `mergeShards`. */
export interface MergeOptions {
  readonly results: string;
  readonly force?: boolean;
}

/**
 * Merges shards to a run; the shards are kept.
 *
 * @returns the folder of the run
 * @throws {UsageError} for a folder that is not a shard or given twice, for shards of different experiments or of other
 *   code, for damaged blocks, and for missing shards
 */
export async function mergeShards(
  folders: readonly string[],
  { results, force = false }: MergeOptions,
): Promise<string> {
  const code = codeHash();
  requireDistinct(folders);
  const [first, ...others] = folders.map((folder) => ({ folder, experiment: experimentOf(folder) }));
  if (first === undefined) throw new UsageError("A merge needs the folders of all shards, found none");
  const { experiment } = first;
  const run = runName(experiment);
  for (const other of others) {
    if (runName(other.experiment) !== run) {
      throw new UsageError(`${other.folder} is of another experiment than ${first.folder}`);
    }
  }
  const folder = `${results}/${experiment.name}/${run}`;
  const partial = `${results}/${experiment.name}/.${run}.partial`;
  finishPlacing(folder, partial);
  if (isThere(folder) && !force) {
    throw new UsageError(`The run is there already: ${folder} (--force makes it again)`);
  }
  const shards = folders.map((shard) => openShard(shard, { experiment, code }));
  try {
    requireDisjoint(shards);
    const missing = planBlocks(experiment).filter(({ index }) => !shards.some(({ done }) => done.has(index)));
    if (missing.length > 0) {
      throw new UsageError(
        `The shards hold ${planBlocks(experiment).length - missing.length} of ${
          planBlocks(experiment).length
        } blocks: run the shards that are missing or unfinished`,
      );
    }
    const checkpoint = openCheckpoint(partial, {
      experiment,
      run,
      code,
      command: shards[0]!.command,
      nowMs: Math.min(...shards.map(({ startedMs }) => startedMs)),
    });
    try {
      for (const { index } of planBlocks(experiment)) {
        // Ctrl+C is heard between blocks.
        await new Promise((resolve) => setImmediate(resolve));
        const shard = shards.find(({ done }) => done.has(index))!;
        const decisions = shard.decisions(index);
        checkpoint.save(index, {
          csv: shard.csv(index),
          state: null,
          ...(decisions !== undefined && { decisions }),
        });
      }
      await assemble(folder, { experiment, checkpoint });
    } finally {
      checkpoint.close();
    }
  } finally {
    for (const shard of shards) shard.close();
  }
  return folder;
}

/** @throws {UsageError} if two paths lead to one folder */
function requireDistinct(folders: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const folder of folders) {
    const real = isFolder(folder) ? Deno.realPathSync(folder) : folder;
    const before = seen.get(real);
    if (before !== undefined) {
      throw new UsageError(
        before === folder
          ? `The shard "${folder}" is given twice`
          : `"${before}" and "${folder}" are one shard`,
      );
    }
    seen.set(real, folder);
  }
}

/** @throws {UsageError} if two shards hold the same block */
function requireDisjoint(shards: readonly Checkpoint[]): void {
  const holders = new Map<number, string>();
  for (const { folder, done } of shards) {
    for (const index of done) {
      const holder = holders.get(index);
      if (holder !== undefined) {
        throw new UsageError(`${holder} and ${folder} hold the same block ${index}: give each shard once`);
      }
      holders.set(index, folder);
    }
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function experimentOf(folder: string): Experiment {
  const path = `${folder}/config.json`;
  if (/[*?]/.test(folder) && !isThere(folder)) {
    throw new UsageError(
      `No shard matches "${folder}": a pattern must match folders as --shard makes them (none is made where the whole run is there already)`,
    );
  }
  if (!isFolder(folder) || !isFolder(`${folder}/blocks`)) {
    throw new UsageError(`A shard is a folder as --shard makes it, found "${folder}"`);
  }
  try {
    const config = JSON.parse(Deno.readTextFileSync(path));
    // It was resolved where its parts of one's own are; the hash in each block holds it to that.
    return isObject(config) && "own" in config ? config as unknown as Experiment : resolveExperiment(config);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${path}: ${error.message}`);
    throw new UsageError(`${path} is missing or damaged: run the shard again`);
  }
}
