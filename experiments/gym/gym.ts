import { createTrainingEnvironment, type EnvironmentDescription } from "../../lib/gym/mod.ts";
import { helpText, readArguments } from "../cli/arguments.ts";
import { main } from "../cli/main.ts";

const OPTIONS = {
  topology: { type: "string", value: "NAME", help: "the system that is described (three-tier)" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task gym [options]",
  about:
    "Describes an environment to train policies in: what is observed, what can be done, what is rewarded. Python's package aiops-gym plays it by " +
    "deno task serve.",
  options: OPTIONS,
  examples: ["deno task gym", "deno task gym --topology boutique"],
});

/** Describes an environment. */
export function gym(
  args: readonly string[],
  print: (text: string) => void = (text) => console.log(text),
): void {
  const { topology = "three-tier", help } = readArguments(args, OPTIONS);
  if (help) return print(HELP);
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

if (import.meta.main) await main(gym);
