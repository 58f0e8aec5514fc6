import { z } from "zod";
import { isThere, replaceText } from "../cli/disk.ts";
import { UsageError } from "../../lib/model/mod.ts";
import type { Archive } from "./sources.ts";
import type { Unpacked } from "./unpack.ts";

/** Hashes of archives at their first download, to check later ones against: they are not known beforehand. */
export interface Lock {
  /**
   * Checks an archive.
   *
   * @throws {Error} if it had another content before
   */
  require(archive: Archive, unpacked: Unpacked): void;
  /** Records the content of an archive. */
  record(archive: Archive, unpacked: Unpacked): void;
}

/** The lock file of a data folder, `data.lock.json`. */
export function openLock(folder: string): Lock {
  const path = lockPath(folder);
  const known = (): Record<string, Unpacked> => isThere(path) ? readLock(path) : {};
  return {
    require: (archive, { sha256 }) => {
      const before = known()[archive.path];
      if (before === undefined || before.sha256 === sha256) return;
      throw new Error(
        `Cannot trust ${archive.path}: its files had SHA-256 ${before.sha256} by ${path}, found ${sha256}`,
      );
    },
    record: (archive, unpacked) => {
      replaceText(path, `${JSON.stringify({ ...known(), [archive.path]: unpacked }, null, 2)}\n`);
    },
  };
}

/** @throws {UsageError} for a damaged lock file in a data folder */
export function requireLock(folder: string): void {
  if (isThere(lockPath(folder))) readLock(lockPath(folder));
}

function lockPath(folder: string): string {
  return `${folder}/data.lock.json`;
}

const LOCK = z.record(z.string(), z.object({ files: z.int(), sha256: z.string() }));

/** @throws {UsageError} for a damaged file */
function readLock(path: string): Record<string, Unpacked> {
  try {
    return LOCK.parse(JSON.parse(Deno.readTextFileSync(path)));
  } catch {
    throw new UsageError(`${path} is damaged: remove it, and the next download is trusted without it`);
  }
}
