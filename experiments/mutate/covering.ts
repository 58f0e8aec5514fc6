import { runTests } from "./trial.ts";

/** Saved coverings hold for the same sources and tests only. */
interface Saved {
  readonly code: string;
  readonly tests: readonly (readonly [string, readonly (readonly [number, readonly string[]])[]])[];
  readonly seconds: readonly (readonly [string, number])[];
}

/** A covering as text, with the code that it is of. */
export function coveringText({ tests, seconds }: Covering, code: string): string {
  const saved: Saved = {
    code,
    tests: [...tests].map(([source, lines]) => [source, [...lines]]),
    seconds: [...seconds],
  };
  return JSON.stringify(saved);
}

/** The covering in a text, if it is of the code. */
export function coveringFrom(text: string, code: string): Covering | undefined {
  const saved: Saved = JSON.parse(text);
  if (saved.code !== code) return undefined;
  return {
    tests: new Map(saved.tests.map(([source, lines]) => [source, new Map(lines)])),
    seconds: new Map(saved.seconds),
  };
}

/** Which test files run a line of the library, and how long each of them takes. */
export interface Covering {
  /** By source, then by line from 1: the test files that run it. */
  readonly tests: ReadonlyMap<string, ReadonlyMap<number, readonly string[]>>;
  readonly seconds: ReadonlyMap<string, number>;
}

/** Tests that take longer in all are run after the quick ones. */
const QUICK_SECONDS = 15;

/** The test files below a folder of a checkout, relative to it. */
export function testFilesIn(root: string, folder: string): string[] {
  return [...Deno.readDirSync(`${root}/${folder}`)].sort((a, b) => a.name < b.name ? -1 : 1).flatMap(
    (entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory) return testFilesIn(root, path);
      return entry.name.endsWith("_test.ts") ? [path] : [];
    },
  );
}

/** The lines of every source that a report in the format of lcov counts as run. */
export function linesRun(lcov: string, root: string): Map<string, number[]> {
  const lines = new Map<string, number[]>();
  let source = "";
  for (const row of lcov.split("\n")) {
    if (row.startsWith("SF:")) source = row.slice("SF:".length).replace(`${root}/`, "");
    const [, line, count] = /^DA:(\d+),(\d+)/.exec(row) ?? [];
    if (count === undefined || Number(count) === 0) continue;
    if (!lines.has(source)) lines.set(source, []);
    lines.get(source)!.push(Number(line));
  }
  return lines;
}

/**
 * Runs the test files of a checkout one by one and notes which lines each of them runs.
 *
 * @throws {Error} if one fails
 */
export async function findCovering(
  root: string,
  { files, told }: { files: readonly string[]; told: (done: number) => void },
): Promise<Covering> {
  const tests = new Map<string, Map<number, string[]>>();
  const seconds = new Map<string, number>();
  for (const [i, file] of files.entries()) {
    const folder = `${root}/coverage`;
    const before = performance.now();
    if (await runTests([file], { root, limitSeconds: 3600, coverage: folder }) !== "pass") {
      throw new Error(`The tests of ${file} fail without a mistake planted`);
    }
    seconds.set(file, (performance.now() - before) / 1000);
    for (const [source, lines] of linesRun(await lcovOf(folder, root), root)) {
      if (!tests.has(source)) tests.set(source, new Map());
      const ofSource = tests.get(source)!;
      for (const line of lines) ofSource.set(line, [...ofSource.get(line) ?? [], file]);
    }
    Deno.removeSync(folder, { recursive: true });
    told(i + 1);
  }
  return { tests, seconds };
}

async function lcovOf(folder: string, root: string): Promise<string> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["coverage", "--lcov", "--quiet", folder],
    cwd: root,
    stdin: "null",
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}

/** Tests that compare with saved numbers: they come late, so that what no claim has caught by then is seen. */
export const isPinned = (file: string) => file.endsWith("/pinned_test.ts");

/**
 * The test files that run a line in the order to try them: those beside the source, the quick ones, those that compare with saved
 * numbers, the rest.
 */
export function testsCovering(
  { path, line }: { path: string; line: number },
  { tests, seconds }: Covering,
): (readonly string[])[] {
  const folder = path.replace(/\/[^/]+$/, "");
  const time = (file: string) => seconds.get(file)!;
  const files = [...tests.get(path)?.get(line) ?? []].sort((a, b) => time(a) - time(b));
  const pinned = files.filter(isPinned);
  const near = files.filter((file) => file.startsWith(`${folder}/`) && !isPinned(file));
  const quick: string[] = [];
  const slow: string[] = [];
  let sum = 0;
  for (const file of files.filter((one) => !near.includes(one) && !isPinned(one))) {
    sum += time(file);
    (sum <= QUICK_SECONDS ? quick : slow).push(file);
  }
  return [near, quick, pinned, slow].filter((stage) => stage.length > 0);
}
