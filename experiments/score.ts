import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../lib/model/mod.ts";
import { createTaskBook } from "../lib/serve/mod.ts";
import { ourPlayer, scoreText } from "../lib/serve/scoreboard/mod.ts";
import { type Given, helpText, readArguments, wholeNumber } from "./cli/arguments.ts";
import { requireDistinctPaths } from "./cli/distinct_paths.ts";
import { main } from "./cli/main.ts";
import { printable } from "./cli/printable.ts";
import { openWhole, writeTogether } from "./cli/write_whole.ts";
import { runWithin } from "./live/child.ts";
import { BESIDE, type Contestant, contestantOf, hostOf, replayOf } from "./score/contestants.ts";
import { KEY_VARIABLE, OPTIONS, type Settings, settingsOf } from "./score/options.ts";
import { runScore } from "./score/run.ts";
import { ROOT } from "./runner/identity.ts";
import { secretOf, suites } from "./serve.ts";

const HELP = helpText({
  usage: "deno task score --agent AGENT [options]",
  about: "Scores an agent on incidents and calm episodes, stage by stage, beside " + BESIDE.join(", ") +
    ".\n" +
    "An agent at an address is asked by a process that reaches that address and no other.",
  options: OPTIONS,
  examples: [
    "deno task score --agent full --suite shifts",
    "deno task score --agent http://127.0.0.1:9000/ --episodes 20 --calm 5 --out score.json",
    "deno task score --agent llm:http://127.0.0.1:11434/v1 --model NAME --transcript calls.jsonl",
    "deno task score --replay calls.jsonl",
  ],
});

/** Scores an agent. @throws {UsageError} for a mistake in the arguments */
export async function score(
  args: readonly string[],
  print: (text: string) => void = (text) => console.log(text),
): Promise<void> {
  const given = readArguments(args, OPTIONS);
  if (given.help) return print(HELP);
  const timeoutMs = 1000 *
    wholeNumber(given["timeout-seconds"], { name: "timeout-seconds", fallback: 120, min: 1, max: 3600 });
  const { settings, contestant } = given.replay === undefined ? asked(given, timeoutMs) : replay(given);
  const host = given.replay === undefined ? hostOf(settings) : undefined;
  if (host !== undefined && !mayReach(host)) return await again(args, { host, given });
  await scored(settings, contestant(), { given, print });
}

function asked(given: Given<typeof OPTIONS>, timeoutMs: number) {
  const settings = settingsOf(given);
  return { settings, contestant: () => contestantOf(settings, { timeoutMs }) };
}

/** @throws {UsageError} for options that a transcript answers */
function replay(given: Given<typeof OPTIONS>) {
  const stray = Object.keys(given).find((name) => !["replay", "out"].includes(name));
  if (stray !== undefined) {
    throw new UsageError(`The option --${stray} is in the transcript already: leave it out with --replay`);
  }
  const { settings, contestant } = replayOf(textOf(given.replay!));
  return { settings, contestant: () => contestant };
}

/** @throws {UsageError} for a file that can't be read */
function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    throw new UsageError(`Cannot read the transcript "${printable(path)}"`);
  }
}

function mayReach(host: string): boolean {
  return Deno.permissions.querySync({ name: "net", host }).state === "granted";
}

/** The command in a process that may reach a host. Its exit code becomes that of this one. */
async function again(
  args: readonly string[],
  { host, given }: { readonly host: string; readonly given: Given<typeof OPTIONS> },
): Promise<void> {
  const folders = outputsOf(given).map(({ path }) => dirname(resolve(path)));
  const code = await runWithin("../score/score_process.ts", args, {
    ...{ net: [host], run: [], env: [KEY_VARIABLE], write: folders },
    read: [
      fileURLToPath(ROOT),
      ...folders,
      ...(given.secret === undefined ? [] : [resolve(given.secret)]),
    ],
  });
  if (code !== 0) Deno.exit(code);
}

function outputsOf(given: Given<typeof OPTIONS>) {
  return (["out", "transcript"] as const).flatMap((option) =>
    given[option] === undefined ? [] : [{ option, path: given[option] }]
  );
}

async function scored(
  settings: Settings,
  { player, transcript }: Contestant,
  { given, print }: { readonly given: Given<typeof OPTIONS>; readonly print: (text: string) => void },
): Promise<void> {
  const outputs = outputsOf(given);
  requireDistinctPaths({
    ...(given.replay !== undefined && { inputs: [{ option: "replay", path: given.replay }] }),
    outputs,
  });
  const files = outputs.map(({ option, path }) => ({ option, file: openWhole(path, { option }) }));
  const secret = given.secret === undefined ? undefined : secretOf(given.secret);
  const document = await runScore(settings, {
    // The splits that are played without a secret are not drawn from one.
    tasks: createTaskBook({ suites: suites(), secret: secret ?? "of the splits that need none" }),
    players: [player, ...BESIDE.filter((name) => name !== player.name).map(ourPlayer)],
    secret,
  });
  const { suite, split, episodes, calm } = settings;
  print(
    `${episodes} episodes of ${suite}, ${calm} calm ones besides, split ${split}; means with 95 % intervals\n\n` +
      scoreText(document.agents),
  );
  writeTogether(files.map(({ option, file }) => ({
    file,
    content: option === "out" ? `${JSON.stringify(document, null, 1)}\n` : transcript!(),
  })));
  for (const { option, path } of outputs) {
    print(`\n${option === "out" ? "The scores are" : "The transcript is"} in ${printable(path)}`);
  }
}

if (import.meta.main) await main(score);
