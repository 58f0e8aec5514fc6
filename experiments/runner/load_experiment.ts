import { dirname } from "node:path";
import { type JsonValue, UsageError } from "../../lib/model/mod.ts";
import {
  type Experiment,
  type OwnParts,
  resolveExperiment,
  withSettings,
} from "../../lib/bench/agents/mod.ts";
import { readJsonFile } from "../cli/json_file.ts";
import type { OwnModule } from "../own/load_module.ts";
import { withOwnParts } from "../own/with_own_parts.ts";
import { isOfRun, requireReachedPhases, withTopologies } from "./read_experiment.ts";

/** An experiment with the parts of one's own that it names. */
export interface LoadedExperiment {
  readonly experiment: Experiment;
  readonly own: OwnParts;
  /** Where workers load them from. */
  readonly modules: readonly OwnModule[];
}

/**
 * Resolves an experiment with its parts of one's own and its topologies.
 *
 * @param input as a file or a notebook has it
 * @param folder that paths are relative to
 * @throws {UsageError} in one line
 */
export async function loadExperiment(input: unknown, folder: string): Promise<LoadedExperiment> {
  const { input: named, own, modules } = await withOwnParts(input, folder);
  return { experiment: resolveExperiment(withTopologies(named, folder), own), own, modules };
}

/** As `readExperiment`, with parts of one's own, whose paths are relative to that file. @throws {UsageError} starting with the path of the file */
export async function loadExperimentFile(
  path: string,
  settings: readonly string[] = [],
): Promise<LoadedExperiment> {
  const input = readJsonFile(path, "experiment") as JsonValue;
  try {
    const loaded = await loadExperiment(withSettings(input, settings), dirname(path));
    if (settings.length === 0 && !isOfRun(input, loaded.experiment)) requireReachedPhases(loaded.experiment);
    return loaded;
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}
