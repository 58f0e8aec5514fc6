import { canonicalJson, requireName, UsageError } from "../lib/model/mod.ts";
import { type Given, helpText, readCommandLine, wholeNumber } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";
import { prepareRun } from "./notebooks/parameters.ts";
import { runJupyter } from "./notebooks/workspace.ts";

const OPTIONS = {
  param: {
    type: "string",
    multiple: true,
    value: "NAME=VALUE",
    help: "run a copy with another value; may be repeated",
  },
  write: { type: "boolean", help: "save what the notebooks show" },
  jobs: { type: "string", value: "N", help: "how many run at a time (the number of processors)" },
  repeat: { type: "string", value: "N", help: "compare so often, up to the first difference (1)" },
  "self-test": { type: "boolean", help: "test the runner itself" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task notebooks [NAME...] [options]",
  about:
    "Runs notebooks, each from a clean kernel, and compares what they show with what is saved in them. " +
    "In cells tagged `varies` only the kinds of output count; cells tagged `silent` may show nothing.\n" +
    "With --param a copy of one notebook runs with other parameters and is written to results/NAME/.",
  options: OPTIONS,
  examples: [
    "deno task notebooks",
    "deno task notebooks 1 --write",
    "deno task notebooks 01-first-episode --param seed=9 --param agentName=noop",
  ],
});

type Options = Given<typeof OPTIONS>;

/** Names of the notebooks, without folder and extension, in order. */
function notebookNames(): string[] {
  return [...Deno.readDirSync("notebooks")].map(({ name }) => name)
    .filter((name) => name.endsWith(".ipynb")).map(bareName).sort();
}

/** The name of a notebook, from a path as completed by a shell. */
function bareName(path: string): string {
  return path.replace(/^.*\//, "").replace(/\.ipynb$/, "");
}

/** The notebook with a name, a path or a number. */
function nameOf(operand: string, known: readonly string[]): string {
  const name = bareName(operand);
  const numbered = /^\d+$/.test(name) && known.find((one) => one.startsWith(`${name.padStart(2, "0")}-`));
  return numbered || requireName("notebook", name, known);
}

/** Runs notebooks and compares their outputs; returns the exit code. */
function compare(names: readonly string[], given: Options): Promise<number> {
  const processors = navigator.hardwareConcurrency;
  const jobs = wholeNumber(given.jobs, { name: "jobs", fallback: processors, min: 1, max: 256 });
  const repeat = wholeNumber(given.repeat, { name: "repeat", fallback: 1, min: 1, max: 1000 });
  return runJupyter("requirements.txt", [
    "experiments/notebooks/run.py",
    ...(given.write ? ["--write"] : []),
    `--jobs=${jobs}`,
    `--repeat=${repeat}`,
    ...names.map((name) => `notebooks/${name}.ipynb`),
  ]);
}

/** Runs a copy of one notebook with other parameters; returns the exit code. */
function runWith(names: readonly string[], given: Options): Promise<number> {
  const [name] = names;
  if (name === undefined || names.length > 1) {
    const found = name === undefined ? "none" : names.join(", ");
    throw new UsageError(`The option --param needs the name of one notebook, found ${found}`);
  }
  for (const other of ["write", "jobs", "repeat", "self-test"] as const) {
    if (given[other] !== undefined) {
      throw new UsageError(`The options --param and --${other} exclude each other`);
    }
  }
  const path = `notebooks/${name}.ipynb`;
  const run = prepareRun(JSON.parse(Deno.readTextFileSync(path)), { title: name, given: given.param ?? [] });
  return runJupyter("requirements.txt", [
    "experiments/notebooks/run_with.py",
    path,
    `results/${name}/${run.id}`,
    canonicalJson(run.parameters),
    run.source,
  ]);
}

/** Runs notebooks and compares their outputs with the saved ones. @throws {UsageError} for a mistake in the arguments */
export async function notebooks(args: readonly string[]): Promise<void> {
  const { operands, given } = readCommandLine(args, OPTIONS);
  if (given.help) return console.log(HELP);
  const known = notebookNames();
  const chosen = [...new Set(operands.map((operand) => nameOf(operand, known)))];
  if (given.param !== undefined) Deno.exitCode = await runWith(chosen, given);
  else if (given["self-test"]) {
    Deno.exitCode = await runJupyter("requirements.txt", ["experiments/notebooks/self_test.py"]);
  } else Deno.exitCode = await compare(chosen.length > 0 ? chosen : known, given);
}

if (import.meta.main) await main(notebooks);
