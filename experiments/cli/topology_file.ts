import { basename, isAbsolute, join } from "node:path";
import { checkTopology, type Topology } from "../../lib/model/mod.ts";
import { readJsonFile, underFile } from "./json_file.ts";

/** Help of the option that chooses a topology. */
export const TOPOLOGY_OPTION = {
  type: "string",
  value: "NAME",
  help:
    "three-tier, boutique, replicated, random, random-N, random-N-SEED (three-tier), or a JSON file of one's own",
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

/** How a topology's file is made. */
const MAKING =
  "docs/own-system.md shows one to start from, deno task topology --from-traces FILE --out FILE drafts one";

/**
 * Reads a topology from its file; it is called as the file unless it says otherwise.
 *
 * @throws {UsageError} starting with the path
 */
export function readTopologyFile(path: string): Topology {
  const input = readJsonFile(path, "topology", MAKING);
  const named = typeof input === "object" && input !== null && !Array.isArray(input)
    ? { name: basename(path).replace(/\.json$/i, "").slice(0, 200) || "own", ...input }
    : input;
  return underFile(path, () => checkTopology(named));
}
