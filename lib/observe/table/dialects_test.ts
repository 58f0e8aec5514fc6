import { ok, strictEqual } from "node:assert";
import { isWhole, wrongTable } from "../testing/drawn_tables.ts";

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
