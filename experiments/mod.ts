/**
 * What notebooks import as `"aiops/experiments"`: experiments on all cores with a folder of results, reference results,
 * and pictures as files.
 * @module
 */
import { fromCsv } from "../lib/report/csv.ts";
import type { ExperimentSummary } from "../lib/bench/agents/mod.ts";
import { summaryParts, withDisplay } from "../lib/bench/agents/summary_tables.ts";
import { displayable } from "../lib/model/shown/displayable.ts";
import { partsBundle } from "../lib/report/tables/sheet.ts";
import type { EpisodeRecord } from "../lib/run/mod.ts";
import type { Work } from "../lib/model/shown/progress.ts";
import "../lib/plot/displays.ts";
import { createLiveProgress, showFound } from "./runner/progress.ts";
import { interruptible } from "./runner/interrupt.ts";
import { requireReachedPhases } from "./runner/read_experiment.ts";
import { loadExperiment } from "./runner/load_experiment.ts";
import { resultsFolder } from "./own/results_folder.ts";
import type { NotebookExperiment } from "./own/with_own_parts.ts";
import { runExperiment } from "./runner/run_experiment.ts";

export {
  checkRcaReference,
  diagnoserDomainsTable,
  type RcaReference,
  rcaReference,
  type RcaReferenceName,
  rcaTable,
} from "./rca/reference.ts";
export { Help, help } from "./help/help.ts";
export { beginWork, type Progress, type Work } from "../lib/model/shown/progress.ts";
export { Interrupted } from "./runner/interrupt.ts";
export { showProgress } from "./runner/progress.ts";
export { type WatchedLoop, watchLoop, type WatchOptions } from "./live/watch.ts";
export type {
  NotebookAgent,
  NotebookExperiment,
  NotebookPart,
  NotebookScenario,
  OwnMaker,
} from "./own/with_own_parts.ts";
export { detectorDomainsTable, nabReferenceTable, nabReferenceText } from "./detect/reference.ts";
export {
  compareShop,
  type CurveName,
  type CurvePair,
  type FaultComparison,
  type RecoveryPair,
  type ShopComparisonOptions,
} from "./shop/compare/compare.ts";
export { shopDifferencesText } from "./shop/compare/differences.ts";
export { plotShopComparison } from "./shop/compare/picture.ts";
export {
  type Circumstances,
  type Recording,
  type Recordings,
  shopRecordings,
} from "./shop/compare/recordings.ts";
export type { ChosenSeverity } from "./shop/compare/severities.ts";
export { shopComparisonTable, shopComparisonText } from "./shop/compare/text.ts";
export type { ScoredSuite } from "./score/options.ts";
export type { ScoredEpisode, Scores } from "./score/run.ts";
export type {
  ClientEnd,
  Comparison,
  Cost,
  Judged,
  McpClient,
  MeanName,
  Measured,
  Stage,
  Summary,
} from "../lib/serve/scoreboard/mod.ts";
export { plotScores } from "./score/picture.ts";
export { scoreboard, type ScoreboardOptions, type ScoredAgent } from "./score/scoreboard.ts";
export type { UserSlo } from "./shop/incidents/measure.ts";
export type { IncidentRow } from "./shop/incidents/table.ts";
export { type PictureDisk, savePicture } from "./save_picture.ts";

/** A run of an experiment, which notebooks show as its conclusions and statistics. */
export interface Run {
  /** Path of the folder. */
  readonly folder: string;
  /** One record per episode, in the order of `episodes.csv`. */
  readonly records: readonly EpisodeRecord[];
  /** Records by agent, in the order of the experiment; of all scenarios. */
  readonly byAgent: Readonly<Record<string, readonly EpisodeRecord[]>>;
  /** The statistics, as `summary.json` has them. */
  readonly summary: ExperimentSummary;
}

/**
 * Runs an experiment on all cores into `results/NAME/RUN` of the project that it is called in and shows its progress. A scenario's topology is a name, a path of a JSON file,
 * an object, or a function that makes one. Parts of an agent, an agent and a kind of fault of one's own stand in it as functions and objects of
 * cells, or as `./mine.ts#makePolicy`, relative to the working directory; what they are made of belongs to the name of the run. A run that exists already and was made
 * by the same code is read from its folder.
 *
 * @throws {UsageError} for a mistake in the experiment, with its path and the nearest valid name
 * @throws {Interrupted} after an interrupt (Ctrl+C, or the stop button of a notebook): the same call continues it, to the same bytes
 */
export async function experiment(
  input: NotebookExperiment,
  {
    results = resultsFolder(),
    workers = navigator.hardwareConcurrency,
    force = false,
  }: {
    /** Folder of all results. Default: `results` of the nearest folder upwards from the working directory that has a `deno.json`, or of that directory. */
    readonly results?: string;
    /** Threads that share the work. Default: the number of processors. */
    readonly workers?: number;
    /** Whether to run again what is there already. Default false. */
    readonly force?: boolean;
  } = {},
): Promise<Run> {
  const { experiment: resolved, own, modules } = await loadExperiment(input, ".");
  requireReachedPhases(resolved);
  const shown: Promise<void>[] = [];
  const options = {
    results,
    workers,
    own,
    modules,
    command: "from a notebook",
    progress: (work: Work) => {
      const progress = createLiveProgress(work);
      return { ...progress, finish: () => (progress.finish(), void shown.push(progress.settled())) };
    },
  };
  const outcome = await interruptible(async (signal) => {
    const found = await runExperiment(resolved, { ...options, signal, force });
    return found.sameCode ? found : await runExperiment(resolved, { ...options, signal, force: true });
  });
  if (shown.length === 0) {
    const progress = createLiveProgress({ total: outcome.episodes, label: resolved.name });
    progress.finish();
    shown.push(progress.settled(), showFound(`${resolved.name}: was there already, nothing was run`));
  }
  await Promise.all(shown);
  const { folder } = outcome;
  const records = fromCsv(await Deno.readTextFile(`${folder}/episodes.csv`));
  const byAgent = Object.fromEntries(
    resolved.agents.map(({ name }) => [
      name,
      displayable(records.filter(({ agent }) => agent === name), "records"),
    ]),
  );
  const summary = withDisplay(JSON.parse(await Deno.readTextFile(`${folder}/summary.json`)));
  const run: Run = { folder, records, byAgent, summary };
  return displayable(run, () => partsBundle(summaryParts(summary)));
}
