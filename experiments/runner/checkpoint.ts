import type { JsonValue } from "../../lib/model/mod.ts";
import { replaceText } from "../cli/disk.ts";
import type { Experiment } from "../../lib/bench/agents/mod.ts";

/** The blocks of a run that are done, on the disk: what is in it outlasts any interrupt. */
export interface Checkpoint {
  readonly folder: string;
  /** Blocks that are done. */
  readonly done: ReadonlySet<number>;
  /** When the work began, in ms since 1970. */
  readonly startedMs: number;
  /** The command that makes the run again. */
  readonly command: string;
  save(index: number, result: { readonly csv: string; readonly state: JsonValue }): void;
  /** The episodes of a block as CSV with a header. */
  csv(index: number): string;
  /** What the agent had learnt at the end of a block. */
  state(index: number): JsonValue;
  remove(): void;
  close(): void;
}

/** What must be the same for blocks to belong together. */
interface Belonging {
  readonly code: string;
  readonly startedMs: number;
  readonly command: string;
}

/**
 * Opens the checkpoint in that folder: an old one of the same experiment and the same code is gone on with, another one is emptied.
 *
 * @throws if another process is at work on it
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
  // The system lets a lock go with its process, however that ends.
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
      // The rows come last: where they are, the block is whole.
      replaceText(place(index, "csv"), csv);
      done.add(index);
    },
    csv: (index) => Deno.readTextFileSync(place(index, "csv")),
    state: (index) => JSON.parse(Deno.readTextFileSync(place(index, "json"))),
    remove: () => Deno.removeSync(folder, { recursive: true }),
    close: () => lock.close(),
  };
}

function readBelonging(folder: string): Belonging | undefined {
  try {
    return JSON.parse(Deno.readTextFileSync(`${folder}/belonging.json`));
  } catch {
    return undefined;
  }
}

/** JSON for people: indented, with a line's end. */
export function json(value: unknown): string {
  return JSON.stringify(value, null, 2) + "\n";
}
