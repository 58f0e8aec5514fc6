import { ok, strictEqual } from "node:assert";
import { isWhole, wrongTable } from "../testing/drawn_tables.ts";
import { TOOLS, toolVerdict } from "../testing/tool_tables.ts";

/** Tables that are written in a dialect drawn at random, damaged and read. */
const TABLES = 1500;

Deno.test(`${TABLES} tables in drawn dialects, damaged in a line, are read right or refused in one line`, () => {
  let whole = 0;
  for (let seed = 1; seed <= TABLES; seed++) {
    strictEqual(wrongTable(seed), undefined, `seed ${seed}: ${wrongTable(seed)}`);
    whole += Number(isWhole(seed) === true);
  }
  ok(whole > 0.09 * TABLES, String(whole));
});

Deno.test("tables of 100 tools and habits, most of them damaged in a line, are read right; what can't be told is asked in one line", () => {
  const right = new Set<string>();
  const count = 12 * TOOLS;
  let refused = 0;
  for (let seed = 0; seed < count; seed++) {
    const { writer, outcome, why } = toolVerdict(seed);
    ok(outcome !== "wrong", `seed ${seed}: ${writer}: ${why}`);
    if (outcome === "right") right.add(writer);
    else refused++;
  }
  // Numbers that have lost digits, and minutes that could be seconds, are never read.
  strictEqual(right.size, TOOLS - 2);
  ok(refused < 0.08 * count, String(refused));
});
