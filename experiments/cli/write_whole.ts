import { dirname } from "node:path";
import { UsageError } from "../../lib/model/mod.ts";

/** A file that is written as a whole or not at all. */
export interface WholeFile {
  /**
   * Replaces the file by a rename.
   *
   * @throws if it cannot be written; the old file is kept then
   */
  write(text: string): void;
}

/** The functions of Deno that change a disk. */
export type Disk = Pick<
  typeof Deno,
  "mkdirSync" | "statSync" | "realPathSync" | "writeTextFileSync" | "renameSync" | "removeSync"
>;

/**
 * Prepares to write a file before the work starts, so that a path that cannot be written is reported at once. Nothing is
 * left on the disk meanwhile, so that an interrupt needs no cleaning up. A link is followed; a pipe or device is written
 * directly, since a rename would replace it.
 *
 * @throws {UsageError} if the folder cannot be created or written, or if the path is a folder
 */
export function openWhole(
  path: string,
  { option, disk = Deno }: { option: string; disk?: Disk },
): WholeFile {
  try {
    return preparedFile(path, disk);
  } catch (error) {
    throw new UsageError(
      `The option --${option} needs a file that can be written, found "${path}": ${reason(error)}`,
    );
  }
}

function preparedFile(path: string, disk: Disk): WholeFile {
  disk.mkdirSync(dirname(path), { recursive: true });
  const existing = statOf(path, disk);
  if (existing?.isDirectory) throw new Error("it is a folder");
  if (existing && !existing.isFile) return { write: (text) => disk.writeTextFileSync(path, text) };
  const target = existing ? disk.realPathSync(path) : path;
  // A file without write permission must not be replaced either.
  if (existing) disk.writeTextFileSync(target, "", { append: true });
  const temporary = `${target}.${Deno.pid}.tmp`;
  disk.writeTextFileSync(temporary, "");
  disk.removeSync(temporary);
  return { write: (text) => undisturbed(() => replace(target, { temporary, text, disk })) };
}

function replace(
  target: string,
  { temporary, text, disk }: { temporary: string; text: string; disk: Disk },
): void {
  try {
    disk.writeTextFileSync(temporary, text);
    disk.renameSync(temporary, target);
  } catch (error) {
    if (statOf(temporary, disk)) disk.removeSync(temporary);
    throw error;
  }
}

/** Runs a short function that an interrupt must not stop halfway: interrupts meanwhile are ignored. */
function undisturbed(work: () => void): void {
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM", "SIGHUP"];
  const passOver = () => {};
  for (const signal of signals) Deno.addSignalListener(signal, passOver);
  try {
    work();
  } finally {
    for (const signal of signals) Deno.removeSignalListener(signal, passOver);
  }
}

function statOf(path: string, disk: Disk): Deno.FileInfo | undefined {
  try {
    return disk.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The reason why a path cannot be written; for some system paths the text of Deno is about its flags. */
export function reason(error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) return "it is not for programs to write";
  return error instanceof Error ? error.message.split("\n")[0]! : String(error);
}
