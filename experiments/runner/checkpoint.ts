import { z } from "zod";
import { type JsonValue, UsageError } from "../../lib/model/mod.ts";
import { isThere, removeIfThere, replaceText } from "../cli/disk.ts";
import { type Block, type Experiment, planBlocks } from "../../lib/bench/agents/mod.ts";
import { type BlockContent, blockText, readBlock } from "./block_file.ts";
import { runName } from "./identity.ts";

/** The finished blocks of a run on the disk, which survive any interrupt. */
export interface Checkpoint {
  readonly folder: string;
  /** Name of the run. */
  readonly run: string;
  /** Indices of the finished blocks. */
  readonly done: ReadonlySet<number>;
  /** Start of the work (ms since 1970). */
  readonly startedMs: number;
  /** The command that reproduces the run. */
  readonly command: string;
  save(index: number, result: BlockContent): void;
  /** The episodes of a block as CSV with a header. @throws {UsageError} for a damaged block */
  csv(index: number): string;
  /** The learnt state of the agent at the end of a block. @throws {UsageError} for a damaged block */
  state(index: number): JsonValue;
  /** The decisions of a block as JSON lines; undefined where they are not logged. @throws {UsageError} for a damaged block */
  decisions(index: number): string | undefined;
  /** Lets others work on it; more than once does nothing. */
  close(): void;
}

/** What all blocks of a run have in common. */
const runIdentity = z.object({
  code: z.string(),
  startedMs: z.number().min(0),
  command: z.string(),
});
type RunIdentity = z.infer<typeof runIdentity>;

const BLOCK_NAME = /^(\d{6,})\.block$/;

/**
 * Opens the checkpoint in a folder: one of the same experiment and the same code is continued, any other is emptied.
 * What is damaged in it is removed, so that it is made again.
 *
 * @throws {FolderLocked} if another process works on it
 */
export function openCheckpoint(
  folder: string,
  { experiment, run, code, command, nowMs }: {
    experiment: Experiment;
    run: string;
    code: string;
    command: string;
    nowMs: number;
  },
): Checkpoint {
  requireFolder(folder);
  const lock = lockFolder(folder);
  try {
    let belonging = readBelonging(folder);
    if (belonging?.code !== code) {
      for (const { name } of Deno.readDirSync(folder)) {
        if (name !== "lock") Deno.removeSync(`${folder}/${name}`, { recursive: true });
      }
      belonging = { code, startedMs: nowMs, command };
      replaceText(`${folder}/config.json`, json(experiment));
      replaceText(`${folder}/belonging.json`, json(belonging));
    }
    requireFolder(`${folder}/blocks`);
    const { done, damaged } = inspectBlocks(folder, { experiment, run, code });
    for (const { name } of damaged) Deno.removeSync(`${folder}/blocks/${name}`, { recursive: true });
    return checkpointOf(folder, { experiment, run, belonging, done, lock });
  } catch (error) {
    lock.close();
    throw error;
  }
}

/**
 * Opens the checkpoint of a shard to read it; nothing in it is changed.
 *
 * @throws {UsageError} if it is damaged, unfinished business of another process, or of other code
 */
export function openShard(
  folder: string,
  { experiment, code }: { experiment: Experiment; code: string },
): Checkpoint {
  const belonging = readBelonging(folder);
  if (belonging === undefined) {
    throw new UsageError(`${folder}/belonging.json is missing or damaged: run the shard again`);
  }
  if (belonging.code !== code) {
    throw new UsageError(`${folder} was made by other code than this: check out the same commit`);
  }
  const run = runName(experiment);
  const { done, damaged } = inspectBlocks(folder, { experiment, run, code });
  const [first] = damaged.filter(({ name }) => !name.endsWith(".tmp"));
  if (first !== undefined) {
    throw new UsageError(`${folder}/blocks/${first.name} ${first.damage}: run the shard again`);
  }
  return checkpointOf(folder, { experiment, run, belonging, done });
}

function checkpointOf(
  folder: string,
  { experiment, run, belonging, done, lock }: {
    experiment: Experiment;
    run: string;
    belonging: RunIdentity;
    done: Set<number>;
    lock?: Deno.FsFile | undefined;
  },
): Checkpoint {
  const blocks = blocksByIndex(experiment);
  const originOf = (index: number) => ({
    run,
    code: belonging.code,
    index,
    episodes: blocks.get(index)!.count,
  });
  const read = (index: number) => {
    const path = blockPath(folder, index);
    const block = readBlock(Deno.readTextFileSync(path), originOf(index));
    if ("damage" in block) throw new UsageError(`${path} ${block.damage}: run it again`);
    return block;
  };
  return {
    folder,
    run,
    done,
    startedMs: belonging.startedMs,
    command: belonging.command,
    save: (index, result) => {
      replaceText(blockPath(folder, index), blockText(originOf(index), result));
      done.add(index);
    },
    csv: (index) => read(index).csv,
    state: (index) => read(index).state,
    decisions: (index) => read(index).decisions,
    close: () => {
      lock?.close();
      lock = undefined;
    },
  };
}

function blockPath(folder: string, index: number): string {
  return `${folder}/blocks/${String(index).padStart(6, "0")}.block`;
}

function blocksByIndex(experiment: Experiment): Map<number, Block> {
  return new Map(planBlocks(experiment).map((block) => [block.index, block]));
}

/** The blocks in a folder: those that can be used, and what else is there, with the reason why it cannot. */
function inspectBlocks(
  folder: string,
  { experiment, run, code }: { experiment: Experiment; run: string; code: string },
): { done: Set<number>; damaged: { name: string; damage: string }[] } {
  const done = new Set<number>();
  const damaged: { name: string; damage: string }[] = [];
  const planned = blocksByIndex(experiment);
  for (const { name, isFile } of Deno.readDirSync(`${folder}/blocks`)) {
    const index = Number(BLOCK_NAME.exec(name)?.[1] ?? NaN);
    const episodes = planned.get(index)?.count;
    if (!isFile || episodes === undefined) {
      damaged.push({ name, damage: "is no block of this run" });
      continue;
    }
    const block = readBlock(Deno.readTextFileSync(`${folder}/blocks/${name}`), {
      ...{ run, code, index, episodes },
    });
    if ("damage" in block) damaged.push({ name, damage: block.damage });
    else done.add(index);
  }
  damaged.sort((a, b) => a.name < b.name ? -1 : 1);
  return { done, damaged };
}

/** Creates a folder, in place of whatever else has its name. */
function requireFolder(path: string): void {
  if (isThere(path) && !Deno.statSync(path).isDirectory) Deno.removeSync(path);
  Deno.mkdirSync(path, { recursive: true });
}

/** Another process works on a run: it has the lock of its folder. */
export class FolderLocked extends Error {}

/** @throws {FolderLocked} if another process has the lock */
export function lockFolder(folder: string): Deno.FsFile {
  const path = `${folder}/lock`;
  if (isThere(path) && !Deno.statSync(path).isFile) removeIfThere(path);
  // The operating system releases a lock when its process ends, however that happens.
  const lock = Deno.openSync(path, { create: true, write: true });
  if (lock.tryLockSync(true)) return lock;
  lock.close();
  throw new FolderLocked(`Another process is at work on this run: ${folder}`);
}

function readBelonging(folder: string): RunIdentity | undefined {
  try {
    return runIdentity.parse(JSON.parse(Deno.readTextFileSync(`${folder}/belonging.json`)));
  } catch {
    return undefined;
  }
}

/** Indented JSON with a line break at its end. */
export function json(value: unknown): string {
  return JSON.stringify(value, null, 2) + "\n";
}
