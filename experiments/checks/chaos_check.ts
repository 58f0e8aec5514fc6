import { deepStrictEqual } from "node:assert";
import { runChaos } from "../../lib/live/actuators/testing/chaos/chaos.ts";
import { UsageError } from "../../lib/model/mod.ts";
import { helpText, readCommandLine, wholeNumber } from "../cli/arguments.ts";
import { inFolder } from "../cli/in_folder.ts";
import { main } from "../cli/main.ts";

const OPTIONS = { help: { type: "boolean", help: "this text" } } as const;

const HELP = helpText({
  usage: "deno task chaos-check [PROPOSALS]   (1000000)",
  about:
    "Lets an agent that tries to break limits make proposals, and checks that the guardrails, the routing and the audit log of the live loop " +
    "hold: no limit broken, no order twice, no secret in the log, its chain whole.",
  options: OPTIONS,
  examples: ["deno task chaos-check", "deno task chaos-check 20000"],
});

/** Runs the proposals. @throws {UsageError} for a mistake in the arguments; {AssertionError} if anything gave way */
export async function chaosCheck(args: readonly string[]): Promise<void> {
  const { operands, given } = readCommandLine(args, OPTIONS);
  if (given.help) return console.log(HELP);
  if (operands.length > 1) throw new UsageError(`Unexpected argument "${operands[1]}"`);
  const range = { name: "proposals", fallback: 1_000_000, min: 1, max: 100_000_000 };
  const proposals = wholeNumber(operands[0], range);
  await inFolder(async (folder) => {
    const before = performance.now();
    const figures = await runChaos({ proposals, seed: 1, path: `${folder}/audit.jsonl` });
    const { noActions, refused, unrouted, orders, restarts, records, ...found } = figures;
    deepStrictEqual(found, { proposals, broken: [], openOrders: 0, repeatedOrders: 0, leaks: 0 });
    const seconds = ((performance.now() - before) / 1000).toFixed(0);
    console.log(
      `${proposals} hostile proposals in ${seconds} s: ${noActions} no actions, ${refused} refused by guardrails, ${unrouted} without a route, ` +
        `${orders} carried out; ${restarts} restarts, ${records} records in a whole chain; no limit broken`,
    );
  });
}

if (import.meta.main) await main(chaosCheck);
