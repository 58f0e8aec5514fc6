import { isThere, replaceText } from "../cli/disk.ts";
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
  const path = `${folder}/data.lock.json`;
  const known = (): Record<string, Unpacked> => isThere(path) ? JSON.parse(Deno.readTextFileSync(path)) : {};
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
