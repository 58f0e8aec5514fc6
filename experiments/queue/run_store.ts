import { deflateSync, inflateSync } from "node:zlib";
import type { Redis } from "ioredis";
import { z } from "zod";
import type { Experiment } from "../../lib/bench/agents/mod.ts";
import { sha256 } from "../runner/identity.ts";

/** A run that was submitted, as a list of all of them shows it. */
const entrySchema = z.object({
  /** Name of the run. */
  run: z.string(),
  /** Name of the experiment. */
  name: z.string(),
  /** Hash of the code that submitted it. */
  code: z.string(),
  /** Commit of that code; null outside of a repository. */
  commit: z.string().nullable(),
});

/** A run that was submitted. */
export type SubmittedRun = z.infer<typeof entrySchema>;

/** Name of BullMQ's queue of all jobs of one version of the code. */
export function queueName(code: string): string {
  return `aiops-${code.slice(0, 12)}`;
}

/** What BullMQ puts in front of its keys. */
const BULL = "bull";
const RUNS = "aiops:runs";
/** What nobody touches for so long is removed. */
const KEPT_SECONDS = 7 * 86_400;
/** For how long others may still fetch the results of a run that one has. */
const KEPT_AFTERWARDS_SECONDS = 3600;
/** No text that is unpacked may be larger (bytes). */
const MAX_TEXT = 512 * 2 ** 20;

/**
 * Stores the result of a block if the job's lock is still its worker's, and no other has stored it. A worker that was cut off has lost its lock, so that
 * what it sends late changes nothing.
 */
const SAVE = `
if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
if redis.call("HSETNX", KEYS[2], ARGV[2], ARGV[3]) == 1 then redis.call("RPUSH", KEYS[3], ARGV[2]) end
for i = 2, 4 do redis.call("EXPIRE", KEYS[i], ARGV[4]) end
return 1`;

/** A run in Redis: what its workers need, and what they have done. All but the jobs, which are BullMQ's. */
export interface RunStore {
  /** Puts the run there; more than once does nothing more. */
  publish(experiment: Experiment, run: SubmittedRun): Promise<void>;
  /** Whether the run is there. */
  isThere(): Promise<boolean>;
  /** The experiment. @throws {Error} if it is not there, or not the one that the run is named after */
  experiment(): Promise<Experiment>;
  /**
   * Saves the text of a block's result.
   *
   * @returns whether the job still belonged to the holder of the token
   */
  save(block: { job: string; token: string; index: number; text: string }): Promise<boolean>;
  /** Text of a block's result; undefined where it is not done. */
  block(index: number): Promise<string | undefined>;
  /** Indices of finished blocks in the order in which they were done, without the first `from`. */
  finished(from: number): Promise<number[]>;
  /** Removes a block that is damaged, so that it is made again. */
  discard(index: number): Promise<void>;
  /** Takes the run off the list; its results stay for an hour, for others who wait for it. */
  finish(): Promise<void>;
  /** Removes all of it. */
  remove(): Promise<void>;
}

/** Opens a run of one version of the code. */
export function openRunStore(redis: Redis, { run, code }: { run: string; code: string }): RunStore {
  const home = `aiops:${code.slice(0, 12)}:${run}`;
  const [experimentKey, blocksKey, orderKey] = [`${home}:experiment`, `${home}:blocks`, `${home}:order`];
  const keys = [experimentKey, blocksKey, orderKey];
  const field = `${code.slice(0, 12)}:${run}`;
  return {
    publish: async (experiment, submitted) => {
      await redis.set(experimentKey, packed(JSON.stringify(experiment)), "EX", KEPT_SECONDS);
      await redis.hset(RUNS, field, JSON.stringify(submitted));
    },
    isThere: async () => await redis.exists(experimentKey) === 1,
    experiment: async () => {
      const found = await redis.getBuffer(experimentKey);
      if (found === null) throw new Error(`The run ${run} is no longer in Redis`);
      const text = unpacked(found);
      if (sha256(text).slice(0, 12) !== run) {
        throw new Error(`The experiment of the run ${run} is not what it is named after`);
      }
      return JSON.parse(text);
    },
    save: async ({ job, token, index, text }) => {
      const lock = `${BULL}:${queueName(code)}:${job}:lock`;
      const saved = await redis.eval(
        SAVE,
        4,
        ...[lock, blocksKey, orderKey, experimentKey],
        ...[token, index, packed(text), KEPT_SECONDS],
      );
      return saved === 1;
    },
    block: async (index) => {
      const found = await redis.hgetBuffer(blocksKey, String(index));
      return found === null ? undefined : unpacked(found);
    },
    finished: async (from) => (await redis.lrange(orderKey, from, -1)).map(Number),
    discard: async (index) => {
      await redis.hdel(blocksKey, String(index));
    },
    finish: async () => {
      await redis.hdel(RUNS, field);
      for (const key of keys) await redis.expire(key, KEPT_AFTERWARDS_SECONDS);
    },
    remove: async () => {
      await redis.hdel(RUNS, field);
      await redis.del(...keys);
    },
  };
}

/** The runs that were submitted and are not finished; those that expired are taken off the list. */
export async function submittedRuns(redis: Redis): Promise<SubmittedRun[]> {
  const runs: SubmittedRun[] = [];
  for (const [field, text] of Object.entries(await redis.hgetall(RUNS))) {
    const entry = entrySchema.safeParse(JSON.parse(text)).data;
    if (entry !== undefined && await openRunStore(redis, entry).isThere()) runs.push(entry);
    else await redis.hdel(RUNS, field);
  }
  return runs;
}

function packed(text: string): Uint8Array & Buffer {
  return deflateSync(text) as Uint8Array & Buffer;
}

function unpacked(bytes: Uint8Array): string {
  return new TextDecoder().decode(inflateSync(bytes, { maxOutputLength: MAX_TEXT }));
}
