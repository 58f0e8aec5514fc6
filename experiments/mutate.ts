import { requireName, UsageError } from "../lib/model/mod.ts";
import { helpText, readCommandLine, wholeNumber } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";
import { createProgress } from "./cli/progress.ts";
import { openWhole } from "./cli/write_whole.ts";
import { isThere } from "./cli/disk.ts";
import { createCopy, removeAbandonedCopies } from "./mutate/copy.ts";
import { type Mutant, mutantsOf, mutantText } from "./mutate/mutants.ts";
import {
  coveringFrom,
  coveringText,
  findCovering,
  isPinned,
  testFilesIn,
  testsCovering,
} from "./mutate/covering.ts";
import { sample, shares } from "./mutate/sample.ts";
import {
  judge,
  ownTests,
  REACHES,
  ROOMS,
  runTests,
  stopTests,
  testsFor,
  type Verdict,
} from "./mutate/trial.ts";
import { sha256 } from "./runner/identity.ts";
import { shareText } from "../lib/model/shown/share_text.ts";

const OPTIONS = {
  count: {
    type: "string",
    value: "N",
    help: "mistakes in all, spread by lines, 20 or more a room (20 a room)",
  },
  seed: { type: "string", value: "S", help: "which mistakes are drawn (1)" },
  tests: {
    type: "string",
    value: "REACH",
    help:
      "folder: those of the mistake's folder; room: and of its room; lib: and of the rooms above; all: and of the programs; lines: all that run the mistake's line, found first, in some minutes (all)",
  },
  limit: {
    type: "string",
    value: "SECONDS",
    help:
      "time for one run of tests; beyond it a mistake counts as caught, as a hang (4 x without mistakes + 20)",
  },
  jobs: { type: "string", value: "N", help: "copies that are tested at the same time (1)" },
  covering: {
    type: "string",
    value: "FILE",
    help: "with --tests lines: which tests run which line, kept in a file for the next run of the same code",
  },
  json: { type: "string", value: "FILE", help: "also write every mistake and what became of it" },
  again: { type: "string", value: "FILE", help: "only the survivors in a file that --json wrote" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task mutate [ROOM...] [options]",
  about:
    "Plants small mistakes in a copy of the library, one at a time, and lists those that no test catches. Without a room: all rooms.",
  options: OPTIONS,
  examples: [
    "deno task mutate simulator --count 40",
    "deno task mutate act decide --seed 2 --tests lib --json mutants.json",
    "deno task mutate --count 300 --tests lines --json mutants.json",
    "deno task mutate --again mutants.json",
  ],
});

/** The least number of mistakes a room, where the count has room for it. */
const MIN_PER_ROOM = 20;

/** The sources of a folder that mistakes are planted in: no tests, no parts of tests, no faces. */
function sourcesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) return entry.name === "testing" ? [] : sourcesIn(path);
    return /(?<!_test|_bench|^mod)\.ts$/.test(entry.name) ? [path] : [];
  });
}

const roomOf = ({ path }: { path: string }) => path.split("/")[1]!;

function drawMutants(rooms: readonly string[], { count, seed }: { count: number; seed: number }): Mutant[] {
  const sources = rooms.map((room) =>
    sourcesIn(`lib/${room}`).map((path) => ({ path, text: Deno.readTextFileSync(path) }))
  );
  const lines = sources.map((files) => files.reduce((sum, { text }) => sum + text.split("\n").length, 0));
  const atLeast = Math.min(MIN_PER_ROOM, Math.floor(count / rooms.length));
  const counts = shares(lines, { count, atLeast });
  const drawn = sources.flatMap((files, i) =>
    sample(files.flatMap(({ path, text }) => mutantsOf(path, text)), { count: counts[i]!, seed })
  );
  // In any order, so that a run that is ended early is a sample, too.
  return sample(drawn, { count: drawn.length, seed });
}

/** The survivors of an earlier run whose code is still there. @throws {UsageError} if the file is none */
function survivorsIn(file: string, rooms: readonly string[]): Mutant[] {
  let entries: (Mutant & Verdict)[];
  try {
    entries = JSON.parse(Deno.readTextFileSync(file)).mutants;
    entries = entries.filter((one) => one.outcome === "survives" && rooms.includes(roomOf(one)));
  } catch {
    throw new UsageError(`The option --again needs a file that --json wrote, found "${file}"`);
  }
  const stands = ({ path, start, end, before }: Mutant) =>
    Deno.readTextFileSync(path).slice(start, end) === before;
  return entries.filter(stands).map(({ path, line, start, end, before, after }) => ({
    path,
    line,
    start,
    end,
    before,
    after,
  }));
}

/** The tests of every mistake in the order to run them, and how long they may take. */
interface Plan {
  stagesOf(mutant: Mutant): (readonly string[])[];
  /** An upper bound of the seconds that they take without a mistake. */
  secondsOf(tests: readonly string[]): number;
}

/** Measures the tests of the folders that the mistakes lie in. @throws {UsageError} if one fails */
async function planByFolder(
  mutants: readonly Mutant[],
  { root, reach }: { root: string; reach: string },
): Promise<Plan> {
  const stagesOf = ({ path }: Mutant) => testsFor(path, { root, reach });
  const seconds = new Map<string, number>();
  for (const mutant of mutants) {
    // The tests of one file are among those of its folder or room, so that these need not be run by themselves.
    for (const tests of stagesOf(mutant).slice(1)) {
      if (seconds.has(tests.join(" "))) continue;
      const before = performance.now();
      if (await runTests(tests, { root, limitSeconds: 3600 }) !== "pass") {
        throw new UsageError(`The tests of ${tests.join(" ")} fail without a mistake planted`);
      }
      seconds.set(tests.join(" "), (performance.now() - before) / 1000);
    }
  }
  const longest = Math.max(0, ...seconds.values());
  return { stagesOf, secondsOf: (tests) => seconds.get(tests.join(" ")) ?? longest };
}

/** SHA-256 of all sources and tests. */
function codeOf(files: readonly string[]): string {
  return sha256(files.map((path) => `${path}\0${Deno.readTextFileSync(path)}`).join("\0"));
}

/** Finds the tests that run each line, or reads them from a file. @throws {Error} if a test fails */
async function planByLine(root: string, file: string | undefined): Promise<Plan> {
  const files = ["lib", "experiments"].flatMap((folder) => testFilesIn(root, folder));
  const code = codeOf(["lib", "experiments"].flatMap((folder) => sourcesIn(folder)).concat(files));
  let covering = file !== undefined && isThere(file)
    ? coveringFrom(Deno.readTextFileSync(file), code)
    : undefined;
  if (covering === undefined) {
    const progress = createProgress({ total: files.length, label: "tests" });
    covering = await findCovering(root, { files, told: progress.update });
    progress.finish();
    if (file !== undefined) openWhole(file, { option: "covering" }).write(coveringText(covering, code));
  }
  return {
    stagesOf: (mutant) => [ownTests(mutant.path, root), ...testsCovering(mutant, covering)],
    secondsOf: (tests) => tests.reduce((sum, file) => sum + (covering.seconds.get(file) ?? 0), 0),
  };
}

const ENDING_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

interface Judged extends Mutant, Verdict {}

/** Judges all mistakes, in as many copies at a time as there are jobs. */
async function judgeAll(
  mutants: readonly Mutant[],
  { jobs, reach, limit, covering, told }: {
    jobs: number;
    reach: string;
    limit: number | undefined;
    covering: string | undefined;
    told: (one: Judged) => void;
  },
): Promise<void> {
  using copies = new DisposableStack();
  const roots = Array.from({ length: jobs }, () => copies.use(createCopy(".")).root);
  const stop = () => {
    stopTests();
    copies.dispose();
    Deno.exit(130);
  };
  for (const signal of ENDING_SIGNALS) Deno.addSignalListener(signal, stop);
  try {
    const { stagesOf, secondsOf } = reach === "lines"
      ? await planByLine(roots[0]!, covering)
      : await planByFolder(mutants, { root: roots[0]!, reach });
    const limitOf = (tests: readonly string[]) => limit ?? 20 + 4 * secondsOf(tests);
    const progress = createProgress({ total: mutants.length, label: "mistakes" });
    let next = 0;
    let done = 0;
    await Promise.all(roots.map(async (root) => {
      while (next < mutants.length) {
        const mutant = mutants[next++]!;
        const one = { ...mutant, ...await judge(mutant, { root, stages: stagesOf(mutant), limitOf }) };
        progress.finish();
        told(one);
        progress.update(++done);
      }
    }));
    progress.finish();
  } finally {
    for (const signal of ENDING_SIGNALS) Deno.removeSignalListener(signal, stop);
  }
}

/** Plants mistakes in rooms and prints those that survive. @throws {UsageError} for a mistake in the arguments */
export async function mutate(args: readonly string[]): Promise<void> {
  const { operands, given } = readCommandLine(args, OPTIONS);
  if (given.help) return console.log(HELP);
  const rooms = operands.length > 0 ? operands.map((room) => requireName("room", room, ROOMS)) : ROOMS;
  const number = (name: "count" | "seed" | "jobs", fallback: number) =>
    wholeNumber(given[name], { name, fallback, min: 1, max: 1e6 });
  const count = number("count", MIN_PER_ROOM * rooms.length);
  const seed = number("seed", 1);
  const jobs = number("jobs", 1);
  const reach = requireName("tests", given.tests ?? "all", REACHES);
  const limit = given.limit === undefined
    ? undefined
    : wholeNumber(given.limit, { name: "limit", fallback: 0, min: 1, max: 1e6 });
  const json = given.json === undefined ? undefined : openWhole(given.json, { option: "json" });
  const mutants = given.again === undefined
    ? drawMutants(rooms, { count, seed })
    : survivorsIn(given.again, rooms);
  removeAbandonedCopies();
  const judged: Judged[] = [];
  await judgeAll(mutants, {
    jobs,
    reach,
    limit,
    covering: given.covering,
    told: (one) => {
      judged.push(one);
      // After each of them, so that what is known survives an interrupt.
      json?.write(`${JSON.stringify({ seed, reach, drawn: mutants.length, mutants: judged }, null, 1)}\n`);
      const text = () => mutantText(one, Deno.readTextFileSync(one.path));
      if (one.outcome === "survives") console.log(text());
      if (one.outcome === "hang") console.log(`hang: ${text()}`);
    },
  });
  console.log(summaryText(judged, rooms));
}

/** One line a room, and one for all of them. */
function summaryText(judged: readonly Judged[], rooms: readonly string[]): string {
  const line = (name: string, ones: readonly Judged[]) => {
    const hangs = ones.filter(({ outcome }) => outcome === "hang").length;
    const caught = ones.filter(({ outcome }) => outcome === "caught").length + hangs;
    const share = ones.length === 0 ? "" : ` (${shareText(caught / ones.length)})`;
    const pinned = ones.filter(({ by }) => isPinned(by ?? "")).length;
    const how = [[hangs, "by a hang"], [pinned, "by saved numbers first"]] as const;
    const told = how.filter(([count]) => count > 0).map(([count, text]) => `, ${count} ${text}`);
    return `${name}: ${caught} of ${ones.length} caught${share}${told.join("")}`;
  };
  return [
    ...rooms.map((room) => line(room, judged.filter((one) => roomOf(one) === room))),
    ...(rooms.length > 1 ? [line("all", judged)] : []),
  ].join("\n");
}

if (import.meta.main) await main(mutate);
