import { UsageError } from "../lib/model/mod.ts";
import { helpText, readCommandLine, wholeNumber } from "./cli/arguments.ts";
import { inFolder } from "./cli/in_folder.ts";
import { main } from "./cli/main.ts";
import { createProgress } from "./cli/progress.ts";
import { type BadInput, commandLine, complaintsOf, literally } from "./testing/bad_inputs/bad_input.ts";
import { fileRows } from "./testing/bad_inputs/files.ts";
import { optionRows } from "./testing/bad_inputs/options.ts";
import { stateOf } from "./testing/bad_inputs/refuse.ts";
import { runTask } from "./testing/run_task.ts";

const OPTIONS = {
  jobs: { type: "string", value: "N", help: "how many run at a time (the number of processors)" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task bad-inputs [COUNT] [options]   (all)",
  about:
    "Runs commands with bad inputs, each as a process of its own: exit code 2, one line on stderr that names the " +
    "mistake, nothing on stdout, nothing written, at most 5 s and 500 MB. With a number: so many of them, evenly spread.",
  options: OPTIONS,
  examples: ["deno task bad-inputs", "deno task bad-inputs 40"],
});

const MAX_MEGABYTES = 500;

/** Runs commands with bad inputs. @throws {UsageError} for a mistake in the arguments; {Error} if an input is not refused well */
export async function badInputs(args: readonly string[]): Promise<void> {
  const { operands, given } = readCommandLine(args, OPTIONS);
  if (given.help) return console.log(HELP);
  if (operands.length > 1) throw new UsageError(`Unexpected argument "${operands[1]}"`);
  const count = wholeNumber(operands[0], { name: "count", fallback: Infinity, min: 1, max: 1e6 });
  const jobs = wholeNumber(given.jobs, {
    ...{ name: "jobs", fallback: navigator.hardwareConcurrency, min: 1, max: 256 },
  });
  await inFolder(async (folder) => {
    const all = [...fileRows(folder), ...pipeRows(folder), ...await optionRows(folder)];
    const stride = Math.max(1, all.length / count);
    const rows = all.filter((_, i) => Math.floor(i / stride) !== Math.floor((i - 1) / stride));
    const before = stateOf(folder);
    const { wrong, seconds, megabytes } = await runAll(rows, jobs);
    if (stateOf(folder) !== before) wrong.push("something was written");
    for (const line of wrong) console.log(line);
    console.log(
      `${rows.length} bad inputs: ${wrong.length} complaints; at most ${seconds.toFixed(1)} s and ${
        megabytes.toFixed(0)
      } MB`,
    );
    if (wrong.length > 0) throw new Error("Not all bad inputs are refused well");
  });
}

async function runAll(rows: readonly BadInput[], jobs: number) {
  const found = { wrong: [] as string[], seconds: 0, megabytes: 0 };
  const progress = createProgress({ total: rows.length, label: "bad inputs" });
  const left = rows.entries();
  let done = 0;
  await Promise.all(Array.from({ length: jobs }, async () => {
    for (const [, row] of left) {
      const ended = await runTask(row.command, row.args);
      const { seconds, megabytes = 0 } = ended;
      const complaints = complaintsOf(row, ended);
      if (megabytes > MAX_MEGABYTES) complaints.push(`${megabytes.toFixed(0)} MB`);
      for (const complaint of complaints) found.wrong.push(`${commandLine(row)}\n    ${complaint}`);
      found.seconds = Math.max(found.seconds, seconds);
      found.megabytes = Math.max(found.megabytes, megabytes);
      progress.update(++done);
    }
  }));
  progress.finish();
  return found;
}

/** A pipe that nobody writes to, as each kind of input. */
function pipeRows(folder: string): BadInput[] {
  const pipe = `${folder}/pipe.csv`;
  try {
    if (!new Deno.Command("mkfifo", { args: [pipe] }).outputSync().success) return [];
  } catch {
    // Windows has none.
    return [];
  }
  const names = literally("pipe.csv");
  return [
    { command: "experiment", args: [pipe, "--results", `${folder}/new`], names },
    { command: "merge", args: [pipe, "--results", `${folder}/new`], names },
    { command: "detect", args: ["--format", "csv", "--data", pipe], names },
    { command: "detect", args: ["--format", "nab", "--data", pipe], names },
    ...["petshop", "rcaeval", "nezha"].map((format): BadInput => ({
      ...{ command: "rca", args: ["--format", format, "--data", pipe], names },
    })),
  ];
}

if (import.meta.main) await main(badInputs);
