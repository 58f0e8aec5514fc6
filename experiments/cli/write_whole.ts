import { dirname } from "node:path";
import { UsageError } from "../../lib/model/mod.ts";

/** A file that is written whole or not at all. */
export interface WholeFile {
  /** Puts the text in place of the file, by a rename. @throws if the disk does not take it; the old file stays then */
  write(text: string): void;
}

/** The calls that change a disk, as Deno names them. */
export type Disk = Pick<
  typeof Deno,
  "mkdirSync" | "statSync" | "realPathSync" | "writeTextFileSync" | "renameSync" | "removeSync"
>;

/**
 * Opens a place for a file before the work begins, so that a path that can't be written is known at once. Nothing is left on the
 * disk meanwhile, so an interrupt of the work has nothing to tidy up. A link is followed; a pipe or a device, which a rename
 * would replace by a file, is written as it stands.
 *
 * @throws {UsageError} if the folder can't be made or written, or the path is a folder
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
  // An old file that may not be written is not to be replaced either.
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

/** Runs a short work that an interrupt may not end in the middle: one that comes meanwhile is passed over. */
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

/** Why a path can't be written, for a person: Deno's own text for some paths of the system's speaks of its flags. */
export function reason(error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) return "it is not for programs to write";
  return error instanceof Error ? error.message.split("\n")[0]! : String(error);
}
