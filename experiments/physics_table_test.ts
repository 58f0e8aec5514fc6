import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert";
import { physicsTable } from "./physics_table.ts";
import { ROWS } from "./physics_table/rows.ts";
import { simulateRow, stepRow } from "./physics_table/run_row.ts";
import { printed } from "./testing/printed.ts";

Deno.test("physics shows its help, and refuses a mechanism that it doesn't have with the nearest name", async () => {
  match(await printed(() => physicsTable(["--help"])), /deno task physics --rows pool-of-one/);
  throws(() => physicsTable(["--rows", "lod"]), /Cannot find the row "lod": did you mean "load"/);
  throws(() => physicsTable(["--runs", "1"]), /--runs needs a whole number from 2/);
});

Deno.test("physics prints a row for each figure, or the same as CSV", async () => {
  const args = ["--rows", "breaker", "--runs", "2"];
  match(await printed(() => physicsTable(args)), /breaker open +p95 .*\n.*breaker open +errors /);
  const [header, ...lines] = (await printed(() => physicsTable([...args, "--csv"]))).trim().split(/\r?\n/);
  strictEqual(
    header,
    "mechanism,row,measure,step,requests,standardError,stepError,independent,independentError,requestsError",
  );
  strictEqual(lines.length, 2);
});

Deno.test("no two rows of the physics table have the same label, by which their streams are drawn", () => {
  const labels = ROWS.map(({ mechanism, label }) => `${mechanism} ${label}`);
  deepStrictEqual(labels.filter((label, i) => labels.indexOf(label) < i), []);
});

Deno.test("of bounded threads and of a slow replica the step model says within 15 % what the independent simulation does", () => {
  const rows = ROWS.filter(({ mechanism, label }) =>
    mechanism === "grey-replica" || (mechanism === "threads" && !label.startsWith("24"))
  );
  const figures = rows.flatMap((row) => {
    const step = stepRow(row)!;
    return Object.entries(row.independent).map(([measure, figure]) => {
      const error = step[measure]! / figure![0] - 1;
      ok(Math.abs(error) < 0.15, `${row.label}, ${measure}: ${step[measure]} for ${figure![0]}`);
      return measure;
    });
  });
  deepStrictEqual(figures, ["errors", "errors", "rejected", "late", "cpu", "p95"]);
});

Deno.test("each row of the physics table has the figures that it is compared by, in both models", () => {
  for (const row of ROWS) {
    const short = { ...row, seconds: Math.min(row.seconds, 75) };
    const measures = Object.keys(row.independent).sort();
    const found = simulateRow(short, 1);
    deepStrictEqual(measures.filter((measure) => !(measure in found)), [], row.label);
    const step = stepRow(row);
    if (step) deepStrictEqual(measures.filter((measure) => !(step[measure]! >= 0)), [], row.label);
  }
});

Deno.test("the step model has every row but losses that are given up, and stops of another length than its own", () => {
  const missing = new Set(ROWS.filter((row) => stepRow(row) === undefined).map(({ mechanism }) => mechanism));
  deepStrictEqual([...missing], ["packet-loss", "garbage-collection"]);
});
