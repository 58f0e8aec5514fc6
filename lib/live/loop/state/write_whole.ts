import { dirname } from "node:path";
import { PART_ENDING } from "../../config/files.ts";

/** Replaces a file by a rename once the new content is on the disk, so that a reader or a crash finds the old or the new one, never a part. */
export function writeWhole(path: string, content: string): void {
  const beside = path + PART_ENDING;
  using file = Deno.openSync(beside, { write: true, create: true, truncate: true, mode: 0o600 });
  const bytes = new TextEncoder().encode(content);
  for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
  file.syncSync();
  Deno.renameSync(beside, path);
  using folder = Deno.openSync(dirname(path));
  folder.syncSync();
}

/** The content of a file, undefined where there is none. */
export function readIfThere(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
