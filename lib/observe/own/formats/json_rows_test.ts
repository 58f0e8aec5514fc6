import { strictEqual } from "node:assert";
import { tableOfJson } from "./json_rows.ts";

const TABLE = "time,cpu,mem\n1709510400,20.5,7\n1709510460,21,\n";
const ROWS = [{ time: 1709510400, cpu: 20.5, mem: 7 }, { time: 1709510460, cpu: 21, mem: null }];

Deno.test("rows are a table as a list, one a document, or as the only list of a document", () => {
  for (const documents of [[ROWS], ROWS, [{ status: "ok", total: 2, rows: ROWS }]]) {
    strictEqual(tableOfJson(documents), TABLE);
  }
});

Deno.test("the columns of a row within a row are called by both, and cells are quoted where they have to be", () => {
  strictEqual(
    tableOfJson([[{ t: "Mar 4, 2024", host: { name: 'a "b"' }, cpu: { user: 1 } }]]),
    't,host.name,cpu.user\n"Mar 4, 2024","a ""b""",1\n',
  );
});

Deno.test("a data frame is a table with its index first, split or by columns", () => {
  const expected = "index,cpu,mem\n1709510400000,20.5,7\n1709510460000,21,\n";
  const index = [1709510400000, 1709510460000];
  strictEqual(
    tableOfJson([{ columns: ["cpu", "mem"], index, data: [[20.5, 7], [21, null]] }]),
    expected,
  );
  const byIndex = (values: readonly (number | null)[]) =>
    Object.fromEntries(index.map((key, i) => [key, values[i]]));
  strictEqual(tableOfJson([{ cpu: byIndex([20.5, 21]), mem: byIndex([7, null]) }]), expected);
});

Deno.test("what holds lists within rows, several lists, or no rows is no table", () => {
  const odd = [
    [[]],
    [{}],
    [5],
    [{ a: ROWS, b: ROWS }],
    [[{ spans: [1] }]],
    [ROWS[0], "text"],
    [{ cpu: { a: "b" } }],
  ];
  for (const documents of odd) strictEqual(tableOfJson(documents), undefined, JSON.stringify(documents));
});
