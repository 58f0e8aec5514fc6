import { UsageError } from "../lib/model/mod.ts";
import { helpText, readCommandLine, wholeNumber } from "./cli/arguments.ts";
import { main } from "./cli/main.ts";
import { printable } from "./cli/printable.ts";
import { createProgress } from "./cli/progress.ts";
import { verdictOf } from "./testing/mutated_inputs/verdict.ts";
import { wrongTable } from "../lib/observe/testing/drawn_tables.ts";
import { TOOLS, toolVerdict } from "../lib/observe/testing/tool_tables.ts";

const OPTIONS = {
  seed: { type: "string", value: "N", help: "the first seed (1)" },
  help: { type: "boolean", help: "this text" },
} as const;

const HELP = helpText({
  usage: "deno task mutated-inputs [COUNT] [options]   (100000)",
  about:
    "Draws small systems, writes each as one of the tools would whose exports are read, damages that and reads it, and as many tables in " +
    "drawn dialects, and of tools: a right reading with what is missing told, or one clear line, in at most 5 s. Anything else is printed.",
  options: OPTIONS,
  examples: ["deno task mutated-inputs", "deno task mutated-inputs 2000 --seed 7"],
});

/** Wrong readings that are printed. */
const MAX_SHOWN = 20;

/** Reads damaged exports. @throws {UsageError} for a mistake in the arguments; {Error} if any is read wrongly */
export async function mutatedInputs(args: readonly string[]): Promise<void> {
  const { operands, given } = readCommandLine(args, OPTIONS);
  if (given.help) return console.log(HELP);
  if (operands.length > 1) throw new UsageError(`Unexpected argument "${operands[1]}"`);
  const count = wholeNumber(operands[0], { name: "count", fallback: 100_000, min: 1, max: 1e7 });
  const first = wholeNumber(given.seed, { name: "seed", fallback: 1, min: 1, max: 1e9 });
  const progress = createProgress({ total: 3 * count, label: "inputs" });
  const outcomes = { right: 0, told: 0, refused: 0, wrong: 0 };
  const tools = { right: 0, refused: 0, wrong: 0 };
  const wrong: string[] = [];
  let slowest = 0;
  for (let i = 0; i < count; i++) {
    const { what, outcome, why, seconds } = await verdictOf(first + i);
    outcomes[outcome]++;
    slowest = Math.max(slowest, seconds);
    if (outcome === "wrong") wrong.push(`${what}: ${why}`);
    const table = wrongTable(first + i);
    if (table !== undefined) wrong.push(`${first + i}: table: ${table}`);
    const tool = toolVerdict(first + i);
    tools[tool.outcome]++;
    if (tool.outcome === "wrong") wrong.push(`${first + i}: ${tool.writer}: ${tool.why}`);
    progress.update(3 * i + 3);
  }
  progress.finish();
  for (const line of wrong.slice(0, MAX_SHOWN)) console.log(printable(line.slice(0, 1000)));
  console.log(
    `${count} exports: ${outcomes.right} read whole, ${outcomes.told} in part and told, ${outcomes.refused} refused in one line; ` +
      `${count} tables in drawn dialects; ${count} of ${TOOLS} tools: ${tools.right} read, ${tools.refused} refused in one line; ${wrong.length} wrong; at most ${
        slowest.toFixed(2)
      } s`,
  );
  if (wrong.length > 0) throw new Error("Not all damaged inputs are read right or refused");
}

if (import.meta.main) await main(mutatedInputs);
