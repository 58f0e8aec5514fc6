import { type Mutant, plant } from "./mutants.ts";

/** Rooms from below: a mistake in one may show in those above. */
export const ROOMS = [
  ...["model", "random", "stats", "otlp", "simulator", "observe", "detect", "diagnose", "learn"],
  ...["decide", "act", "agent", "run", "report", "plot", "bench", "gym", "serve"],
];

/** Whose tests are run: those of the mistake's folder, of its room too, of the rooms above too, and of the programs too. */
const FOLDERS = ["folder", "room", "lib", "all"];

/** The choices of tests: by their folders, or all those that run the mistake's line. */
export const REACHES = [...FOLDERS, "lines"];

const TEST = [
  ...["test", "--doc", "--no-check", "--no-prompt", "--quiet", "--fail-fast", "--allow-read"],
  ...["--allow-write", "--allow-net=127.0.0.1", "--allow-env=AIOPS_DATA_DIR", "--allow-run=git"],
];

const exists = (path: string) => {
  try {
    return Deno.statSync(path) !== undefined;
  } catch {
    return false;
  }
};

/** The examples in a source and the tests beside it. */
export function ownTests(path: string, root: string): readonly string[] {
  return [path, path.replace(/\.ts$/, "_test.ts")].filter((one) => exists(`${root}/${one}`));
}

/** The tests of a file, the nearest first: its own, its folder's, its room's, those of the rooms above, those of the programs. */
export function testsFor(
  path: string,
  { root, reach }: { root: string; reach: string },
): (readonly string[])[] {
  const room = path.split("/")[1]!;
  const own = ownTests(path, root);
  const above = ROOMS.slice(ROOMS.indexOf(room) + 1).map((name) => `lib/${name}`);
  const folder = path.replace(/\/[^/]+$/, "");
  const stages = [
    ["folder", [folder]],
    ["room", folder === `lib/${room}` ? [] : [`lib/${room}`]],
    ["lib", [...above, "lib/house_rules_test.ts"]],
    ["all", ["experiments"]],
  ] as const;
  const within = stages.slice(0, FOLDERS.indexOf(reach) + 1).map(([, tests]) => tests);
  return [own, ...within.filter((tests) => tests.length > 0)];
}

/** Tests that run just now. */
const running = new Set<Deno.ChildProcess>();

/** Ends all tests that run: a mistake may keep them going for ever. */
export function stopTests(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** How a run of tests ended. */
export type Outcome = "pass" | "fail" | "hang";

/**
 * Runs tests in a checkout; beyond the time they hang.
 *
 * @param options.coverage the folder that gets a record of the lines that were run
 */
export async function runTests(
  tests: readonly string[],
  { root, limitSeconds, coverage }: { root: string; limitSeconds: number; coverage?: string },
): Promise<Outcome> {
  const record = coverage === undefined ? [] : [`--coverage=${coverage}`, "--coverage-raw-data-only"];
  const child = new Deno.Command(Deno.execPath(), {
    args: [...TEST, ...record, ...tests],
    cwd: root,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  running.add(child);
  let hangs = false;
  const timer = setTimeout(() => {
    hangs = true;
    child.kill("SIGKILL");
  }, 1000 * limitSeconds);
  const { success } = await child.status;
  clearTimeout(timer);
  running.delete(child);
  return hangs ? "hang" : success ? "pass" : "fail";
}

/** What became of a mistake. */
export interface Verdict {
  readonly outcome: "caught" | "hang" | "survives";
  /** The tests that caught it, or the first of those that were run at a time. */
  readonly by?: string;
}

/** Plants a mistake in a copy, runs its tests from the nearest on, and takes it out again. */
export async function judge(
  mutant: Mutant,
  { root, stages, limitOf }: {
    root: string;
    stages: readonly (readonly string[])[];
    limitOf: (tests: readonly string[]) => number;
  },
): Promise<Verdict> {
  const path = `${root}/${mutant.path}`;
  const source = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(path, plant(source, mutant));
  try {
    for (const tests of stages) {
      const outcome = await runTests(tests, { root, limitSeconds: limitOf(tests) });
      const by = tests.find((one) => one.endsWith("_test.ts")) ?? tests[0]!;
      if (outcome !== "pass") return { outcome: outcome === "hang" ? "hang" : "caught", by };
    }
    return { outcome: "survives" };
  } finally {
    Deno.writeTextFileSync(path, source);
  }
}
