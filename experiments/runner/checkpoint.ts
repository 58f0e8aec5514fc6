import type { JsonValue } from "../../lib/model/mod.ts";
import { replaceText } from "../cli/disk.ts";
import type { Experiment } from "../../lib/bench/agents/mod.ts";

/** The finished blocks of a run on the disk, which survive any interrupt. */
export interface Checkpoint {
  readonly folder: string;
  /** Indices of the finished blocks. */
  readonly done: ReadonlySet<number>;
  /** Start of the work (ms since 1970). */
  readonly startedMs: number;
  /** The command that reproduces the run. */
  readonly command: string;
  save(index: number, result: { readonly csv: string; readonly state: JsonValue }): void;
  /** The episodes of a block as CSV with a header. */
  csv(index: number): string;
  /** The learnt state of the agent at the end of a block. */
  state(index: number): JsonValue;
  remove(): void;
  close(): void;
}

/** What all blocks of a run have in common. */
interface RunIdentity {
  readonly code: string;
  readonly startedMs: number;
  readonly command: string;
}

/**
 * Opens the checkpoint in a folder: one of the same experiment and the same code is continued, any other is emptied.
 *
 * @throws if another process works on it
 */
export function openCheckpoint(
  folder: string,
  { experiment, code, command, nowMs }: {
    experiment: Experiment;
    code: string;
    command: string;
    nowMs: number;
  },
): Checkpoint {
  Deno.mkdirSync(`${folder}/blocks`, { recursive: true });
  // The operating system releases a lock when its process ends, however that happens.
  const lock = Deno.openSync(`${folder}/lock`, { create: true, write: true });
  if (!lock.tryLockSync(true)) {
    lock.close();
    throw new Error(`Another process is at work on this run: ${folder}`);
  }
  let belonging = readBelonging(folder);
  if (belonging?.code !== code) {
    Deno.removeSync(`${folder}/blocks`, { recursive: true });
    Deno.mkdirSync(`${folder}/blocks`);
    belonging = { code, startedMs: nowMs, command };
    replaceText(`${folder}/config.json`, json(experiment));
    replaceText(`${folder}/belonging.json`, json(belonging));
  }
  const done = new Set<number>();
  for (const { name } of Deno.readDirSync(`${folder}/blocks`)) {
    if (name.endsWith(".csv")) done.add(Number.parseInt(name));
  }
  const place = (index: number, ending: string) =>
    `${folder}/blocks/${String(index).padStart(6, "0")}.${ending}`;
  return {
    folder,
    done,
    startedMs: belonging.startedMs,
    command: belonging.command,
    save: (index, { csv, state }) => {
      if (state !== null) replaceText(place(index, "json"), JSON.stringify(state));
      // The rows are written last: if they exist, the block is complete.
      replaceText(place(index, "csv"), csv);
      done.add(index);
    },
    csv: (index) => Deno.readTextFileSync(place(index, "csv")),
    state: (index) => JSON.parse(Deno.readTextFileSync(place(index, "json"))),
    remove: () => Deno.removeSync(folder, { recursive: true }),
    close: () => lock.close(),
  };
}

function readBelonging(folder: string): RunIdentity | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(`${folder}/belonging.json`));
  } catch {
    return undefined;
  }
}

/** Indented JSON with a line break at its end. */
export function json(value: unknown): string {
  return JSON.stringify(value, null, 2) + "\n";
}
