import { basename, dirname, join } from "node:path";
import { type JsonValue, nearestName, UsageError } from "../../lib/model/mod.ts";
import { type Experiment, resolveExperiment, withSettings } from "../../lib/bench/agents/mod.ts";
import { requireShallowJson } from "../../lib/observe/reading/json.ts";
import { isThere } from "../cli/disk.ts";

/**
 * Reads an experiment from its file, with some values replaced.
 *
 * @throws {UsageError} starting with the path of the file
 */
export function readExperiment(path: string, settings: readonly string[] = []): Experiment {
  const input = readJson(path);
  try {
    return resolveExperiment(withSettings(input, settings));
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}

function readJson(path: string): JsonValue {
  let text: string;
  try {
    if (!Deno.statSync(path).isFile) throw new Error("no file");
    text = Deno.readTextFileSync(path).replace(/^\uFEFF/, "");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) {
      throw new UsageError(`Cannot find the experiment's file "${path}"${nearestTo(path)}`);
    }
    throw new UsageError(`Cannot read the experiment's file "${path}": it is not a file that may be read`);
  }
  requireShallowJson(text, path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${(error as Error).message.replaceAll(/\s+/g, " ")}`);
  }
}

/** The most similar file name in the same folder, as a question. */
function nearestTo(path: string): string {
  const folder = dirname(path);
  const there = isThere(folder) ? [...Deno.readDirSync(folder)].map(({ name }) => name) : [];
  const nearest = nearestName(basename(path), there.filter((name) => name.endsWith(".json")));
  return nearest === undefined ? "" : `: did you mean "${join(folder, nearest)}"?`;
}
