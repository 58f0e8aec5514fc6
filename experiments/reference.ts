import { requireName, UsageError } from "../lib/model/mod.ts";
import { referenceMarkdown, type ReferenceRun } from "../lib/bench/agents/mod.ts";
import { helpText, readCommandLine } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";
import { isThere, removeIfThere, replaceText } from "./cli/disk.ts";
import { checkedRun } from "./runner/checked_run.ts";
import { runName } from "./runner/identity.ts";
import { readExperiment } from "./runner/read_experiment.ts";
import { computeNumbers, type Numbers } from "./reference/numbers.ts";
import { lackingSentences } from "./reference/sentences.ts";

const OPTIONS = {
  results: { type: "string", value: "FOLDER", help: "where all results are (results)" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task reference [NAME...] [options]",
  about:
    "Takes the finished runs of these experiments from results/ into results/reference/, without the episodes, " +
    "and writes results/README.md from all that is there. Without a name only the page is written. Beside it, " +
    "numbers.json gets the numbers that README.md and docs/ state; sentences that state others are printed.",
  options: OPTIONS,
  examples: ["deno task reference", "deno task reference baselines topologies"],
});

const RESULTS = "results";
/** Order of the page, from the main question to the details; other experiments come last. */
const PAGE_ORDER = [
  ...["baselines", "topologies", "faults", "unseen", "shifts", "two-faults", "calm"],
  ...["ablation", "sensitivity", "learning"],
];

/** Names of the experiments in the repository. */
function shipped(): string[] {
  return [...Deno.readDirSync("experiments")].map(({ name }) => name)
    .filter((name) => name.endsWith(".json") && name !== "experiment.schema.json")
    .map((name) => name.replace(/\.json$/, "")).sort();
}

/** Copies everything of a run except its episodes. */
function keep(name: string, results: string): void {
  const experiment = readExperiment(`experiments/${name}.json`);
  const run = `${results}/${name}/${runName(experiment)}`;
  if (!isThere(run)) {
    throw new UsageError(
      `The experiment "${name}" has no run: deno task experiment experiments/${name}.json`,
    );
  }
  checkedRun(run);
  const place = `${results}/reference/${name}`;
  removeIfThere(place);
  Deno.mkdirSync(`${place}/figures`, { recursive: true });
  for (const file of ["config.json", "summary.json", "summary.md", "provenance.json"]) {
    Deno.copyFileSync(`${run}/${file}`, `${place}/${file}`);
  }
  for (const file of figuresIn(run)) Deno.copyFileSync(`${run}/figures/${file}`, `${place}/figures/${file}`);
}

/** The pictures of the main results; the others can be made again. */
function figuresIn(run: string): string[] {
  return [...Deno.readDirSync(`${run}/figures`)].map(({ name }) => name)
    .filter((name) => /^(?:comparison|scenarios|faults|learning)\.svg$/.test(name)).sort();
}

/** The page of all reference runs in a folder of results. */
export function referencePage(results = RESULTS): string {
  const folder = `${results}/reference`;
  const place = (name: string) => PAGE_ORDER.includes(name) ? PAGE_ORDER.indexOf(name) : PAGE_ORDER.length;
  const kept = [...Deno.readDirSync(folder)].map(({ name }) => name)
    // Reference results of diagnosers and detectors have no episodes.
    .filter((name) => isThere(`${folder}/${name}/config.json`)).sort()
    .toSorted((a, b) => place(a) - place(b));
  return referenceMarkdown(kept.map((name): ReferenceRun => {
    const read = (file: string) => JSON.parse(Deno.readTextFileSync(`${folder}/${name}/${file}.json`));
    return {
      experiment: read("config"),
      summary: read("summary"),
      provenance: read("provenance"),
      figures: figuresIn(`${folder}/${name}`).map((file) => `reference/${name}/figures/${file}`),
    };
  }));
}

/** `numbers.json`. */
export function numbersText(numbers: Numbers): string {
  return `${JSON.stringify(numbers, null, 2)}\n`;
}

/** Keeps finished runs as reference results and writes their page. @throws {UsageError} for a mistake in the arguments */
export function reference(args: readonly string[]): void {
  const { operands, given } = readCommandLine(args, OPTIONS);
  if (given.help) return console.log(HELP);
  const results = given.results ?? RESULTS;
  const known = shipped();
  for (const name of operands) requireName("experiment", name, known);
  for (const name of operands) keep(name, results);
  if (!isThere(`${results}/reference`)) {
    throw new UsageError(`There are no reference runs yet: deno task reference NAME`);
  }
  const page = referencePage(results);
  const numbers = isThere(`${results}/reference/faults`) && isThere(`${results}/reference/baselines`)
    ? computeNumbers(results)
    : undefined;
  replaceText(`${results}/README.md`, page);
  if (numbers !== undefined) replaceText(`${results}/numbers.json`, numbersText(numbers));
  console.log(`${results}/README.md`);
  if (numbers === undefined) return;
  for (const lacking of lackingSentences(numbers, (path) => Deno.readTextFileSync(path))) {
    console.error(`no longer said by a page: ${lacking}`);
  }
}

if (import.meta.main) await main(reference);
