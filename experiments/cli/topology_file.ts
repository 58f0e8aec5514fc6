import { basename, dirname, isAbsolute, join } from "node:path";
import { checkTopology, nearestName, type Topology, UsageError } from "../../lib/model/mod.ts";
import { requireShallowJson } from "../../lib/observe/reading/json.ts";
import { isThere } from "./disk.ts";
import { printable } from "./printable.ts";

/** Help of the option that chooses a topology. */
export const TOPOLOGY_OPTION = {
  type: "string",
  value: "NAME",
  help: "three-tier, boutique, random, random-N, random-N-SEED (three-tier), or a JSON file of one's own",
} as const;

/** Whether the text is the path of a topology's file and not a name: it ends in .json or has a slash in it. */
export function isTopologyFile(text: string): boolean {
  return /\.json$/i.test(text) || /[/\\]/.test(text);
}

/**
 * What stands where a topology's name goes: the name, or the topology of that file.
 *
 * @param folder that a path is relative to; by default the working directory
 * @throws {UsageError} starting with the path, for a file that is no topology
 */
export function topologyOf(text: string, folder = ""): string | Topology {
  return isTopologyFile(text)
    ? readTopologyFile(isAbsolute(text) || folder === "" ? text : join(folder, text))
    : text;
}

/**
 * Reads a topology from its file; it is called as the file unless it says otherwise.
 *
 * @throws {UsageError} starting with the path
 */
export function readTopologyFile(path: string): Topology {
  const input = readJsonFile(path, "topology");
  const named = typeof input === "object" && input !== null && !Array.isArray(input)
    ? { name: basename(path).replace(/\.json$/i, "").slice(0, 200) || "own", ...input }
    : input;
  try {
    return checkTopology(named);
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${printable(path)}: ${error.message}`);
    throw error;
  }
}

/** The largest file of a topology: one with as many services and calls as there may be is smaller. */
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
      throw new UsageError(`Cannot find the ${thing}'s file "${printable(path)}"${nearestTo(path)}`);
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
