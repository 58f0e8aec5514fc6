import { basename, dirname, join } from "node:path";
import { nearestName, UsageError } from "../../lib/model/mod.ts";
import { requireShallowJson } from "../../lib/observe/reading/json.ts";
import { isThere, lookedFor } from "./disk.ts";
import { printable } from "./printable.ts";

/** The largest file: a topology with as many services and calls as there may be is smaller. */
const MAX_BYTES = 100_000_000;

/**
 * Reads JSON from a file.
 *
 * @param thing what the file is of, for the message
 * @throws {UsageError} that names the path, with the nearest file's name where there is none
 */
export function readJsonFile(path: string, thing: string): unknown {
  const text = readText(path, thing);
  requireShallowJson(text, path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `${printable(path)} is not JSON: ${printable((error as Error).message.replaceAll(/\s+/g, " "))}`,
    );
  }
}

function readText(path: string, thing: string): string {
  try {
    const { isFile, size } = Deno.statSync(path);
    if (!isFile || size > MAX_BYTES) throw new Error("no file, or too large");
    return Deno.readTextFileSync(path).replace(/^\uFEFF/, "");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(
        `Cannot find the ${thing}'s file "${printable(path)}"${printable(lookedFor(path))}${nearestTo(path)}`,
      );
    }
    throw new UsageError(
      `Cannot read the ${thing}'s file "${printable(path)}": it is not a file that may be read`,
    );
  }
}

/** The most similar file name in the same folder, as a question. */
function nearestTo(path: string): string {
  const folder = dirname(path);
  const there = isThere(folder) ? [...Deno.readDirSync(folder)].map(({ name }) => name) : [];
  const nearest = nearestName(basename(path), there.filter((name) => name.endsWith(".json")));
  return nearest === undefined ? "" : `: did you mean "${printable(join(folder, nearest))}"?`;
}

/** What is made of a file, if it is of one. @throws {UsageError} starting with the path, for a mistake in it */
export function underFile<T>(path: string | undefined, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof UsageError) || path === undefined) throw error;
    throw new UsageError(`${printable(path)}: ${error.message}`);
  }
}
