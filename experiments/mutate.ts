import { requireName, UsageError } from "../lib/model/mod.ts";
import { helpText, readCommandLine } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";
import { type Mutant, mutantsOf, sample } from "./mutate/mutants.ts";
import { isCaught, ROOMS } from "./mutate/trial.ts";

const OPTIONS = {
  count: { type: "string", value: "N", help: "mistakes per room (20)" },
  seed: { type: "string", value: "S", help: "which mistakes are drawn (1)" },
  limit: {
    type: "string",
    value: "SECONDS",
    help: "time for one run of tests; beyond it a mistake is caught (120)",
  },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task mutate [ROOM...] [options]",
  about:
    "Plants small mistakes in a copy of the library, one at a time, and lists those that no test catches. Without a room: all rooms.",
  options: OPTIONS,
  examples: ["deno task mutate simulator --count 40", "deno task mutate act decide --seed 2"],
});

/** What a copy needs no part of. */
const LEFT_OUT = [".git", ".venv", ".cells", "node_modules", "results"];

function copyFolder(from: string, to: string): void {
  Deno.mkdirSync(to, { recursive: true });
  for (const { name, isDirectory, isFile } of Deno.readDirSync(from)) {
    if (LEFT_OUT.includes(name)) continue;
    if (isDirectory) copyFolder(`${from}/${name}`, `${to}/${name}`);
    else if (isFile) Deno.copyFileSync(`${from}/${name}`, `${to}/${name}`);
  }
}

/** The sources of a folder that mistakes are planted in: no tests, no parts of tests, no faces. */
function sourcesIn(folder: string): string[] {
  return [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) return entry.name === "testing" ? [] : sourcesIn(path);
    return /(?<!_test|_bench|^mod)\.ts$/.test(entry.name) ? [path] : [];
  });
}

function wholeNumber(
  text: string | undefined,
  { option, fallback }: { option: string; fallback: number },
): number {
  const value = text === undefined ? fallback : Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 1e6) return value;
  throw new UsageError(`The option --${option} must be a whole number from 1 to 1000000, found ${text}`);
}

/** Plants mistakes in rooms and prints those that survive. @throws {UsageError} for a mistake in the arguments */
export async function mutate(args: readonly string[]): Promise<void> {
  const { operands, given } = readCommandLine(args, OPTIONS);
  if (given.help) return console.log(HELP);
  const rooms = operands.length > 0 ? operands.map((room) => requireName("room", room, ROOMS)) : ROOMS;
  const count = wholeNumber(given.count, { option: "count", fallback: 20 });
  const seed = wholeNumber(given.seed, { option: "seed", fallback: 1 });
  const limitSeconds = wholeNumber(given.limit, { option: "limit", fallback: 120 });
  const root = Deno.makeTempDirSync({ prefix: "mutants-" });
  try {
    copyFolder(".", root);
    for (const room of rooms) {
      const all = sourcesIn(`lib/${room}`).flatMap((path) => mutantsOf(path, Deno.readTextFileSync(path)));
      const drawn = sample(all, { count, seed });
      let caught = 0;
      for (const [done, mutant] of drawn.entries()) {
        if (await isCaught(mutant, { root, limitSeconds })) caught++;
        else console.log(survivorText(mutant));
        if (Deno.stderr.isTerminal()) {
          console.error(`${room}: ${done + 1} of ${drawn.length}, ${caught} caught`);
        }
      }
      console.log(`${room}: ${caught} of ${drawn.length} caught`);
    }
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

function survivorText({ path, line, about }: Mutant): string {
  return `survives: ${path}:${line}: ${about}`;
}

if (import.meta.main) await main(mutate);
