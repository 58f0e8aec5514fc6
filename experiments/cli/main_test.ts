import { deepStrictEqual } from "node:assert";
import { UsageError } from "../../lib/model/mod.ts";
import { main } from "./main.ts";

/** The exit codes and the lines of the error stream of a command that throws. */
async function endOf(error: unknown): Promise<unknown[]> {
  const said: unknown[] = [];
  const [exit, print] = [Deno.exit, console.error];
  Deno.exit = ((code?: number) => void said.push(code)) as typeof Deno.exit;
  console.error = (line: unknown) => void said.push(line);
  try {
    await main(() => Promise.reject(error));
  } finally {
    [Deno.exit, console.error] = [exit, print];
  }
  return said;
}

Deno.test("main() prints an error as one line: exit code 2 for bad usage, 1 for all else", async () => {
  deepStrictEqual(await endOf(new UsageError("no\nmore")), ["error: no\\u000amore", 2]);
  deepStrictEqual(await endOf(new TypeError("broken \u001b[2J\nat a line")), ["error: broken \\u001b[2J", 1]);
  deepStrictEqual(await endOf("text"), ["error: text", 1]);
});
