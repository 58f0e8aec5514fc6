import { isThere, replaceText } from "../cli/disk.ts";
import type { Archive } from "./sources.ts";
import type { Unpacked } from "./unpack.ts";

/** What each archive held when it was downloaded first: what can't be known beforehand is the same from then on. */
export interface Lock {
  /** @throws {Error} if the archive held something else before */
  require(archive: Archive, unpacked: Unpacked): void;
  /** Writes down what an archive held. */
  record(archive: Archive, unpacked: Unpacked): void;
}

/** The lock of a folder of data sets: `data.lock.json` in it. */
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
