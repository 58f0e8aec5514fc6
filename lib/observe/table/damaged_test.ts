import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { readTable } from "./read_table.ts";

const ROWS = Array.from({ length: 30 }, (_, row) => row);
const valueOf = (row: number) => (1 + row * 7 % 11 + 0.25).toFixed(2);

/** The column of the first series by its name. */
function columnOf(text: string, name: string): number[] {
  const { columns, values } = readTable(text, "m.csv")[0]!;
  return [...values].filter((_, i) => i % columns.length === columns.indexOf(name));
}

Deno.test("a number of seconds that was cut is no time, and costs its line alone", () => {
  const lines = ROWS.map((row) => `${1_700_000_000 + 60 * row},${valueOf(row)}`);
  const text = ["time,cpu", ...lines.slice(0, 10), "17000", `00600,${valueOf(10)}`, ...lines.slice(11)].join(
    "\n",
  );
  const [one] = readTable(text, "m.csv");
  strictEqual(one!.timesSeconds.length, 29);
  strictEqual(one!.timesSeconds[0], 1_700_000_000);
  ok(one!.notes!.some((note) => note.startsWith("2 lines left out")), one!.notes!.join("\n"));
});

Deno.test("names aren't moved to other columns where a delimiter of the header is lost and the time has its name", () => {
  const lines = ROWS.map((row) => `${1_700_000_000 + 60 * row},${valueOf(row)},${valueOf(row + 1)}`);
  const [one] = readTable(["time,web_cpudb_cpu", ...lines].join("\n"), "m.csv");
  deepStrictEqual(one!.columns, ["column 2", "column 3"]);
  ok(one!.notes!.includes("no header"));
});

Deno.test("a line that is left out doesn't tell the decimal sign, nor a damaged one the delimiter", () => {
  const number = (row: number) => `${10 + row}.${100 + row * 7}`;
  const lines = ROWS.map((row) => `${1_700_000_000 + 60 * row}\t${number(row)}\t${number(row + 1)}`);
  const joined = [...lines.slice(0, 4), `${lines[4]},${lines[5]}`, ...lines.slice(6)];
  deepStrictEqual(
    columnOf(["time\ta\tb", ...joined].join("\n"), "b"),
    ROWS.filter((row) => row !== 4 && row !== 5).map((row) => Number(number(row + 1))),
  );
  const bars = ROWS.map((row) => `${1_700_000_000 + 60 * row}|1,${100 + row}|2,${100 + row} %`);
  const doubled = [...bars.slice(0, 4), `1700000240|1,104|n/a1700000240|1,104|n/a`, ...bars.slice(5)];
  deepStrictEqual(readTable(["time|a|b", ...doubled].join("\n"), "m.csv", { decimal: "," })[0]!.columns, [
    "a",
    "b",
  ]);
});

Deno.test("a table that was appended to itself isn't one whose clocks were put back", () => {
  const lines = ROWS.map((row) => `${1_700_000_000 + 120 * row},${valueOf(row)}`);
  const [one] = readTable(["time,cpu", ...lines, ...lines].join("\n"), "m.csv");
  deepStrictEqual([...one!.timesSeconds], ROWS.flatMap((row) => [0, 0].map(() => 1_700_000_000 + 120 * row)));
  deepStrictEqual([...one!.values], ROWS.flatMap((row) => [0, 0].map(() => Number(valueOf(row)))));
});

Deno.test("a line that was written twice keeps no series from being told apart", () => {
  const lines = ROWS.slice(0, 12).flatMap((row) =>
    ["web", "db"].map((host) => `${1_700_000_000 + 60 * row},${host},${valueOf(row)}`)
  );
  const read = readTable(["time,host,cpu", ...lines, lines[5]].join("\n"), "m.csv");
  deepStrictEqual(read.map(({ labels }) => labels), [{ host: "web" }, { host: "db" }]);
});

Deno.test("a number of seconds that lost its first digit is no time; times that got one more in 2001 are", () => {
  const lines = ROWS.map((row) => `${1_727_182_000 + 60 * row},${valueOf(row)}`);
  const cut = ["time,cpu", ...lines.slice(0, 10), "1", lines[10]!.slice(1), ...lines.slice(11)].join("\n");
  strictEqual(readTable(cut, "m.csv")[0]!.timesSeconds.length, 29);
  const over = ROWS.map((row) => `${1_000_000_000 + 60 * (row - 15)},${valueOf(row)}`);
  strictEqual(readTable(["time,cpu", ...over].join("\n"), "m.csv")[0]!.timesSeconds.length, 30);
});
