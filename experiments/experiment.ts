import { UsageError } from "../lib/model/mod.ts";
import { conclusions, unreachedPhases } from "../lib/bench/agents/mod.ts";
import { experimentJsonSchema } from "../lib/bench/agents/mod.ts";
import { helpText, readCommandLine, wholeNumber } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";
import { printable } from "./cli/printable.ts";
import { requireWritableFolder } from "./cli/writable_folder.ts";
import { createProgress } from "./cli/progress.ts";
import { loadExperimentFile } from "./runner/load_experiment.ts";
import { runExperiment, type RunOutcome, type Shard } from "./runner/run_experiment.ts";

const OPTIONS = {
  set: {
    type: "string",
    multiple: true,
    value: "PATH=VALUE",
    help: "set a value of the file, as seeds.count=20",
  },
  workers: { type: "string", value: "N", help: "threads to spread the work over (the number of processors)" },
  shard: { type: "string", value: "I/N", help: "run the I-th of N parts, for several machines" },
  force: { type: "boolean", help: "run again what is there already" },
  results: { type: "string", value: "FOLDER", help: "where all results are (results)" },
  state: {
    type: "string",
    value: "FOLDER",
    help: "what agents have learnt, as AGENT/SCENARIO/TRIAL.json: read first, written anew at the end",
  },
  schema: { type: "boolean", help: "print the JSON Schema of experiments, for editors" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task experiment FILE [options]",
  about:
    "Runs an experiment and writes a folder results/NAME/RUN with data, statistics, figures and provenance.\n" +
    "A run that was broken off goes on where it stopped.",
  options: OPTIONS,
  examples: [
    "deno task experiment experiments/baselines.json",
    "deno task experiment experiments/baselines.json --set seeds.count=20 --workers 2",
    "deno task experiment experiments/baselines.json --shard 1/4",
    "deno task experiment experiments/learning.json --state results/learnt",
  ],
});

function readShard(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const [, number, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (!(Number(number) >= 1 && Number(number) <= Number(of) && Number(of) <= 1000)) {
    throw new UsageError(`The option --shard needs I/N with I from 1 to N, found "${text}"`);
  }
  return { number: Number(number), of: Number(of) };
}

/** The lines about the outcome: the folder first, then the conclusions. */
function outcomeLines({ folder, status, episodes, resumed, sameCode }: RunOutcome): string[] {
  if (status === "shard") return [`${episodes} episodes in ${folder}: merge with deno task merge`];
  const how = status === "found"
    ? `is there already${sameCode ? "" : ", made by other code than this"} (--force runs it again)`
    : `${episodes} episodes${resumed > 0 ? `, ${resumed} of them from an earlier attempt` : ""}`;
  const summary = JSON.parse(Deno.readTextFileSync(`${folder}/summary.json`));
  return [`${folder}: ${how}`, ...conclusions(summary)];
}

/** Runs an experiment into a folder of results. @throws {UsageError} for a mistake in the arguments */
export async function experiment(args: readonly string[]): Promise<void> {
  const { operands, given } = readCommandLine(args, OPTIONS);
  if (given.help) return console.log(HELP);
  if (given.schema) return console.log(JSON.stringify(experimentJsonSchema(), null, 2));
  const [path, ...more] = operands;
  if (path === undefined || more.length > 0) {
    throw new UsageError(
      `One experiment's file is needed, found ${operands.length}: deno task experiment FILE`,
    );
  }
  const settings = given.set ?? [];
  const { experiment, own, modules } = await loadExperimentFile(path, settings);
  for (const line of unreachedPhases(experiment)) console.error(`warning: ${line}`);
  const shard = readShard(given.shard);
  const results = given.results ?? "results";
  requireWritableFolder(results, { option: "results" });
  const outcome = await runExperiment(experiment, {
    results,
    own,
    modules,
    workers: wholeNumber(given.workers, {
      name: "workers",
      fallback: navigator.hardwareConcurrency,
      min: 1,
      max: 256,
    }),
    ...(given.force && { force: true }),
    ...(shard && { shard }),
    ...(given.state !== undefined && { state: given.state }),
    command: [
      "deno task experiment",
      path,
      ...settings.map((setting) => `--set ${quoted(setting)}`),
      ...(given.state === undefined ? [] : [`--state ${quoted(given.state)}`]),
    ].join(" "),
    progress: createProgress,
  });
  console.log(outcomeLines(outcome).join("\n"));
  if (given.state !== undefined) console.log(`What the agents have learnt is in ${printable(given.state)}`);
}

/** A word quoted for a shell. */
function quoted(word: string): string {
  return /^[\w./:=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

if (import.meta.main) await main(experiment);
