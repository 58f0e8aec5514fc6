import { deepStrictEqual } from "node:assert";
import type { Indicator } from "../../model/mod.ts";
import { allIndicators, joined, rowsWhere, tableOfRows, withIndicators } from "./table.ts";

const CPU: Indicator = { service: "a", metric: "cpu", role: "cpu" };
const MEM: Indicator = { service: "a", metric: "mem", role: "memory" };

const table = tableOfRows([CPU, MEM], [
  { timeSeconds: 3, values: [30, 31] },
  { timeSeconds: 1, values: [10, 11] },
  { timeSeconds: 3, values: [33, NaN] },
]);

Deno.test("rows are put in order, and of a repeated time the later values that are there count", () => {
  deepStrictEqual([...table.timesSeconds], [1, 3]);
  deepStrictEqual(table.columns.map((column) => [...column]), [[10, 33], [11, 31]]);
});

Deno.test("rowsWhere() and joined() are each other's inverse", () => {
  const early = rowsWhere(table, (time) => time < 2);
  const late = rowsWhere(table, (time) => time >= 2);
  deepStrictEqual(early.timesSeconds.length, 1);
  deepStrictEqual(joined(late, early), table);
});

Deno.test("a column that one side lacks is NaN all along, in the order of the other", () => {
  const other = tableOfRows([MEM], [{ timeSeconds: 9, values: [1] }]);
  const indicators = allIndicators(other, table);
  deepStrictEqual(indicators, [MEM, CPU]);
  deepStrictEqual(withIndicators(other, indicators).columns.map((column) => [...column]), [[1], [NaN]]);
});
