import { deepStrictEqual } from "node:assert";
import { UsageError } from "../../lib/model/mod.ts";
import { helpText, readCommandLine, wholeNumber } from "../cli/arguments.ts";
import { inFolder } from "../cli/in_folder.ts";
import { main } from "../cli/main.ts";
import { hashesIn } from "../testing/hashes.ts";
import { runTask } from "../testing/run_task.ts";

const OPTIONS = { help: { type: "boolean", help: "this text" } } as const;

const HELP = helpText({
  usage: "deno task full-disk-check [PLACES]   (10)",
  about:
    "Runs commands on a small tmpfs that gets full at evenly spread places, and checks that old files stay whole, that " +
    "the failure is one line with exit code 1, and that the next run with more room gives the bytes of an undisturbed " +
    "one with nothing left over. Linux only; without root it runs in a namespace of its own.",
  options: OPTIONS,
  examples: ["deno task full-disk-check", "deno task full-disk-check 50"],
});

/** A command that writes into a folder. */
interface Case {
  readonly task: string;
  /** Its arguments; those for the old files differ from those for the new ones by the seed. */
  readonly args: (folder: string, seed: number) => readonly string[];
}

const PAGE_BYTES = 4096;
const LARGE_KILOBYTES = 100_000;

const SMALL = ["seeds.count=30", "resamples=100", "permutations=100"].flatMap((one) => ["--set", one]);
const CASES: readonly Case[] = [
  {
    task: "experiment",
    // The old run is of the same experiment: --force replaces it.
    args: (folder) => ["experiments/baselines.json", ...SMALL, "--force", "--results", folder],
  },
  {
    task: "eval",
    args: (
      folder,
      seed,
    ) => ["--episodes", "150", "--seed0", `${seed}`, "--agent", "noop", "--out", `${folder}/new/a.csv`],
  },
  {
    task: "rca",
    args: (folder, seed) => [
      ...[
        "--simulate",
        "--topology",
        "three-tier",
        "--seeds",
        `${seed}..${seed + 40}`,
        "--diagnosers",
        "front",
      ],
      ...[
        "--no-times",
        "--json",
        `${folder}/a.json`,
        "--csv",
        `${folder}/a.csv`,
        "--figure",
        `${folder}/f.svg`,
      ],
      ...["--fault-figure", `${folder}/k.svg`],
    ],
  },
  {
    task: "detect",
    args: (folder, seed) => [
      ...[
        "--simulate",
        "--seeds",
        `${seed}..${seed + 2}`,
        "--detectors",
        "cusum",
        "--false-alarm-rate",
        "0.01",
      ],
      ...[
        "--no-times",
        "--json",
        `${folder}/a.json`,
        "--csv",
        `${folder}/a.csv`,
        "--alarms",
        `${folder}/al.csv`,
      ],
      ...["--figure", `${folder}/f.svg`],
    ],
  },
  {
    task: "episode",
    args: (folder, seed) => [
      ...[
        "--seed",
        `${seed}`,
        "--json",
        `${folder}/a.json`,
        "--svg",
        `${folder}/a.svg`,
        "--otlp",
        `${folder}/otlp`,
      ],
    ],
  },
];

/** Fills disks and compares what the next run makes of them. @throws {UsageError} for a mistake in the arguments; {AssertionError} if anything differs */
export async function fullDiskCheck(args: readonly string[]): Promise<void> {
  const { operands, given } = readCommandLine(args, OPTIONS);
  if (given.help) return console.log(HELP);
  if (operands.length > 1) throw new UsageError(`Unexpected argument "${operands[1]}"`);
  const places = wholeNumber(operands[0], { name: "places", fallback: 10, min: 1, max: 1000 });
  if (!canMount()) return inNamespace(args);
  for (const [i, one] of CASES.entries()) {
    const count = Math.floor(places / CASES.length) + Number(i < places % CASES.length);
    if (count > 0) await check(one, count);
  }
  console.log(`${places} full disks: old files whole, one line each, the next run gives the same bytes`);
}

async function check({ task, args }: Case, count: number): Promise<void> {
  await inFolder(async (home) => {
    const [old, fresh] = [`${home}/old`, `${home}/fresh`];
    for (const [folder, seed] of [[old, 2001], [fresh, 2101]] as const) {
      Deno.mkdirSync(folder);
      deepStrictEqual((await runTask(task, args(folder, seed))).code, 0, task);
    }
    const disk = `${home}/disk`;
    Deno.mkdirSync(disk);
    for (let place = 0; place < count; place++) {
      const kilobytes = Math.floor(pagesOf(old) + pagesOf(fresh) * (place + 0.5) / count) * PAGE_BYTES / 1024;
      const about = `${task} with ${kilobytes} KB`;
      mount(disk, ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", disk]);
      try {
        copy(old, disk);
        const failed = await runTask(task, args(disk, 2101));
        deepStrictEqual(
          [failed.code, failed.stderr.trimEnd().split("\n").length],
          [1, 1],
          `${about}: ${failed.stderr}`,
        );
        deepStrictEqual(
          new Map([...hashesIn(disk), ...hashesIn(old)]),
          new Map(hashesIn(disk)),
          `${about}: old files`,
        );
        mount(disk, ["-o", `remount,size=${LARGE_KILOBYTES}k`, disk]);
        const again = await runTask(task, args(disk, 2101));
        deepStrictEqual([again.code, again.stderr], [0, ""], about);
        deepStrictEqual(hashesIn(disk), hashesIn(fresh), about);
      } finally {
        run("umount", [disk]);
      }
    }
  });
  console.log(`${task}: ${count}`);
}

/** Pages that the files of a folder take on a tmpfs. */
function pagesOf(folder: string): number {
  return [...Deno.readDirSync(folder)].reduce((sum, { name, isDirectory }) => {
    const path = `${folder}/${name}`;
    return sum + (isDirectory ? pagesOf(path) : Math.ceil(Deno.statSync(path).size / PAGE_BYTES));
  }, 0);
}

function copy(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory } of Deno.readDirSync(from)) {
    if (isDirectory) copy(`${from}/${name}`, `${to}/${name}`);
    else Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
  }
}

function mount(folder: string, args: readonly string[]): void {
  if (!run("mount", args)) throw new Error(`Cannot mount a tmpfs on ${folder}`);
}

function run(program: string, args: readonly string[]): boolean {
  try {
    return new Deno.Command(program, { args: [...args], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
}

function canMount(): boolean {
  const folder = Deno.makeTempDirSync();
  const mounted = run("mount", ["-t", "tmpfs", "-o", "size=4k", "tmpfs", folder]);
  if (mounted) run("umount", [folder]);
  Deno.removeSync(folder);
  return mounted;
}

/** Runs the check where this user may mount. @throws if there is no such place */
function inNamespace(args: readonly string[]): void {
  if (!run("unshare", ["--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/tmp"])) {
    throw new Error("A full disk needs a tmpfs, which this user cannot mount, not even in a namespace");
  }
  const command = [
    Deno.execPath(),
    "run",
    "--no-prompt",
    "--allow-all",
    new URL(import.meta.url).pathname,
    ...args,
  ];
  const { code } = new Deno.Command("unshare", {
    args: ["--map-root-user", "--mount", ...command],
    stdout: "inherit",
    stderr: "inherit",
  }).outputSync();
  Deno.exitCode = code;
}

if (import.meta.main) await main(fullDiskCheck);
