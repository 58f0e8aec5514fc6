/**
 * Passes the report of `deno test` through and appends a line `N passed, N failed`. Exits with 1 if a test failed or the
 * report ends before its summary.
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

// An error outside of the tests, or a file that does not compile, fails no test by name; it counts as one.
const whole = summary?.[1] === "ok";
const failed = whole ? 0 : Math.max(1, Number(summary?.[3] ?? 0));
console.log(`${summary?.[2] ?? 0} passed, ${failed} failed`);
Deno.exit(failed > 0 ? 1 : 0);
