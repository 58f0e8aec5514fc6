import { dirname } from "node:path";
import { createHash } from "node:crypto";
import { fromCsv } from "../../lib/report/csv.ts";
import { type ExperimentSummary, summariseExperiment, summaryMarkdown } from "../../lib/bench/agents/mod.ts";
import type { EpisodeRecord } from "../../lib/run/mod.ts";
import { type Experiment, planBlocks } from "../../lib/bench/agents/mod.ts";
import { removeIfThere } from "../cli/disk.ts";
import { type Checkpoint, json } from "./checkpoint.ts";
import type { Drawing } from "./draw.ts";
import { toParquet } from "./parquet.ts";
import { type Lives, nameOfFile, STATES_AFTER, STATES_BEFORE } from "./lives.ts";
import { placeRun } from "./place_run.ts";
import { provenanceOf } from "./provenance.ts";

/** A run on the disk, and its statistics. */
export interface Assembled {
  readonly records: readonly EpisodeRecord[];
  readonly summary: ExperimentSummary;
}

/**
 * Creates the folder of a run from its blocks, all of which must be done. It is created next to its place and then
 * renamed, so that the place holds a whole run or none; a previous run is removed last.
 */
export async function assemble(
  folder: string,
  { experiment, checkpoint, lives }: { experiment: Experiment; checkpoint: Checkpoint; lives?: Lives },
): Promise<Assembled> {
  const fresh = `${checkpoint.folder}/run`;
  removeIfThere(fresh);
  Deno.mkdirSync(fresh, { recursive: true });
  Deno.writeTextFileSync(`${fresh}/config.json`, json(experiment));
  const { records, episodesHash } = writeEpisodes(`${fresh}/episodes.csv`, { experiment, checkpoint });
  const drawn = draw({ experiment, records, folder: `${fresh}/figures` });
  Deno.writeFileSync(`${fresh}/episodes.parquet`, toParquet(records));
  const summary = summariseExperiment(experiment, records);
  Deno.writeTextFileSync(`${fresh}/summary.json`, json(summary));
  Deno.writeTextFileSync(`${fresh}/summary.md`, summaryMarkdown(experiment, summary));
  await drawn;
  if (lives !== undefined) {
    const { before, after } = lives.texts(checkpoint.state);
    writeAll(`${fresh}/${STATES_BEFORE}`, before);
    writeAll(`${fresh}/${STATES_AFTER}`, after);
  }
  if (experiment.decisions !== undefined) writeDecisions(`${fresh}/decisions`, { experiment, checkpoint });
  const provenance = provenanceOf(experiment, {
    run: checkpoint.run,
    command: checkpoint.command,
    episodesHash,
    startedMs: checkpoint.startedMs,
    finishedMs: Date.now(),
  });
  Deno.writeTextFileSync(`${fresh}/provenance.json`, json(provenance));
  placeRun(folder, checkpoint.folder);
  return { records, summary };
}

/** Writes texts by path into a folder. */
function writeAll(folder: string, texts: ReadonlyMap<string, string>): void {
  for (const [path, text] of texts) {
    Deno.mkdirSync(dirname(`${folder}/${path}`), { recursive: true });
    Deno.writeTextFileSync(`${folder}/${path}`, text);
  }
}

/** Joins the logs of the blocks: one of each agent in each scenario. */
function writeDecisions(
  folder: string,
  { experiment, checkpoint }: { experiment: Experiment; checkpoint: Checkpoint },
): void {
  for (const { index, agent, scenario } of planBlocks(experiment)) {
    const home = `${folder}/${nameOfFile(experiment.agents[agent]!.name)}`;
    Deno.mkdirSync(home, { recursive: true });
    const path = `${home}/${nameOfFile(experiment.scenarios[scenario]!.name)}.jsonl`;
    Deno.writeTextFileSync(path, checkpoint.decisions(index) ?? "", { append: true });
  }
}

/** Draws the figures in another thread. */
async function draw(drawing: Drawing): Promise<void> {
  const worker = new Worker(new URL("./draw.ts", import.meta.url), { type: "module" });
  try {
    await new Promise<void>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<string | null>) =>
        data === null ? resolve() : reject(new Error(data));
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(`The figures could not be drawn: ${event.message}`));
      };
      worker.postMessage(drawing);
    });
  } finally {
    worker.terminate();
  }
}

/** Joins the rows of the blocks in order and reads them back, so that the statistics are of what is in the file. */
function writeEpisodes(
  path: string,
  { experiment, checkpoint }: { experiment: Experiment; checkpoint: Checkpoint },
): { records: EpisodeRecord[]; episodesHash: string } {
  const records: EpisodeRecord[] = [];
  const hash = createHash("sha256");
  const encoder = new TextEncoder();
  for (const { index } of planBlocks(experiment)) {
    const csv = checkpoint.csv(index);
    for (const record of fromCsv(csv)) records.push(record);
    const bytes = encoder.encode(index === 0 ? csv : csv.slice(csv.indexOf("\n") + 1));
    hash.update(bytes);
    Deno.writeFileSync(path, bytes, { append: true });
  }
  return { records, episodesHash: hash.digest("hex") };
}
