import { deepStrictEqual, throws } from "node:assert";
import { parse } from "@std/csv";
import { createStream } from "../../random/mod.ts";
import { csvRows, readCsv, requireColumn } from "./csv.ts";

const cellsOf = (text: string) => [...csvRows(text, "x.csv")].map(({ cells }) => cells);

Deno.test("1,000 random texts of commas, quotes and line ends are split as @std/csv splits them, or refused by both", () => {
  const stream = createStream(1, "csv");
  let read = 0;
  for (let i = 0; i < 1000; i++) {
    const pieces = ["a", ",", '"x,y"', '"p\nq"', '""""', "\n", "\r\n", "7", '""'];
    const text = Array.from({ length: 1 + stream.integer(12) }, () => stream.pick(pieces)).join("");
    let ours: readonly (readonly string[])[] | undefined;
    let theirs: string[][] | undefined;
    try {
      ours = cellsOf(text);
    } catch { /* refused */ }
    try {
      theirs = parse(text);
    } catch { /* refused */ }
    // A stray quote inside a plain cell is text to one and a mistake to the other.
    if (ours === undefined || theirs === undefined) continue;
    read++;
    deepStrictEqual(ours, theirs, JSON.stringify(text));
  }
  deepStrictEqual(read > 300, true, String(read));
});

Deno.test("lines are counted through cells that hold line ends", () => {
  const rows = [...csvRows('a\n"b\nc"\n\nd\n', "x.csv")];
  deepStrictEqual(rows.map(({ line, cells }) => [line, cells[0]]), [[1, "a"], [2, "b\nc"], [5, "d"]]);
});

Deno.test("a mistake is named with file, line, what was expected and what was found", () => {
  const rowsOf = (text: string) => [...readCsv(text, "m.csv").rows];
  throws(() => rowsOf(""), {
    name: "UsageError",
    message: /^m\.csv: expected a header and rows, found an empty file$/,
  });
  throws(() => rowsOf("a,b\n1,2\n3\n"), { message: "m.csv:3: expected 2 cells, found 1" });
  throws(() => rowsOf('a,b\n1,"2\n'), { message: 'm.csv:2: expected a closing quote, found "\\"2\\n"' });
  throws(() => rowsOf('a,b\n"1"x,2\n'), { message: /^m\.csv:2: expected a comma behind a quoted cell/ });
  throws(() => rowsOf("a,b\n1,\0\n"), { message: "m.csv:2: expected text, found a NUL byte" });
  throws(() => requireColumn(readCsv("TraceId,b\n", "m.csv"), "TraceID"), {
    message: 'm.csv:1: expected the column "TraceID" (the nearest is "TraceId"), found "TraceId,b"',
  });
});

Deno.test("a byte order mark is no part of the first column's name", () => {
  deepStrictEqual(readCsv("\uFEFFtime,b\r\n1,2\r\n", "x.csv").header, ["time", "b"]);
});
