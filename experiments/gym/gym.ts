import { createTrainingEnvironment, type EnvironmentDescription } from "../../lib/gym/mod.ts";
import { helpText, readArguments } from "../cli/arguments.ts";
import { main } from "../cli/main.ts";
import { createAnswerer } from "./answer.ts";

const OPTIONS = {
  topology: { type: "string", value: "NAME", help: "the system that is described (three-tier)" },
  stdio: { type: "boolean", help: "answer requests in JSON, one a line, as python/aiops_gym.py sends them" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task gym [options]",
  about:
    "Describes an environment to train policies in: what is observed, what can be done, what is rewarded. With --stdio it serves one to another " +
    "program, such as Gymnasium's algorithms in Python.",
  options: OPTIONS,
  examples: ["deno task gym", "deno task gym --topology boutique"],
});

/** Describes an environment, or serves one until the input ends. */
export async function gym(
  args: readonly string[],
  print: (text: string) => void = (text) => console.log(text),
): Promise<void> {
  const { topology = "three-tier", stdio, help } = readArguments(args, OPTIONS);
  if (help) return print(HELP);
  if (stdio) return await serve();
  print(described(createTrainingEnvironment({ topology }).describe()));
}

/** A description as text. */
function described(
  { system, observation, actions, rewardTerms, steps, end }: EnvironmentDescription,
): string {
  const wide = Math.max(...rewardTerms.map(({ name }) => name.length));
  const width = Math.max(...observation.map(({ name }) => name.length));
  return [
    `${system}: episodes of ${steps} steps, ${end}`,
    "",
    `observations: ${observation.length} numbers`,
    ...observation.map(({ index, name, about, low, high }) =>
      `${String(index).padStart(4)}  ${name.padEnd(width)}  ${low} to ${high}: ${about}`
    ),
    "",
    `actions: ${actions.length}`,
    ...actions.map((action, index) => `${String(index).padStart(4)}  ${action}`),
    "",
    "reward of a step: the sum of these, in points, each times its weight (the option reward changes them)",
    ...rewardTerms.map(({ name, about, weight }) =>
      `  ${name.padEnd(wide)}  ${String(weight).padStart(5)}  ${about}`
    ),
  ].join("\n");
}

/** Answers the lines of the standard input. */
async function serve(): Promise<void> {
  const answer = createAnswerer();
  const [decoder, encoder] = [new TextDecoder(), new TextEncoder()];
  const chunk = new Uint8Array(65_536);
  let rest = "";
  for (let read = await Deno.stdin.read(chunk); read !== null; read = await Deno.stdin.read(chunk)) {
    const lines = (rest + decoder.decode(chunk.subarray(0, read), { stream: true })).split("\n");
    rest = lines.pop()!;
    for (const line of lines) writeAll(encoder.encode(`${answer(line)}\n`));
  }
}

function writeAll(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}

if (import.meta.main) await main(gym);
