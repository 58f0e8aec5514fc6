/**
 * Passes a report of `deno test` through and ends it with `N passed, N failed` on a line of its own.
 * Exits with 1 if a test failed or the report breaks off before its summary.
 * @module
 */
import { stripVTControlCharacters } from "node:util";

const SUMMARY = /^(ok|FAILED) \| (\d+) passed(?: \(\d+ steps?\))? \| (\d+) failed/;

const decoder = new TextDecoder();
let rest = "";
let summary: RegExpMatchArray | null = null;

for await (const bytes of Deno.stdin.readable) {
  await Deno.stdout.write(bytes);
  const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
  rest = lines.pop()!;
  for (const line of lines) summary = stripVTControlCharacters(line).match(SUMMARY) ?? summary;
}

// An error outside the tests, or files that do not compile, fail no test by name: count them as one.
const whole = summary?.[1] === "ok";
const failed = whole ? 0 : Math.max(1, Number(summary?.[3] ?? 0));
console.log(`${summary?.[2] ?? 0} passed, ${failed} failed`);
Deno.exit(failed > 0 ? 1 : 0);
