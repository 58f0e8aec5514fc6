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
 * @param making how such a file is made, told where there is none, nor one of a similar name
 * @throws {UsageError} that names the path, with the nearest file's name where there is none
 */
export function readJsonFile(path: string, thing: string, making?: string): unknown {
  const text = readText(path, thing, making);
  requireShallowJson(text, path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(
      `${printable(path)} is not JSON: ${printable((error as Error).message.replaceAll(/\s+/g, " "))}`,
    );
  }
}

function readText(path: string, thing: string, making: string | undefined): string {
  try {
    const { isFile, size } = Deno.statSync(path);
    if (!isFile || size > MAX_BYTES) throw new Error("no file, or too large");
    return Deno.readTextFileSync(path).replace(/^\uFEFF/, "");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(
        `Cannot find the ${thing}'s file "${printable(path)}"${printable(lookedFor(path))}${
          nearestTo(path) ?? (making === undefined ? "" : `: ${making}`)
        }`,
      );
    }
    throw new UsageError(
      `Cannot read the ${thing}'s file "${printable(path)}": it is not a file that may be read`,
    );
  }
}

const ENDING = /\.json$/;
/** Files of tools, which hold nothing that a command reads. */
const OF_TOOLS = /^(?:\..*|deno|jsr|package(?:-lock)?|tsconfig.*)$/;

/** The most similar file name in the same folder, as a question; what all names end in makes none of them similar. */
function nearestTo(path: string): string | undefined {
  const folder = dirname(path);
  const there = isThere(folder) ? [...Deno.readDirSync(folder)].map(({ name }) => name) : [];
  const stems = there.filter((name) => ENDING.test(name)).map((name) => name.replace(ENDING, ""));
  const nearest = nearestName(
    basename(path).replace(ENDING, ""),
    stems.filter((stem) => !OF_TOOLS.test(stem)),
  );
  return nearest === undefined
    ? undefined
    : `: did you mean "${printable(join(folder, `${nearest}.json`))}"?`;
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
