import { deepStrictEqual } from "node:assert";
import { UsageError } from "../../lib/model/mod.ts";
import { helpText, readCommandLine, wholeNumber } from "../cli/arguments.ts";
import { inFolder } from "../cli/in_folder.ts";
import { main } from "../cli/main.ts";
import { hashesIn } from "../testing/hashes.ts";

const OPTIONS = { help: { type: "boolean", help: "this text" } } as const;

const HELP = helpText({
  usage: "deno task kill-check [KILLS]   (12)",
  about:
    "Kills a small experiment with SIGKILL at evenly spread instants, a third of them in the last fifth of its time, " +
    "and checks that the next start gives the same bytes with nothing left over.",
  options: OPTIONS,
  examples: ["deno task kill-check", "deno task kill-check 200"],
});

const SETTINGS = ["seeds.count=60", "resamples=100", "permutations=100"].flatMap((one) => ["--set", one]);

function start(results: string): Deno.ChildProcess {
  const args = ["run", "--no-prompt", "--allow-read", "--allow-write", "--allow-run=git"];
  const command = [
    "experiments/experiment.ts",
    "experiments/baselines.json",
    ...SETTINGS,
    "--results",
    results,
  ];
  return new Deno.Command(Deno.execPath(), { args: [...args, ...command], stdout: "null", stderr: "null" })
    .spawn();
}

/** The instant of a kill, as a share of the time of an undisturbed run. */
function shareOf(kill: number, kills: number): number {
  const early = Math.ceil(kills * 2 / 3);
  return kill < early ? kill / early : 0.8 + 0.25 * (kill - early) / Math.max(1, kills - early);
}

/** Kills runs and compares what the next start makes of them. @throws {UsageError} for a mistake in the arguments; {AssertionError} if anything differs */
export async function killCheck(args: readonly string[]): Promise<void> {
  const { operands, given } = readCommandLine(args, OPTIONS);
  if (given.help) return console.log(HELP);
  if (operands.length > 1) throw new UsageError(`Unexpected argument "${operands[1]}"`);
  const kills = wholeNumber(operands[0], { name: "kills", fallback: 12, min: 1, max: 10_000 });
  await inFolder(async (home) => {
    const before = performance.now();
    await start(`${home}/whole`).status;
    const wholeMs = performance.now() - before;
    const whole = hashesIn(`${home}/whole`);
    for (let kill = 0; kill < kills; kill++) {
      const results = `${home}/${kill}`;
      const run = start(results);
      const timer = setTimeout(() => run.kill("SIGKILL"), wholeMs * shareOf(kill, kills));
      await run.status;
      clearTimeout(timer);
      await start(results).status;
      deepStrictEqual(
        hashesIn(results),
        whole,
        `killed after ${shareOf(kill, kills).toFixed(2)} of the time`,
      );
      Deno.removeSync(results, { recursive: true });
    }
  });
  console.log(`${kills} kills: the same bytes, nothing left over`);
}

if (import.meta.main) await main(killCheck);
