import { basename, dirname } from "node:path";
import { UsageError } from "../../lib/model/mod.ts";
import { removeIfThere } from "./disk.ts";

/** A file that is written as a whole or not at all. */
export interface WholeFile {
  /**
   * Replaces the file by a rename.
   *
   * @throws if it cannot be written; the old file is kept then
   */
  write(content: Content): void;
  /**
   * Writes the content beside the file, to be put in its place together with that of other files.
   *
   * @throws if it cannot be written
   */
  stage(content: Content): StagedFile;
}

/** Text, or bytes. */
export type Content = string | Uint8Array;

/** Content that is on the disk beside the file that it replaces. */
interface StagedFile {
  place(): void;
  discard(): void;
}

/** The functions of Deno that change a disk. */
export type Disk = Pick<
  typeof Deno,
  | "mkdirSync"
  | "statSync"
  | "realPathSync"
  | "writeTextFileSync"
  | "writeFileSync"
  | "renameSync"
  | "removeSync"
>;

/** Options of `openWhole`. */
interface OpenOptions {
  /** The option that named the path, for messages. */
  readonly option: string;
  /** Space that the content is going to need at most (bytes); it is tried out. */
  readonly bytes?: number;
  readonly disk?: Disk;
}

/**
 * Prepares to write a file before the work starts, so that a path that cannot be written and a full disk are reported at
 * once. Nothing is left on the disk meanwhile, so that an interrupt needs no cleaning up. A link is followed; a pipe or
 * device is written directly, since a rename would replace it.
 *
 * @throws {UsageError} if the folder cannot be created or written, or if the path is a folder
 * @throws {Error} if the disk is full
 */
export function openWhole(path: string, { option, bytes = 0, disk = Deno }: OpenOptions): WholeFile {
  try {
    return preparedFile(path, { bytes, disk });
  } catch (error) {
    if (isFull(error)) throw new Error(`Cannot write "${path}": ${reason(error)}`);
    throw new UsageError(
      `The option --${option} needs a file that can be written, found "${path}": ${reason(error)}`,
    );
  }
}

/**
 * Replaces several files: none of them before the content of all is on the disk.
 *
 * @throws if one cannot be written; all old files are kept then
 */
export function writeTogether(
  files: readonly { readonly file: WholeFile; readonly content: Content }[],
): void {
  undisturbed(() => {
    const staged: StagedFile[] = [];
    try {
      for (const { file, content } of files) staged.push(file.stage(content));
    } catch (error) {
      for (const one of staged) one.discard();
      throw error;
    }
    for (const one of staged) one.place();
  });
}

function preparedFile(path: string, { bytes, disk }: { bytes: number; disk: Disk }): WholeFile {
  const created = missingFolders(dirname(path), disk);
  disk.mkdirSync(dirname(path), { recursive: true });
  try {
    const existing = statOf(path, disk);
    if (existing?.isDirectory) throw new Error("it is a folder");
    if (existing && !existing.isFile) return fileOf((content) => unstaged(path, content, disk));
    const target = existing ? disk.realPathSync(path) : path;
    // A file without write permission must not be replaced either.
    if (existing) disk.writeTextFileSync(target, "", { append: true });
    if (disk === Deno) removeAbandoned(target);
    const temporary = `${target}.${Deno.pid}.tmp`;
    try {
      disk.writeTextFileSync(temporary, "");
      tryOut(temporary, { bytes, disk });
    } finally {
      if (statOf(temporary, disk)) disk.removeSync(temporary);
    }
    return fileOf((content) => staged(target, { temporary, content, disk }));
  } finally {
    for (const folder of created) removeIfEmpty(folder, disk);
  }
}

function fileOf(stage: (content: Content) => StagedFile): WholeFile {
  return { stage, write: (content) => undisturbed(() => stage(content).place()) };
}

/** A pipe or device, which is written directly. */
function unstaged(path: string, content: Content, disk: Disk): StagedFile {
  return { place: () => write(path, content, disk), discard: () => {} };
}

/** @throws {Error} if the file is locked: its name has this process's number, and whoever waited would wait for itself */
function lockedFile(path: string): Deno.FsFile {
  const file = Deno.openSync(path, { create: true, write: true });
  if (file.tryLockSync(true)) return file;
  file.close();
  throw new AlreadyWriting("it is being written by this program already");
}

class AlreadyWriting extends Error {}

function staged(
  target: string,
  { temporary, content, disk }: { temporary: string; content: Content; disk: Disk },
): StagedFile {
  let lock: Deno.FsFile | undefined;
  const discard = () => {
    if (statOf(temporary, disk)) disk.removeSync(temporary);
    lock?.close();
  };
  try {
    disk.mkdirSync(dirname(target), { recursive: true });
    if (disk === Deno) {
      // The lock tells the next start that the process which made the file is alive.
      lock = lockedFile(temporary);
    }
    write(temporary, content, disk);
  } catch (error) {
    if (!(error instanceof AlreadyWriting)) discard();
    throw new Error(`Cannot write "${target}": ${reason(error)}`);
  }
  return {
    place: () => {
      try {
        disk.renameSync(temporary, target);
        lock?.close();
      } catch (error) {
        discard();
        throw error;
      }
    },
    discard,
  };
}

function write(path: string, content: Content, disk: Disk): void {
  if (typeof content === "string") disk.writeTextFileSync(path, content);
  else disk.writeFileSync(path, content);
}

const CHUNK_BYTES = 1 << 20;
/** More space is not tried out, since that would take time. */
const MAX_TRIED_BYTES = 64 << 20;

function tryOut(path: string, { bytes, disk }: { bytes: number; disk: Disk }): void {
  const chunk = new Uint8Array(Math.min(bytes, CHUNK_BYTES));
  for (let written = 0; written < Math.min(bytes, MAX_TRIED_BYTES); written += chunk.length) {
    disk.writeFileSync(path, chunk, { append: true });
  }
}

/** Removes what processes that were killed while they wrote this file left beside it. */
function removeAbandoned(target: string): void {
  const folder = dirname(target);
  const abandoned = new RegExp(`^${RegExp.escape(basename(target))}\\.\\d+\\.tmp$`);
  for (const { name, isFile } of Deno.readDirSync(folder)) {
    if (!isFile || !abandoned.test(name)) continue;
    try {
      using file = Deno.openSync(`${folder}/${name}`, { write: true });
      if (file.tryLockSync(true)) removeIfThere(`${folder}/${name}`);
    } catch {
      // It belongs to somebody else, or is gone.
    }
  }
}

/** The folders on the way to a path that do not exist, the deepest first. */
export function missingFolders(path: string, disk: Pick<Disk, "statSync"> = Deno): string[] {
  if (statOf(path, disk) !== undefined || dirname(path) === path) return [];
  return [path, ...missingFolders(dirname(path), disk)];
}

/** Removes a folder in which nothing is. */
export function removeIfEmpty(path: string, disk: Pick<Disk, "removeSync"> = Deno): void {
  try {
    disk.removeSync(path);
  } catch {
    // Another process has put something there, or the folder was never made.
  }
}

/** Whether an error says that the disk is full, or that a file would be larger than the process may write. */
export function isFull(error: unknown): boolean {
  return error instanceof Error && /os error (?:28|122|27)\b/.test(error.message);
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

function statOf(path: string, disk: Pick<Disk, "statSync">): Deno.FileInfo | undefined {
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
