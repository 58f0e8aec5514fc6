import { UsageError } from "../lib/model/mod.ts";
import { conclusions, type Experiment, unreachedPhases } from "../lib/bench/agents/mod.ts";
import { experimentJsonSchema } from "../lib/bench/agents/mod.ts";
import { helpText, readCommandLine, wholeNumber } from "./cli/arguments.ts";
import { tellWhenInterrupted } from "./cli/interrupted.ts";
import { main } from "./cli/main.ts";
import { printable } from "./cli/printable.ts";
import { requireWritableFolder } from "./cli/writable_folder.ts";
import { createProgress } from "./cli/progress.ts";
import { loadExperimentFile } from "./runner/load_experiment.ts";
import { readRedisAddress, type RedisAddress } from "./queue/redis_address.ts";
import { FolderLocked } from "./runner/checkpoint.ts";
import { codeHash, runName } from "./runner/identity.ts";
import { presentCommit } from "./runner/provenance.ts";
import {
  type RunElsewhere,
  runExperiment,
  type RunOptions,
  type RunOutcome,
} from "./runner/run_experiment.ts";
import { readShard, type Shard, shardEnvironment } from "./runner/shard.ts";

const OPTIONS = {
  set: {
    type: "string",
    multiple: true,
    value: "PATH=VALUE",
    help: "set a value of the file, as seeds.count=20",
  },
  workers: { type: "string", value: "N", help: "threads to spread the work over (the number of processors)" },
  shard: {
    type: "string",
    value: "I/N",
    help: "run the I-th of N parts, for several machines; auto: the part of this task of Slurm or Kubernetes",
  },
  queue: {
    type: "string",
    value: "URL",
    help: "let workers do it (deno task worker) by this Redis, as redis://host:6379",
  },
  status: { type: "boolean", help: "with --queue: print how far the run is, and end" },
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
    "deno task experiment experiments/baselines.json --queue redis://127.0.0.1:6390",
    "deno task experiment experiments/learning.json --state results/learnt",
  ],
});

/** Options that say something else than that others do the work. */
const NOT_WITH_QUEUE = ["shard", "workers", "state"] as const;

/** The lines about the outcome: the folder first, then the conclusions. */
function outcomeLines(
  { folder, status, episodes, resumed, sameCode }: RunOutcome,
  shard: Shard | undefined,
): string[] {
  if (status === "shard") return [`${episodes} episodes in ${folder}: merge with deno task merge`];
  const byOther = sameCode ? "" : ", made by other code than this";
  const how = status === "found"
    ? shard === undefined
      ? `is there already${byOther} (--force runs it again)`
      : `the whole run is there already${byOther}: no shard is made and nothing is to be merged (--force makes the shard)`
    : `${episodes} episodes${resumed > 0 ? `, ${resumed} of them from an earlier attempt` : ""}`;
  const summary = JSON.parse(Deno.readTextFileSync(`${folder}/summary.json`));
  return [`${folder}: ${how}`, ...conclusions(summary)];
}

/** Episodes that are on the disk, and all of them. */
interface Kept {
  readonly done: number;
  readonly total: number;
}

/** What an interrupt leaves; of a run that is found or waited for, nobody has counted the episodes. */
function interruptedLine(
  kept: Kept | undefined,
  { folder, hasWorkers, force }: { folder: string; hasWorkers: boolean; force: boolean },
): string {
  // With --force it would begin again.
  const again = force ? "the same command without --force" : "the same command";
  const onward = hasWorkers
    ? `workers go on, and ${again} fetches what they did`
    : `${again} goes on from there`;
  const place = printable(folder);
  if (kept === undefined) return `interrupted: what was done is kept in ${place}; ${onward}`;
  const { done, total } = kept;
  if (done === 0 && !hasWorkers) {
    return `interrupted: none of ${total} episodes is kept yet; the same command begins again`;
  }
  return `interrupted: ${done} of ${total} episodes are kept in ${place}; ${onward}`;
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
  const shard = given.shard === undefined ? undefined : readShard(given.shard, shardEnvironment());
  const other = NOT_WITH_QUEUE.find((name) => given[name] !== undefined);
  if (given.queue !== undefined && other !== undefined) {
    throw new UsageError(`The options --queue and --${other} exclude each other`);
  }
  if (given.status && given.queue === undefined) throw new UsageError("The option --status needs --queue");
  const address = given.queue === undefined ? undefined : readRedisAddress(given.queue);
  const settings = given.set ?? [];
  const { experiment, own, modules } = await loadExperimentFile(path, settings);
  for (const line of unreachedPhases(experiment)) console.error(`warning: ${line}`);
  if (address !== undefined && modules.length > 0) {
    throw new UsageError(
      `The option --queue sends no code, found "${modules[0]!.reference}": run parts of your own by --shard`,
    );
  }
  if (address !== undefined && given.status) return await printStatus(experiment, address);
  const results = given.results ?? "results";
  requireWritableFolder(results, { option: "results" });
  let kept: Kept | undefined;
  const folder = `${results}/${experiment.name}`;
  const circumstances = { folder, hasWorkers: address !== undefined, force: given.force === true };
  using _ = tellWhenInterrupted(() => interruptedLine(kept, circumstances));
  const options: RunOptions = {
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
    progress: (work) => {
      const { update, finish } = createProgress(work);
      const count = (done: number) => {
        kept = { done, total: work.total! };
        update(done);
      };
      return { update: count, finish };
    },
  };
  const outcome =
    await (address === undefined
      ? runExperiment(experiment, options)
      : runByQueue(experiment, options, address));
  console.log(outcomeLines(outcome, shard).join("\n"));
  if (given.state !== undefined) console.log(`What the agents have learnt is in ${printable(given.state)}`);
}

async function printStatus(experiment: Experiment, address: RedisAddress): Promise<void> {
  const { connectRedis } = await import("./queue/connect.ts");
  const { statusLine } = await import("./queue/status.ts");
  const redis = await connectRedis(address, console.error);
  try {
    console.log(await statusLine(redis, { experiment, run: runName(experiment), code: codeHash() }));
  } finally {
    redis.disconnect();
  }
}

/** Runs an experiment by workers elsewhere. Where another process here does so already, its end is waited for. */
async function runByQueue(
  experiment: Experiment,
  options: RunOptions,
  address: RedisAddress,
): Promise<RunOutcome> {
  const { connectRedis } = await import("./queue/connect.ts");
  const { runOnQueue } = await import("./queue/submit.ts");
  const redis = await connectRedis(address, console.error);
  const elsewhere: RunElsewhere = (work) =>
    runOnQueue(redis, work, {
      commit: presentCommit(),
      force: options.force === true,
      say: console.error,
    });
  try {
    for (let joined = false;; joined = true) {
      try {
        const { force: _, ...joining } = options;
        return await runExperiment(experiment, { ...(joined ? joining : options), elsewhere });
      } catch (error) {
        if (!(error instanceof FolderLocked)) throw error;
        if (!joined) console.error(`${error.message}: waiting for it`);
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    }
  } finally {
    redis.disconnect();
  }
}

/** A word quoted for a shell. */
function quoted(word: string): string {
  return /^[\w./:=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

if (import.meta.main) {
  // Nothing but the queue talks to others, parts of one's own neither.
  if (!Deno.args.some((arg) => arg.startsWith("--queue"))) await Deno.permissions.revoke({ name: "net" });
  await main(experiment);
}
