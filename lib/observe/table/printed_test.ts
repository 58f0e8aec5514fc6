import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { readTable } from "./read_table.ts";

const ROWS = Array.from({ length: 30 }, (_, row) => row);
const two = (number: number) => String(number).padStart(2, "0");
const valueOf = (row: number) => (1 + row * 7 % 11 + 0.25).toFixed(2);
const values = ROWS.map((row) => Number(valueOf(row)));
const MARCH = Date.UTC(2024, 2, 4) / 1000;
const TITLE = "Linux 5.4.0 (web-1) \t03/04/2024 \t_x86_64_\t(4 CPU)";

/** The column of a series by its name. */
function columnOf(text: string, name: string, series = 0): number[] {
  const { columns, values } = readTable(text, "m.txt")[series]!;
  const at = columns.indexOf(name);
  ok(at >= 0, columns.join());
  return [...values].filter((_, i) => i % columns.length === at);
}

Deno.test("sadf -d has its header in a comment; hosts and processors are series", () => {
  const row = (host: string, cpu: number, at: number) =>
    `${host};60;2024-03-04 08:${two(at)}:01 UTC;${cpu};${valueOf(at)};0.00;${90 - at}.00`;
  const header = "# hostname;interval;timestamp;CPU;%user;%nice;%idle";
  const text = [header, ...ROWS.map((at) => row("web-1", -1, at))].join("\n");
  const [one] = readTable(text, "m.csv");
  deepStrictEqual(one!.timesSeconds[1]! - MARCH, 8 * 3600 + 61);
  deepStrictEqual(columnOf(text, "%user"), values);
  const many = readTable(
    [header, ...ROWS.flatMap((at) => [row("web-1", -1, at), row("web-1", 0, at)])].join("\n"),
    "m.csv",
  );
  deepStrictEqual(many.map(({ labels }) => labels), [
    { hostname: "web-1", CPU: "-1" },
    { hostname: "web-1", CPU: "0" },
  ]);
});

Deno.test("sar's times get the date of its title and go on behind midnight", () => {
  const clock = (row: number) =>
    `${two(row + 45 < 60 ? 11 : 12)}:${two((row + 45) % 60)}:01 ${row + 45 < 60 ? "PM" : "AM"}`;
  const text = [
    TITLE,
    "",
    "11:44:01 PM     CPU     %user     %nice     %idle",
    ...ROWS.map((row) => `${clock(row)}     all      ${valueOf(row)}      0.00     ${90 - row}.00`),
    "Average:        all      5.20      0.00     90.00",
  ].join("\n");
  const [one, ...more] = readTable(text, "m.txt");
  strictEqual(more.length, 0);
  deepStrictEqual([...one!.timesSeconds], ROWS.map((row) => MARCH + 23 * 3600 + 45 * 60 + 1 + 60 * row));
  deepStrictEqual(columnOf(text, "%user"), values);
});

Deno.test("vmstat's columns have their names, with times and titles that repeat or without", () => {
  const title = "procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----";
  const header = " r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st";
  const row = (at: number) =>
    ` 1  0  0 ${800000 + at * 37 % 101} 102 204  0  0  ${5 + at % 3}  ${12 + at % 4}  ${100 + at % 7}  ${
      200 + at % 9
    }  ${5 + at % 4}  2 ${90 - at % 3}  1  0`;
  const plain = ROWS.flatMap((at) => at % 10 === 0 ? [title, header, row(at)] : [row(at)]).join("\n");
  deepStrictEqual(columnOf(plain, "idle"), ROWS.map((at) => 90 - at % 3));
  deepStrictEqual(columnOf(plain, "cs"), ROWS.map((at) => 200 + at % 9));
  strictEqual(readTable(plain, "m.txt")[0]!.timed, false);
  const timed = ROWS.flatMap((at) => {
    const line = `${row(at)} 2024-03-04 08:${two(at)}:00`;
    return at % 10 === 0 ? [`${title} -----timestamp-----`, `${header}                 UTC`, line] : [line];
  }).join("\n");
  deepStrictEqual(columnOf(timed, "free"), ROWS.map((at) => 800000 + at * 37 % 101));
  strictEqual(readTable(timed, "m.txt")[0]!.timesSeconds[1], MARCH + 8 * 3600 + 60);
});

Deno.test("iostat's reports are a table of processors and one of devices", () => {
  const report = (row: number, stamp: boolean) => [
    ...(stamp ? [`03/04/2024 10:${two(row)}:01 AM`] : []),
    "avg-cpu:  %user   %nice %system %iowait  %steal   %idle",
    `           ${valueOf(row)}    0.00    1.00    0.50    0.00   90.00`,
    "",
    "Device            r/s     w/s  %util",
    `sda              ${row % 5}.00    3.00  ${valueOf(row)}`,
    "",
  ];
  const timed = [TITLE, "", ...ROWS.flatMap((row) => report(row, true))].join("\n");
  const series = readTable(timed, "m.txt");
  deepStrictEqual(series.map(({ name }) => name), ["m:table 1", "m:table 2"]);
  deepStrictEqual([...series[1]!.timesSeconds], ROWS.map((row) => MARCH + 36_000 + 60 * row + 1));
  deepStrictEqual(columnOf(timed, "%user"), values);
  deepStrictEqual(columnOf(timed, "%util", 1), values);
  const plain = [TITLE, "", ...ROWS.flatMap((row) => report(row, false))].join("\n");
  deepStrictEqual(columnOf(plain, "%util", 1), values);
});

Deno.test("numbers that a decimal comma parted are joined, where that is certain, and it is told", () => {
  const cell = (row: number) => `${20 + row % 9},${two(row * 7 % 100)}`;
  const expected = ROWS.map((row) => Number(cell(row).replace(",", ".")));
  const date = (row: number) => `2024-03-04 08:${two(row)}`;
  for (
    const text of [
      ["time,temp", ...ROWS.map((row) => `${date(row)},${cell(row)}`)],
      ["time,temp,other", ...ROWS.map((row) => `${date(row)},${cell(row)},${cell(row + 3)}`)],
      ["epoch,temp", ...ROWS.map((row) => `${1_700_000_000 + 60 * row},${cell(row)}`)],
      ["temp", ...ROWS.map(cell)],
    ].map((lines) => lines.join("\n"))
  ) {
    deepStrictEqual(columnOf(text, "temp"), expected, text.slice(0, 60));
    ok(
      readTable(text, "m.csv")[0]!.notes!.some((note) =>
        note.includes("commas as decimal signs without quotes")
      ),
    );
  }
  // Two columns of whole numbers below a header for each stay two.
  const whole = ["time,a,b", ...ROWS.map((row) => `${date(row)},${20 + row % 9},${10 + row % 7}`)].join("\n");
  deepStrictEqual(columnOf(whole, "b"), ROWS.map((row) => 10 + row % 7));
});

Deno.test("columns of numbers that would tell series apart are named where times repeat", () => {
  const lines = ROWS.flatMap((row) =>
    [3, 8].map((group) => `2024-03-04 08:${two(row)},${group},${valueOf(row + group)}`)
  );
  const [one] = readTable(["time,group,cpu", ...lines].join("\n"), "m.csv");
  ok(
    one!.notes!.includes("times repeat, as of several series: --by group would tell them apart"),
    one!.notes!.join("\n"),
  );
  const hosts = readTable(["time,host,cpu", ...lines].join("\n"), "m.csv");
  deepStrictEqual(hosts.map(({ labels }) => labels), [{ host: "3" }, { host: "8" }]);
});

Deno.test("a column that falls again and again isn't one of times, though it often counts", () => {
  const text = ["a,b", ...ROWS.map((row) => `${200 + row % 9},${valueOf(row)}`)].join("\n");
  deepStrictEqual(columnOf(text, "a"), ROWS.map((row) => 200 + row % 9));
});
