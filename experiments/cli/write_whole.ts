import { dirname } from "node:path";
import { UsageError } from "../../lib/model/mod.ts";

/** A file that is written whole or not at all. */
export interface WholeFile {
  /** Puts the text in place of the file, by a rename. */
  write(text: string): void;
  /** Gives up: the old file, if any, stays. */
  discard(): void;
}

/**
 * Opens a place for a file before the work begins, so that a path that can't be written is known at once. The text goes to a
 * temporary file beside it; an interrupt in between takes that away again.
 *
 * @throws {UsageError} if the folder can't be made or written, or the path is a folder
 */
export function openWhole(path: string, { option }: { option: string }): WholeFile {
  const temporary = `${path}.${Deno.pid}.tmp`;
  try {
    Deno.mkdirSync(dirname(path), { recursive: true });
    if (isFolder(path)) throw new Error("it is a folder");
    Deno.writeTextFileSync(temporary, "");
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new UsageError(`The option --${option} needs a file that can be written, found "${path}": ${why}`);
  }
  const discard = () => {
    try {
      Deno.removeSync(temporary);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  };
  const interrupted = () => {
    discard();
    Deno.exit(130);
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) Deno.addSignalListener(signal, interrupted);
  const done = () => {
    for (const signal of signals) Deno.removeSignalListener(signal, interrupted);
  };
  return {
    write: (text) => {
      Deno.writeTextFileSync(temporary, text);
      Deno.renameSync(temporary, path);
      done();
    },
    discard: () => {
      discard();
      done();
    },
  };
}

function isFolder(path: string): boolean {
  try {
    return Deno.statSync(path).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
