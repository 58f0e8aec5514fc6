import { UsageError } from "../lib/model/mod.ts";
import { helpText, readCommandLine } from "./cli/arguments.ts";
import { isFolder } from "./cli/disk.ts";
import { main } from "./cli/main.ts";
import { printable } from "./cli/printable.ts";
import { requireEnding } from "./cli/endings.ts";
import { openWhole, writeTogether } from "./cli/write_whole.ts";
import { diffRuns } from "./runs/diff.ts";
import { diffText } from "./runs/diff_text.ts";
import { findRuns, runOf, type StoredRun } from "./runs/find_runs.ts";
import { RUNS_NOTE, runsText } from "./runs/list_text.ts";
import { mlflowRequests } from "./runs/mlflow.ts";
import { runsCsv } from "./runs/table.ts";

const OPTIONS = {
  diff: {
    type: "string",
    value: "A B",
    help: "compare two runs: settings that differ, statistics side by side, differences on the same seeds",
  },
  csv: {
    type: "string",
    value: "FILE",
    help: "write the statistics of the runs as one table, a row for each metric of an agent in a scenario",
  },
  mlflow: {
    type: "string",
    value: "FOLDER",
    help: "write them as bodies of requests to MLflow's REST API, a new folder",
  },
  results: { type: "string", value: "FOLDER", help: "where all results are (results)" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task runs [RUN...] [options]",
  about:
    "Lists finished runs of experiments with their main numbers, those named or all, and compares two.\n" +
    "A run is named by its folder, by four or more letters of its name, or by its experiment.",
  options: OPTIONS,
  examples: [
    "deno task runs",
    "deno task runs baselines",
    "deno task runs --diff 81b2 results/baselines/f18c1351da40",
    "deno task runs --csv runs.csv",
    "deno task runs baselines --mlflow mlflow",
  ],
});

/** Lists, compares and exports finished runs. @throws {UsageError} for a mistake in the arguments */
export function runs(args: readonly string[]): void {
  const { operands, given } = readCommandLine(args, OPTIONS);
  if (given.help) return console.log(HELP);
  const found = findRuns(given.results ?? "results");
  if (found.runs.length > 0) {
    for (const reason of found.damaged) console.error(`left out: ${printable(reason)}`);
  }
  if (given.diff !== undefined) {
    if (operands.length !== 1) {
      throw new UsageError(`The option --diff needs two runs, found ${1 + operands.length}: --diff A B`);
    }
    if (given.csv !== undefined || given.mlflow !== undefined) {
      throw new UsageError("The option --diff prints a comparison: leave --csv and --mlflow out");
    }
    const [a, b] = [runOf(given.diff, found), runOf(operands[0]!, found)];
    return console.log(diffText(a, b, diffRuns(a, b)));
  }
  const chosen = operands.length === 0 ? found.runs : operands.flatMap((text) => runsNamed(text, found.runs));
  if (chosen.length === 0) {
    const [damaged] = found.damaged;
    throw new UsageError(
      `There is no finished run in ${given.results ?? "results"}: ${
        damaged === undefined ? "deno task experiment FILE makes one" : printable(damaged)
      }`,
    );
  }
  const table = given.csv === undefined ? undefined : csvFile(given.csv);
  const requests = given.mlflow === undefined ? [] : mlflowRequests(chosen);
  if (given.mlflow !== undefined) requireNew(given.mlflow);
  writeTogether([
    ...(table ? [{ file: table, content: runsCsv(chosen) }] : []),
    ...requests.map(({ path, body }) => ({
      file: openWhole(`${given.mlflow}/${path}`, { option: "mlflow" }),
      content: JSON.stringify(body, null, 2) + "\n",
    })),
  ]);
  console.log(`${runsText(chosen)}\n\n${RUNS_NOTE}`);
  if (given.csv !== undefined) console.log(`\nWritten: ${printable(given.csv)}`);
  if (given.mlflow !== undefined) {
    console.log(`\nWritten: ${requests.length} requests in ${printable(given.mlflow)}`);
  }
}

/** All runs of an experiment, or the one that a text names. */
function runsNamed(text: string, all: readonly StoredRun[]): readonly StoredRun[] {
  const ofExperiment = all.filter(({ experiment }) => experiment.name === text);
  return ofExperiment.length > 0 ? ofExperiment : [runOf(text, { runs: all })];
}

function csvFile(path: string) {
  requireEnding(path, { option: "csv", endings: [".csv"] });
  return openWhole(path, { option: "csv" });
}

/** @throws {UsageError} for a folder that holds something, which would be mixed with what is written */
function requireNew(folder: string): void {
  if (isFolder(folder) && [...Deno.readDirSync(folder)].length > 0) {
    throw new UsageError(`The option --mlflow needs a new or empty folder, found "${folder}"`);
  }
}

if (import.meta.main) await main(runs);
