import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../lib/model/mod.ts";
import { counted } from "../lib/observe/reading/words.ts";
import { createTaskBook, type TaskBook } from "../lib/serve/mod.ts";
import { ourPlayer, scoreText } from "../lib/serve/scoreboard/mod.ts";
import { type Given, helpText, readArguments, wholeNumber } from "./cli/arguments.ts";
import { requireDistinctPaths } from "./cli/distinct_paths.ts";
import { tellWhenInterrupted } from "./cli/interrupted.ts";
import { main } from "./cli/main.ts";
import { printable } from "./cli/printable.ts";
import { openWhole, writeTogether } from "./cli/write_whole.ts";
import { runWithin } from "./live/child.ts";
import { BESIDE, type Contestant, contestantOf, needsOf, replayOf } from "./score/contestants.ts";
import { KEY_VARIABLE, OPTIONS, type Settings, settingsOf } from "./score/options.ts";
import { runScore } from "./score/run.ts";
import { ROOT } from "./runner/identity.ts";
import { secretOf, suites } from "./serve.ts";

const HELP = helpText({
  usage: "deno task score --agent AGENT [options]",
  about: "Scores an agent on incidents and calm episodes, stage by stage, beside " + BESIDE.join(", ") +
    ".\n" +
    "An agent that is not of this project is asked by a process that may reach its address, or start its program, and nothing else.",
  options: OPTIONS,
  examples: [
    "deno task score --agent full --suite shifts",
    "deno task score --agent http://127.0.0.1:9000/ --episodes 20 --calm 5 --out score.json",
    "deno task score --agent llm:http://127.0.0.1:11434/v1 --model NAME --transcript calls.jsonl",
    "deno task score --replay calls.jsonl",
    'deno task score --agent "mcp:python3 my_client.py" --episodes 20 --calm 5',
  ],
});

/**
 * Scores an agent.
 *
 * @param isWithin whether this is the process that may reach the agent
 * @throws {UsageError} for a mistake in the arguments
 */
export async function score(
  args: readonly string[],
  print: (text: string) => void = (text) => console.log(text),
  isWithin = false,
): Promise<void> {
  const given = readArguments(args, OPTIONS);
  if (given.help) return print(HELP);
  const timeoutMs = 1000 *
    wholeNumber(given["timeout-seconds"], { name: "timeout-seconds", fallback: 120, min: 1, max: 3600 });
  if (given.replay !== undefined) {
    const { settings, contestantOn } = replay(given);
    return await scored(settings, contestantOn, { given, print });
  }
  const settings = settingsOf(given);
  const needs = needsOf(settings);
  if (!isGranted(needs)) {
    // A permission for a program that is nowhere is none.
    if (isWithin) throw new UsageError(`The program "${needs.run[0]}" cannot be started`);
    return await again(args, { needs, given });
  }
  await scored(settings, (tasks) => contestantOf(settings, { timeoutMs, tasks }), { given, print });
}

/** @throws {UsageError} for options that a transcript answers */
function replay(given: Given<typeof OPTIONS>) {
  const stray = Object.keys(given).find((name) => !["replay", "out"].includes(name));
  if (stray !== undefined) {
    throw new UsageError(`The option --${stray} is in the transcript already: leave it out with --replay`);
  }
  return replayOf(textOf(given.replay!));
}

/** @throws {UsageError} for a file that can't be read */
function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    throw new UsageError(`Cannot read the transcript "${printable(path)}"`);
  }
}

type Needs = ReturnType<typeof needsOf>;

function isGranted({ net, run }: Needs): boolean {
  const asked = [
    ...net.map((host) => ({ name: "net", host }) as const),
    ...run.map((command) => ({ name: "run", command }) as const),
  ];
  return asked.every((one) => Deno.permissions.querySync(one).state === "granted");
}

/** The command in a process that may reach the agent. Its exit code becomes that of this one. */
async function again(
  args: readonly string[],
  { needs, given }: { readonly needs: Needs; readonly given: Given<typeof OPTIONS> },
): Promise<void> {
  const folders = outputsOf(given).map(({ path }) => dirname(resolve(path)));
  const code = await runWithin("../score/score_process.ts", args, {
    ...{ ...needs, env: [KEY_VARIABLE], write: folders },
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
  contestantOn: (tasks: TaskBook) => Contestant,
  { given, print }: { readonly given: Given<typeof OPTIONS>; readonly print: (text: string) => void },
): Promise<void> {
  const outputs = outputsOf(given);
  requireDistinctPaths({
    ...(given.replay !== undefined && { inputs: [{ option: "replay", path: given.replay }] }),
    outputs,
  });
  const files = outputs.map(({ option, path }) => ({ option, file: openWhole(path, { option }) }));
  const secret = given.secret === undefined ? undefined : secretOf(given.secret);
  // The splits that are played without a secret are not drawn from one.
  const tasks = createTaskBook({ suites: suites(), secret: secret ?? "of the splits that need none" });
  const { player, transcript } = contestantOn(tasks);
  using _ = tellWhenInterrupted(() => "interrupted: nothing is written; the same command begins again");
  const document = await runScore(settings, {
    tasks,
    players: [player, ...BESIDE.filter((name) => name !== player.name).map(ourPlayer)],
    secret,
  });
  const { suite, split, episodes, calm } = settings;
  print(
    `${counted(episodes, "episode")} of ${suite}, ${
      counted(calm, "calm one")
    } besides, split ${split}; means with 95 % intervals\n\n` +
      scoreText(document.agents, document.comparisons),
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
