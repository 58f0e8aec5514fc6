import { UsageError } from "../../lib/model/mod.ts";
import { type Experiment, planBlocks, resolveExperiment } from "../../lib/bench/agents/mod.ts";
import { isThere } from "../cli/disk.ts";
import { assemble } from "./assemble.ts";
import { type Checkpoint, openCheckpoint } from "./checkpoint.ts";
import { codeHash, runName } from "./identity.ts";

/** Options of `mergeShards`. */
export interface MergeOptions {
  readonly results: string;
  readonly force?: boolean;
}

/**
 * Merges shards to a run; the shards are kept.
 *
 * @returns the folder of the run
 * @throws {UsageError} for a folder that is not a shard, for shards of different experiments or of other code, and for
 *   missing shards
 */
export async function mergeShards(
  folders: readonly string[],
  { results, force = false }: MergeOptions,
): Promise<string> {
  const code = codeHash();
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
  if (isThere(folder) && !force) {
    throw new UsageError(`The run is there already: ${folder} (--force makes it again)`);
  }
  const shards = folders.map((shard) => openShard(shard, { experiment, code }));
  try {
    const missing = planBlocks(experiment).filter(({ index }) => !shards.some(({ done }) => done.has(index)));
    if (missing.length > 0) {
      throw new UsageError(
        `The shards hold ${planBlocks(experiment).length - missing.length} of ${
          planBlocks(experiment).length
        } blocks: run the shards that are missing or unfinished`,
      );
    }
    const checkpoint = openCheckpoint(`${results}/${experiment.name}/.${run}.partial`, {
      experiment,
      code,
      command: shards[0]!.command,
      nowMs: Math.min(...shards.map(({ startedMs }) => startedMs)),
    });
    try {
      for (const { index } of planBlocks(experiment)) {
        const shard = shards.find(({ done }) => done.has(index))!;
        checkpoint.save(index, { csv: shard.csv(index), state: null });
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

function experimentOf(folder: string): Experiment {
  const path = `${folder}/config.json`;
  if (!isThere(path) || !isThere(`${folder}/blocks`)) {
    throw new UsageError(`A shard is a folder as --shard makes it, found "${folder}"`);
  }
  return resolveExperiment(JSON.parse(Deno.readTextFileSync(path)));
}

/** Reads the blocks of a shard without changing them. */
function openShard(
  folder: string,
  { experiment, code }: { experiment: Experiment; code: string },
): Checkpoint {
  const made = JSON.parse(Deno.readTextFileSync(`${folder}/belonging.json`)).code;
  if (made !== code) {
    throw new UsageError(`${folder} was made by other code than this: check out the same commit`);
  }
  return openCheckpoint(folder, { experiment, code, command: "", nowMs: 0 });
}
