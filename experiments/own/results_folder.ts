import { dirname, join } from "node:path";
import { isThere } from "../cli/disk.ts";

const CONFIGURATIONS = ["deno.json", "deno.jsonc"];

/**
 * Where results go by default: the folder `results` of the project that a notebook or a script is run in, which is the nearest folder upwards with a
 * `deno.json`; of the working directory where there is none.
 *
 * @param from an absolute path
 */
export function resultsFolder(from: string = Deno.cwd()): string {
  for (let folder = from;; folder = dirname(folder)) {
    if (CONFIGURATIONS.some((name) => isReadable(join(folder, name)))) return join(folder, "results");
    if (folder === dirname(folder)) return join(from, "results");
  }
}

/** Whether a file is there and may be seen. */
function isReadable(path: string): boolean {
  try {
    return isThere(path);
  } catch {
    return false;
  }
}
