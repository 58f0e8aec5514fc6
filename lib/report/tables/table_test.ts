import { deepStrictEqual, doesNotMatch, match, ok, strictEqual } from "node:assert";
import { DISPLAY, type MimeBundle } from "../../model/shown/displayable.ts";
import { UsageError } from "../../model/mod.ts";
import { createTable, type Table, table } from "./table.ts";
import { throws } from "node:assert";

function bundleOf(table: Table): MimeBundle {
  return (table as unknown as { readonly [DISPLAY]: () => MimeBundle })[DISPLAY]();
}

const RECORDS = [
  { service: "api", p95: 81.5, estimate: { value: 24.31, low: 20, high: 28.6 }, right: true },
  { service: "db", p95: 1760, estimate: { value: 0.5, low: NaN, high: NaN }, right: null },
];

Deno.test("table() has a column for each member, numbers right-aligned and texts left-aligned", () => {
  strictEqual(
    String(table(RECORDS)),
    [
      "service   p95              estimate  right",
      "-------  ----  --------------------  -----",
      "api        82  24.31 [20.00, 28.60]  yes",
      "db       1760                  0.50",
    ].join("\n"),
  );
});

Deno.test("table() shows the columns that were asked for, under their headings, with a caption", () => {
  const { header, rows } = table(RECORDS, { columns: { p95: "p95 (ms)", service: "of" } });
  deepStrictEqual([header, rows], [["p95 (ms)", "of"], [["82", "api"], ["1760", "db"]]]);
  deepStrictEqual(table(RECORDS, { columns: ["right"] }).header, ["right"]);
  match(String(table(RECORDS, { caption: "Two services" })), /^Two services:\nservice/);
});

Deno.test("table() never rounds before the decimal point and never a small number to nothing", () => {
  const cells = (values: number[], digits?: number) =>
    table(values.map((value) => ({ value })), { ...(digits && { digits }) }).rows.flat();
  deepStrictEqual(cells([123456.7, 2.34]), ["123457", "2.3"]);
  deepStrictEqual(cells([123456, 2]), ["123456", "2"]);
  deepStrictEqual(cells([0.99961, 0.5]), ["0.9996", "0.5000"]);
  deepStrictEqual(cells([0.99961, 0.5], 2), ["1.00", "0.50"]);
  deepStrictEqual(cells([1000.5, 0.000012]), ["1001", "0.000012"]);
  deepStrictEqual(cells([NaN, Infinity, -Infinity]), ["-", "∞", "-∞"]);
});

Deno.test("table() says how many rows it leaves out, and that there are none", () => {
  const many = Array.from({ length: 12 }, (_, i) => ({ i }));
  const few = table(many, { maxRows: 10 });
  strictEqual(few.rows.length, 10);
  match(String(few), /2 more rows$/);
  match(String(bundleOf(few)["text/html"]), /<p>2 more rows<\/p>/);
  strictEqual(String(table([])), "no rows");
});

Deno.test("table() of one record is a row for each member, without functions", () => {
  deepStrictEqual(table({ seed: 7, run: () => 1, seeds: [1, 2] }).rows, [["seed", "7"], ["seeds", "1, 2"]]);
});

Deno.test("table() refuses what is no record, an unknown column and numbers out of range", () => {
  for (const wrong of [7, "text", null, [1, 2], new Float64Array(2)]) {
    throws(() => table(wrong as never), UsageError, String(wrong));
  }
  throws(() => table(RECORDS, { columns: ["servce"] }), /did you mean "service"/);
  throws(() => table(RECORDS, { digits: 0 }), UsageError);
  throws(() => table(RECORDS, { maxRow: 3 } as never), /did you mean "maxRows"/);
});

Deno.test("a table prints itself as text, and notebooks get HTML with the same text beside it", () => {
  const found = table(RECORDS);
  strictEqual(Deno.inspect(found), String(found));
  const bundle = bundleOf(found);
  strictEqual(bundle["text/plain"], String(found));
  match(
    String(bundle["text/html"]),
    /<td style="text-align: right">24\.31&nbsp;\[20\.00,&nbsp;28\.60\]<\/td>/,
  );
  match(String(bundle["text/html"]), /<td style="text-align: left">api<\/td>/);
});

Deno.test("the HTML of a table holds text as text, whatever stands in it", () => {
  const html = String(
    bundleOf(table([{ "<b>": '<img src=x onerror="alert(1)">' }], { caption: "a & b" }))["text/html"],
  );
  doesNotMatch(html, /<img|<b>/);
  match(html, /&lt;img src=x onerror=&quot;alert\(1\)&quot;&gt;/);
  match(html, /<caption>a &amp; b<\/caption>/);
});

Deno.test("a column is of numbers if each cell is one or empty", () => {
  const right = (cells: string[]) =>
    String(bundleOf(createTable({ header: ["a"], rows: cells.map((cell) => [cell]) }))["text/html"])
      .includes('<td style="text-align: right">');
  for (const cells of [["12", "-", ""], ["-0.4 [-0.5, -0.3]"], ["< .001", ".5"], ["98.5 %"], ["+3"], ["∞"]]) {
    ok(right(cells), String(cells));
  }
  for (const cells of [["12", "a"], ["-"], [""], ["- none"]]) ok(!right(cells), String(cells));
});

Deno.test("a header that the glossary explains says so when it is pointed at, whatever its case, and others don't", () => {
  const html = String(
    bundleOf(createTable({ header: ["ECE", "minus full", "my own"], rows: [["1", "2", "3"]] }))["text/html"],
  );
  match(
    html,
    /<th scope="col" tabindex="0" title="[^"]*calibration[^"]*" style="text-align: right">ECE<\/th>/i,
  );
  match(html, /title="[^"]+" style="text-align: right">minus full<\/th>/);
  match(html, /tabindex="0" style="text-align: right">my own<\/th>/);
});
