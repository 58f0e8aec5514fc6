import { dirname } from "node:path";
import { canonicalJson, type JsonValue, UsageError } from "../../lib/model/mod.ts";
import {
  type Experiment,
  resolveExperiment,
  unreachedPhases,
  withSettings,
} from "../../lib/bench/agents/mod.ts";
import { readJsonFile } from "../cli/json_file.ts";
import { isTopologyFile, topologyOf } from "../cli/topology_file.ts";

/**
 * Reads an experiment from its file, with some values replaced. Topologies that are paths, relative to that file, are read, too.
 *
 * @throws {UsageError} starting with the path of the file; where no value is replaced and the file is none of a run, also for a phase that never comes: who
 * makes trials shorter on purpose is warned by the command
 */
export function readExperiment(path: string, settings: readonly string[] = []): Experiment {
  const input = readJsonFile(path, "experiment") as JsonValue;
  try {
    const experiment = resolveExperiment(withTopologies(withSettings(input, settings), dirname(path)));
    if (settings.length === 0 && !isOfRun(input, experiment)) requireReachedPhases(experiment);
    return experiment;
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}

/**
 * Whether an experiment is as a run has written it into its `config.json`, with all that may be left out. Such a run was made already, though a setting may
 * have made its trials shorter, and is made again as it was.
 */
export function isOfRun(input: unknown, resolved: Experiment): boolean {
  return canonicalJson(input) === canonicalJson(resolved);
}

/** @throws {UsageError} for a phase that begins after a trial is over */
export function requireReachedPhases(experiment: Experiment): void {
  const [unreached] = unreachedPhases(experiment);
  if (unreached !== undefined) throw new UsageError(unreached);
}

/**
 * An experiment with the topologies of files in place of their paths.
 *
 * @param folder that the paths are relative to
 * @throws {UsageError} as `topologyOf`
 */
export function withTopologies<T>(input: T, folder: string): T {
  const { scenarios } = (input ?? {}) as { scenarios?: unknown };
  if (!Array.isArray(scenarios)) return input;
  return {
    ...input,
    scenarios: scenarios.map((scenario) => {
      const topology = (scenario as { topology?: unknown } | null)?.topology;
      return typeof topology === "string" && isTopologyFile(topology)
        ? { ...scenario, topology: topologyOf(topology, folder) }
        : scenario;
    }),
  };
}
