import { type Mutant, plant } from "./mutants.ts";

/** Rooms from below: a mistake in one may show in those above. */
export const ROOMS = [
  ...["model", "random", "stats", "otlp", "simulator", "observe", "detect", "diagnose", "learn"],
  ...["decide", "act", "agent", "run", "report", "plot", "bench"],
];

const TEST = [
  ...["test", "--no-check", "--no-prompt", "--quiet", "--fail-fast", "--parallel", "--allow-read"],
  ...["--allow-write", "--allow-net=127.0.0.1", "--allow-env=AIOPS_DATA_DIR", "--allow-run=git"],
];

const exists = (path: string) => {
  try {
    return Deno.statSync(path) !== undefined;
  } catch {
    return false;
  }
};

/** The tests of a file, the nearest first: its own, its room's, those of all rooms above. */
export function testsFor(path: string, root: string): string[][] {
  const room = path.split("/")[1]!;
  const own = path.replace(/\.ts$/, "_test.ts");
  const above = ROOMS.slice(ROOMS.indexOf(room) + 1).map((name) => `lib/${name}`);
  return [exists(`${root}/${own}`) ? [own] : [], [`lib/${room}`], [...above, "lib/house_rules_test.ts"]]
    .filter((paths) => paths.length > 0);
}

/** Whether the tests pass in that time. */
export async function passes(
  tests: readonly string[],
  { root, limitSeconds }: { root: string; limitSeconds: number },
): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...TEST, ...tests],
    cwd: root,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), 1000 * limitSeconds);
  const { success } = await child.status;
  clearTimeout(timer);
  return success;
}

/** Plants a mistake in the copy, runs the tests from the nearest on, and takes it out again. @returns whether one failed */
export async function isCaught(
  mutant: Mutant,
  { root, limitSeconds }: { root: string; limitSeconds: number },
): Promise<boolean> {
  const path = `${root}/${mutant.path}`;
  const source = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(path, plant(source, mutant));
  try {
    for (const tests of testsFor(mutant.path, root)) {
      if (!await passes(tests, { root, limitSeconds })) return true;
    }
    return false;
  } finally {
    Deno.writeTextFileSync(path, source);
  }
}
