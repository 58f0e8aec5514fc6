import { resolve } from "node:path";
import { z } from "zod";
import { nearestName, UsageError } from "../../lib/model/mod.ts";
import type { Experiment, ExperimentSummary } from "../../lib/bench/agents/mod.ts";
import { fromCsv } from "../../lib/report/csv.ts";
import type { EpisodeRecord } from "../../lib/run/mod.ts";
import { isFolder, isThere } from "../cli/disk.ts";
import { sha256 } from "../runner/identity.ts";
import type { Provenance } from "../runner/provenance.ts";

/** A finished run as its folder holds it. */
export interface StoredRun {
  /** Path of the folder. */
  readonly folder: string;
  readonly experiment: Experiment;
  readonly summary: ExperimentSummary;
  readonly provenance: Provenance;
}

/** What is read of the files; the rest of them is what the same project wrote. */
const provenance = z.looseObject({
  run: z.string(),
  command: z.string(),
  episodes: z.number(),
  episodesHash: z.string(),
  commit: z.string().nullable(),
  dirty: z.boolean().nullable(),
  startedAt: z.string(),
  finishedAt: z.string(),
});
const experiment = z.looseObject({
  name: z.string(),
  agents: z.array(z.looseObject({ name: z.string() })).min(1),
  scenarios: z.array(z.looseObject({ name: z.string() })).min(1),
  metrics: z.array(z.string()),
  trials: z.number(),
  confidence: z.number(),
  resamples: z.number(),
});
const summary = z.looseObject({
  reference: z.string(),
  scenarios: z.array(
    z.looseObject({ name: z.string(), agents: z.array(z.looseObject({ name: z.string() })) }),
  ),
});

/** The runs of a folder of results, and what could not be read. */
export interface FoundRuns {
  /** By name of the experiment, the oldest first. */
  readonly runs: readonly StoredRun[];
  /** Folders that look like runs and are damaged, with the reason. */
  readonly damaged: readonly string[];
}

/** Folders of results within each other, `NAME/RUN` and `reference/NAME`. */
const MAX_DEPTH = 2;

/**
 * Finds all finished runs in a folder of results, kept reference results too; unfinished ones and shards are no runs.
 *
 * @throws {UsageError} if there is no such folder
 */
export function findRuns(results: string): FoundRuns {
  if (!isFolder(results)) {
    throw new UsageError(`The option --results needs a folder of results, found "${results}"`);
  }
  const runs: StoredRun[] = [];
  const damaged: string[] = [];
  const look = (folder: string, depth: number) => {
    if (isThere(`${folder}/provenance.json`)) {
      try {
        runs.push(readRun(folder));
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        damaged.push(error.message);
      }
      return;
    }
    if (depth === MAX_DEPTH) return;
    for (
      const { name, isDirectory } of [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1)
    ) {
      if (isDirectory && !name.startsWith(".")) look(`${folder}/${name}`, depth + 1);
    }
  };
  look(results, 0);
  runs.sort((a, b) => compare(a.experiment.name, b.experiment.name) || compare(startOf(a), startOf(b)));
  return { runs, damaged };
}

const startOf = ({ provenance: { startedAt } }: StoredRun) => startedAt;
const compare = (a: string, b: string) => a < b ? -1 : a > b ? 1 : 0;

/** Reads a run from its folder. @throws {UsageError} naming the file that is missing or damaged, or episodes that are not the run's */
export function readRun(folder: string): StoredRun {
  const read = (file: string, schema: z.ZodType) => {
    try {
      return schema.parse(JSON.parse(Deno.readTextFileSync(`${folder}/${file}`)));
    } catch {
      throw new UsageError(`${folder}/${file} is missing or damaged`);
    }
  };
  const origin = read("provenance.json", provenance) as Provenance;
  const episodes = `${folder}/episodes.csv`;
  // Reference results are kept without their episodes.
  if (isThere(episodes) && sha256(Deno.readFileSync(episodes)) !== origin.episodesHash) {
    throw new UsageError(`${episodes} was cut or edited: its hash differs`);
  }
  return {
    folder,
    provenance: origin,
    experiment: read("config.json", experiment) as Experiment,
    summary: read("summary.json", summary) as ExperimentSummary,
  };
}

/** The episodes of a run; undefined where they were not kept, as with reference results. @throws {UsageError} if they are damaged */
export function episodesOf({ folder }: StoredRun): readonly EpisodeRecord[] | undefined {
  const path = `${folder}/episodes.csv`;
  if (!isThere(path)) return undefined;
  try {
    return fromCsv(Deno.readTextFileSync(path));
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}

/** Letters of a run's name that suffice to name it. */
const MIN_LETTERS = 4;

/**
 * The run that a text names: a folder, `NAME/RUN`, the beginning of `RUN`, or the name of an experiment of which there is one run.
 *
 * @throws {UsageError} for a text that names none, with the nearest name, or several
 */
export function runOf(text: string, { runs }: Pick<FoundRuns, "runs">): StoredRun {
  if (isThere(`${text}/provenance.json`)) {
    const there = resolve(text);
    return runs.find(({ folder }) => resolve(folder) === there) ?? readRun(text.replace(/\/+$/, ""));
  }
  const [name, id] = text.includes("/") ? text.split("/", 2) as [string, string] : [undefined, text];
  const byId = id.length < MIN_LETTERS
    ? []
    : runs.filter(({ experiment, provenance: { run } }) =>
      run.startsWith(id) && (name === undefined || experiment.name === name)
    );
  const found = byId.length > 0 ? byId : runs.filter(({ experiment }) => experiment.name === text);
  const [first, ...more] = found;
  if (first !== undefined && more.length === 0) return first;
  if (first !== undefined) {
    throw new UsageError(
      `"${text}" names ${found.length} runs, say which: ${found.map(({ folder }) => folder).join(", ")}`,
    );
  }
  const known = [...new Set(runs.flatMap(({ experiment, provenance: { run } }) => [run, experiment.name]))];
  const nearest = nearestName(text, known);
  throw new UsageError(
    `Cannot find the run "${text}"${
      nearest === undefined ? "" : `: did you mean "${nearest}"?`
    } (a run is named by its folder, by ${MIN_LETTERS} or more letters of its name, or by its experiment)`,
  );
}
