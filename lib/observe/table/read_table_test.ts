import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { filesInMemory } from "../reading/files.ts";
import { seriesIn } from "../series/open.ts";
import { readTable } from "./read_table.ts";
import { madeUpTable } from "../testing/made_up_series.ts";

const one = (...args: Parameters<typeof readTable>) => {
  const [series, ...more] = readTable(...args);
  strictEqual(more.length, 0);
  return series!;
};

const refused = (text: string, message: RegExp | string, options = {}) =>
  throws(() => readTable(text, "m.csv", options), { name: "UsageError", message });

Deno.test("a wide table is read without a word: times, metrics, label and warm-up are found", () => {
  const { name, columns, timesSeconds, values, windows, warmupRows } = one(madeUpTable(), "web/1.csv");
  strictEqual(name, "web/1");
  deepStrictEqual(columns, ["cpu", "latency_ms"]);
  deepStrictEqual([...timesSeconds.subarray(0, 3)], [1709251200, 1709251260, 1709251320]);
  deepStrictEqual([...values.subarray(6, 12)], [23, 0.75, NaN, 1, 21, 1.25]);
  ok(Number.isNaN(values[15]), "NaN is missing");
  deepStrictEqual([windows, warmupRows], [[[16, 19]], 3]);
});

Deno.test("columns, order and warm-up can be told", () => {
  const { columns, windows, warmupRows, timesSeconds } = one(madeUpTable(), "m.csv", {
    time: null,
    values: ["is_anomaly", "cpu"],
    label: null,
    warmupRows: 7,
  });
  deepStrictEqual(columns, ["is_anomaly", "cpu"]);
  deepStrictEqual([windows, warmupRows, timesSeconds[19]], [[], 7, 19]);
  refused(madeUpTable(), /Cannot find the column "cpus": did you mean "cpu"\?/, { values: ["cpus"] });
  refused(madeUpTable(), /needs a whole number of 1 to 20 rows, which "m\.csv" has, found 21/, {
    warmupRows: 21,
  });
  refused(madeUpTable(), /"cpu" can't be a value and the time or label at once/, {
    time: "cpu",
    values: ["cpu"],
  });
});

Deno.test("numeric times are seconds, milliseconds or nanoseconds since 1970 by their size, or row numbers", () => {
  const times = (rows: string) => [...one(`t,value\n${rows}`, "m.csv").timesSeconds];
  deepStrictEqual(times("1700000000,1\n1700000060,1\n"), [1_700_000_000, 1_700_000_060]);
  deepStrictEqual(times("1700000000500,1\n1700000060000,1\n"), [1_700_000_000.5, 1_700_000_060]);
  deepStrictEqual(times("1700000000000000000,1\n1700000060000000000,1\n"), [1_700_000_000, 1_700_000_060]);
  deepStrictEqual(times("0,1\n1,1\n2,1\n"), [0, 1, 2]);
});

Deno.test("a time column is known by its name, by ISO text, by seconds since 1970 or by counting the rows; else rows are counted", () => {
  const columns = (text: string) => one(text, "m.csv").columns;
  deepStrictEqual(columns(",value\n0,5\n1,7\n2,5\n"), ["value"]);
  deepStrictEqual(columns("when,value\n2024-01-01,5\n2024-01-02,7\n"), ["value"]);
  deepStrictEqual(columns("x,value\n1700000000,5\n1700000300,7\n"), ["value"]);
  const bare = one("Data,Label\n3.5,0\n9,1\n1,0\n", "m.csv");
  deepStrictEqual([bare.columns, [...bare.timesSeconds], bare.windows], [["Data"], [0, 1, 2], [[1, 1]]]);
});

/** Sixty rows every five minutes from 2024-03-04 08:00 UTC: flat, but for a spike in rows 45 and 46. */
const START = Date.UTC(2024, 2, 4, 8) / 1000;
const secondsOf = (row: number) => START + 300 * row;
const valueOf = (row: number) => row === 45 || row === 46 ? 97.5 : 38.5 + row % 3;

/** A table of them, with cells as a tool would write them. */
function table(header: string, line: (row: number, iso: string) => string): string {
  const rows = Array.from(
    { length: 60 },
    (_, row) => line(row, new Date(1000 * secondsOf(row)).toISOString()),
  );
  return [...header === "" ? [] : [header], ...rows].join("\n") + "\n";
}

/** Asserts that a table is read as the sixty rows; returns its notes. */
function readAsBase(text: string, options = {}): string {
  const { timesSeconds, values, columns, notes } = one(text, "m.csv", options);
  deepStrictEqual([...timesSeconds], Array.from({ length: 60 }, (_, row) => secondsOf(row)));
  const width = columns.length;
  deepStrictEqual(
    [...values].filter((_, i) => i % width === 0),
    Array.from({ length: 60 }, (_, row) => valueOf(row)),
  );
  return notes!.join("\n");
}

const pad = (number: number) => String(number).padStart(2, "0");
const TIME_TEXTS: Readonly<Record<string, (date: Date) => string>> = {
  "ISO": (date) => date.toISOString(),
  "an offset of hours": (date) =>
    `${new Date(+date + 7.2e6).toISOString().slice(0, 19).replace("T", " ")}+02`,
  "hours of one digit": (date) => `2024-03-04 ${date.getUTCHours()}:${pad(date.getUTCMinutes())}`,
  "slashes": (date) => date.toISOString().slice(0, 19).replace("T", " ").replaceAll("-", "/"),
  "points": (date) => `04.03.2024 ${date.toISOString().slice(11, 16)}`,
  "Kibana": (date) => `"Mar 4, 2024 @ ${date.toISOString().slice(11, 23)}"`,
  "HTTP": (date) => `"${date.toUTCString()}"`,
  "a web server": (date) => `04/Mar/2024:${date.toISOString().slice(11, 19)} +0000`,
  "date(1)": (date) => `Mon Mar  4 ${date.toISOString().slice(11, 19)} UTC 2024`,
  "Go": (date) => `${date.toISOString().slice(0, 19).replace("T", " ")} +0000 UTC`,
  "a digit after another": (date) => date.toISOString().replace(/[-:]|\.000/g, ""),
  "half a day": (date) => {
    const hour = date.getUTCHours();
    return `"4 March 2024 ${hour % 12 || 12}:${pad(date.getUTCMinutes())} ${hour < 12 ? "AM" : "PM"}"`;
  },
  "Unix seconds": (date) => String(+date / 1000),
  "Unix milliseconds": (date) => String(+date),
  "Unix microseconds": (date) => `${+date}000`,
  "Unix nanoseconds": (date) => `${+date}000000`,
  "an exponent": (date) => `${(+date / 1e12).toFixed(10)}e9`,
};

for (const [name, text] of Object.entries(TIME_TEXTS)) {
  Deno.test(`times as of ${name} are read`, () => {
    readAsBase(table("time,cpu", (row) => `${text(new Date(1000 * secondsOf(row)))},${valueOf(row)}`));
  });
}

Deno.test("day and month that could change places are asked for, told apart by a day above 12, and can be told", () => {
  const us = (row: number) => `03/04/2024 ${new Date(1000 * secondsOf(row)).toISOString().slice(11, 16)}`;
  const text = table("Time,cpu", (row) => `${us(row)},${valueOf(row)}`);
  refused(
    text,
    /m\.csv: the times in the column "Time" could have the day or the month first, found "03\/04\/2024 08:00"/,
  );
  readAsBase(text, { timeFormat: "month-first" });
  const april = one(text, "m.csv", { timeFormat: "day-first" });
  strictEqual(april.timesSeconds[0], Date.UTC(2024, 3, 3, 8) / 1000);
  const days = Array.from({ length: 2000 }, (_, day) => {
    const date = new Date(Date.UTC(2024, 0, 1 + Math.floor(day / 150)));
    return `${pad(date.getUTCMonth() + 1)}/${pad(date.getUTCDate())}/2024 00:00,${day % 7}`;
  });
  strictEqual(one(`t,v\n${days.join("\n")}`, "m.csv").timesSeconds[1999], Date.UTC(2024, 0, 14) / 1000);
});

Deno.test("a name outranks what counts or stands still: an index, an id, InfluxDB's bounds, other times", () => {
  ok(
    readAsBase(table(",timestamp,value", (row, iso) => `${row},${iso},${valueOf(row)}`)).includes("column 1"),
  );
  readAsBase(table("id,clock,value", (row) => `${row + 7},${secondsOf(row)},${valueOf(row)}`));
  const influx = table(
    ",result,table,_start,_stop,_time,_value,_field,_measurement",
    (row, iso) => `,,0,2024-03-04T08:00:00Z,2024-03-04T12:55:00Z,${iso},${valueOf(row)},usage,cpu`,
  );
  readAsBase(influx);
  readAsBase(`#group,false,false\n#datatype,string,long\n${influx}`);
  readAsBase(
    table("created_at,time,value", (row, iso) => `${iso.replace("2024", "2023")},${iso},${valueOf(row)}`),
  );
  const repeated = one(
    table("clock,value", (row) => `${secondsOf(row === 20 ? 19 : row)},${valueOf(row)}`),
    "m.csv",
  );
  deepStrictEqual([repeated.columns, repeated.timesSeconds[20]], [["value"], secondsOf(19)]);
  ok(repeated.notes!.includes("1 row has the time of the row before"));
});

Deno.test("a column called like times that can't be read is an error, a metric called so is none", () => {
  refused(
    table("time,cpu", (row) => `${row % 7} o'clock,${valueOf(row)}`),
    /m\.csv: the times in the column "time" can't be read, found "0 o'clock"/,
  );
  refused(
    table("time,cpu", (row) => `08:${pad(row)},${valueOf(row)}`),
    /the column "time" can't be read, found "08:00"/,
  );
  const { columns } = one(table("time,response_time_ms", (row, iso) => `${iso},${valueOf(row)}`), "m.csv");
  deepStrictEqual(columns, ["response_time_ms"]);
});

Deno.test("date and time of day may be two columns", () => {
  readAsBase(
    table("date,time,cpu", (row, iso) => `${iso.slice(0, 10)},${iso.slice(11, 19)},${valueOf(row)}`),
  );
});

Deno.test("delimiters, decimal signs, groups of digits, units and quotes are found", () => {
  const comma = (row: number) => String(valueOf(row)).replace(".", ",");
  readAsBase(table("Time;cpu;x", (row, iso) => `${iso};${comma(row)};5`));
  readAsBase(table("Time\tcpu", (row, iso) => `${iso}\t${valueOf(row)}`));
  readAsBase(`sep=|\n${table("Time|cpu", (row, iso) => `${iso}|"${valueOf(row)}"`)}`);
  readAsBase(table("Time,cpu", (row, iso) => `"${iso}","${comma(row)}"`));
  ok(readAsBase(table("Time,cpu", (row, iso) => `${iso},${valueOf(row)} %`)).includes("cpu (%)"));
  const seconds = table(
    "Time,latency",
    (row, iso) => `${iso},${row % 2 ? `${valueOf(row)} ms` : `${valueOf(row) / 1000} s`}`,
  );
  const { values, notes } = one(seconds, "m.csv");
  ok(
    values.every((value, row) => Math.abs(value - valueOf(row)) < 1e-9) &&
      notes!.join().includes("latency (ms)"),
  );
  const many = one(
    table("Time,n", (row, iso) => `${iso},"${(1000 * valueOf(row)).toLocaleString("en-US")}"`),
    "m.csv",
  );
  deepStrictEqual([...many.values.subarray(0, 3)], [38_500, 39_500, 40_500]);
  const short = one(table("Time,n", (row, iso) => `${iso},${row % 2 ? "900" : "1.2 K"}`), "m.csv");
  deepStrictEqual([...short.values.subarray(0, 3)], [1200, 900, 1200]);
});

Deno.test("a comma that could part thousands or decimals is asked for", () => {
  const text = table("Time;n", (_, iso) => `${iso};1,234`);
  refused(
    text,
    /m\.csv: the digits in the column "n" could be parted by thousands or decimals, found "1,234": say --decimal/,
  );
  strictEqual(one(text, "m.csv", { decimal: "," }).values[0], 1.234);
  strictEqual(one(text, "m.csv", { decimal: "." }).values[0], 1234);
});

Deno.test("marks of gaps are gaps, and no number is made of anything else", () => {
  const marks = ["", "-", "#N/A", "\\N", "nil", "?", "undefined", "NaN", "null", "n/a", "Infinity"];
  const text = table("Time,cpu", (row, iso) => `${iso},${row < marks.length ? marks[row] : valueOf(row)}`);
  const { values, notes } = one(text, "m.csv");
  strictEqual(values.filter(Number.isNaN).length, marks.length);
  ok(notes!.includes(`${marks.length} gaps in cpu`));
  const odd = table(
    "Time,cpu",
    (row, iso) => `${iso},${row === 3 ? "0x10" : row === 4 ? "fast" : valueOf(row)}`,
  );
  const read = one(odd, "m.csv");
  ok(Number.isNaN(read.values[3]) && Number.isNaN(read.values[4]));
  ok(read.notes!.includes('2 cells of cpu taken as gaps: line 5 has "0x10"'));
  refused(odd, 'm.csv:5: expected a number in the column "cpu", found "0x10"', { strict: true });
});

Deno.test("labels are known by name and content, and never watched", () => {
  const labelled = table(
    "timestamp_millis,kpi,kpi_label,changepoint",
    (row) => `${1000 * secondsOf(row)},${valueOf(row)},${Number(row > 50)},0`,
  );
  const { columns, windows } = one(labelled, "m.csv");
  deepStrictEqual([columns, windows], [["kpi"], [[51, 59]]]);
  const counted = one(table("time,cpu,anomaly", (row, iso) => `${iso},1,${row}.5`), "m.csv");
  deepStrictEqual(counted.columns, ["cpu", "anomaly"]);
});

Deno.test("a label may have any of the usual names", () => {
  const rows = (i: number) => `${40 + i % 5},${Number(i === 7)}`;
  const names =
    "label labels label_1 anomaly is_anomaly isAnomaly anomaly_flag Normal/Attack incident is_incident fault failure outage gt ground_truth";
  for (const name of names.split(" ")) {
    const { columns, windows, labelColumn } = one(table(`cpu,${name}`, rows), "m.csv");
    deepStrictEqual([columns, windows, labelColumn], [["cpu"], [[7, 7]], name], name);
  }
  for (const name of ["failures", "cart_failure", "up", "target", "incident_minutes"]) {
    const { columns, labelColumn } = one(table(`cpu,${name}`, rows), "m.csv");
    deepStrictEqual([columns, labelColumn], [["cpu", name], undefined], name);
  }
});

Deno.test("a column with a label's name that counts further down is a value", () => {
  const rows = Array.from(
    { length: 1500 },
    (_, i) => `${40 + i % 5},${i === 1490 ? 3 : Number(i % 90 === 7)}`,
  );
  deepStrictEqual(one(`cpu,incident\n${rows.join("\n")}\n`, "m.csv").columns, ["cpu", "incident"]);
});

Deno.test("a label is watched where there is nothing else to watch", () => {
  const { columns, windows, labelColumn } = one(table("label", (i) => `${Number(i === 7)}`), "m.csv");
  deepStrictEqual([columns, windows, labelColumn], [["label"], [], undefined]);
});

Deno.test("several hosts in a file are several series; told columns part them, too", () => {
  const text = table(
    "time,host,region,value",
    (row, iso) => `${iso},web-1,eu,${valueOf(row)}\n${iso},db-1,eu,7`,
  );
  const read = readTable(text, "m.csv");
  deepStrictEqual(read.map(({ name }) => name), ["m:host=web-1", "m:host=db-1"]);
  strictEqual(read[0]!.values[45], 97.5);
  strictEqual(readTable(text, "m.csv", { by: ["region"] }).length, 1);
  strictEqual(readTable(text, "m.csv", { by: [] }).length, 1);
  const byTwo = table(
    "time,host,metric,value",
    (row, iso) =>
      ["a", "b"].flatMap((host) => ["cpu", "memory"].map((metric) => `${iso},${host},${metric},${row}`)).join(
        "\n",
      ),
  );
  strictEqual(readTable(byTwo, "m.csv").length, 4);
  const messages = table(
    "time,message,value",
    (row, iso) => `${iso.slice(0, 14)}00:00Z,message ${row},${valueOf(row)}`,
  );
  strictEqual(readTable(messages, "m.csv").length, 1, "a column of messages parts nothing");
});

Deno.test("a table without a header keeps its first row", () => {
  ok(readAsBase(table("", (row, iso) => `${iso},${valueOf(row)}`)).includes("no header"));
  ok(readAsBase(table("", (row, iso) => `${iso},${valueOf(row)},web-1`)).includes("no header"));
  const bare = one(table("", (row) => `${valueOf(row)},0.000,0.255,0.000`), "m.csv");
  deepStrictEqual([bare.timesSeconds.length, bare.columns.length, bare.timed], [60, 4, false]);
  const numbered = one(table(",0,1", (row, iso) => `${iso},${valueOf(row)},5`), "m.csv");
  deepStrictEqual([numbered.columns, numbered.timesSeconds[0]], [["0", "1"], START]);
});

Deno.test("rows are put in the order of time, with a note; an hour that comes twice keeps its order", () => {
  const lines = table("time,cpu", (row, iso) => `${iso},${valueOf(row)}`).trim().split("\n");
  const [header, ...rows] = lines;
  ok(readAsBase([header, ...rows.toReversed()].join("\n")).includes("the newest row comes first"));
  ok(readAsBase([header, ...rows.slice(30), ...rows.slice(0, 30)].join("\n")).includes("sorted"));
  refused([header, ...rows.toReversed()].join("\n"), /never fall/, { strict: true });
  const twice = table(
    "time,cpu",
    (row, iso) =>
      row < 36
        ? `${iso},${valueOf(row)}`
        : `${new Date(1000 * secondsOf(row - 12)).toISOString()},${valueOf(row)}`,
  );
  const { values, notes, timesSeconds } = one(twice, "m.csv");
  strictEqual(values[45], 97.5);
  ok(notes!.some((note) => note.startsWith("one hour comes twice")));
  ok(timesSeconds.every((time, i) => i === 0 || time >= timesSeconds[i - 1]!));
});

Deno.test("a bad line loses itself alone, is counted, and is refused where that is asked for", () => {
  const lines = table("time,cpu", (row, iso) => `${iso},${valueOf(row)}`).trim().split("\n");
  const bad = [
    ...lines.slice(0, 10),
    "2024-03-04T08:43:00Z",
    '"2024,1',
    "total,12",
    ...lines.slice(10),
    "2024-03-04T13",
  ];
  const notes = readAsBase(bad.join("\n"));
  ok(notes.includes("3 lines left out: line 11 has 1 cell instead of 2"), notes);
  ok(notes.includes("the last line is cut"), notes);
  refused(bad.join("\n"), "m.csv:11: the line has 1 cell instead of 2", { strict: true });
  refused(
    ["time,cpu", ...Array(50).fill("x"), lines[1]].join("\n"),
    /found 1 of 51: line 2 has 1 cell instead of 2/,
  );
});

Deno.test("a metric that begins late is watched; an empty column isn't", () => {
  const rows = Array.from(
    { length: 3000 },
    (_, row) => `${START + 60 * row},${row % 5},${row < 2000 ? "" : row % 7},`,
  );
  const { columns, notes } = one(`time,a,late,never\n${rows.join("\n")}`, "m.csv");
  deepStrictEqual(columns, ["a", "late"]);
  ok(notes!.includes("left out: never is empty"));
});

Deno.test("names that hold commas can be asked for in a list", () => {
  const name = 'load{instance="a", job="node"}';
  const text = table(`time,"${name.replaceAll('"', '""')}",b`, (row, iso) => `${iso},${valueOf(row)},5`);
  deepStrictEqual(one(text, "m.csv", { values: `${name},b` }).columns, [name, "b"]);
  refused(text, /the column "b" twice/, { values: "b,b" });
});

Deno.test("what can't be a table is refused in one line", () => {
  refused("", "m.csv: expected a header and rows, found an empty file");
  refused("time,cpu\n", "m.csv: expected rows below the header, found none");
  refused(
    "time,host\n2024-01-01,a\n2024-01-02,b\n",
    'm.csv: expected a column of numbers, found "time", "host"',
  );
  refused(
    "time,cpu,label\n2024-01-01,1,0\n2024-01-02,1,odd\n",
    'm.csv:3: expected 0 or 1 in the column "label", found "odd"',
    {
      label: "label",
    },
  );
  refused("time,host\n1,a\n2,b\n", 'm.csv:2: expected numbers in the column "host", found "a"', {
    values: ["host"],
  });
  refused("time,cpu,cpu\n1,1,2\n2,1,2\n", 'm.csv:1: expected names that differ, found "cpu" twice', {
    strict: true,
  });
  refused("time,cpu\n1,1\n", /options\.colour is not known/, { colour: "red" });
});

Deno.test("tables that are printed with blanks, and titles above a table, are read", () => {
  readAsBase(
    table("", (row, iso) => `${iso.slice(0, 10)} ${iso.slice(11, 19)}   ${valueOf(row)}  ${row % 3}`),
  );
  readAsBase(
    `Load of web-1\n${
      table("date time cpu n", (row, iso) => `${iso.slice(0, 10)} ${iso.slice(11, 19)}   ${valueOf(row)}  0`)
    }`,
  );
  readAsBase(`Report of March\n\n${table("time,cpu,n", (row, iso) => `${iso},${valueOf(row)},0`)}`);
  readAsBase(`Report;;;\n${table("time;cpu;n;m", (row, iso) => `${iso};${valueOf(row)};0;0`)}`);
  readAsBase(table("time,cpu", (row, iso) => `${iso},${valueOf(row)},`));
});

Deno.test("groups of digits behind points are asked for beside whole numbers, and follow other columns' commas", () => {
  const german = (row: number) => row % 2 === 0 ? "986" : "1.002";
  const alone = table("Zeit;Anfragen", (row, iso) => `${iso};${german(row)}`);
  refused(
    alone,
    /the digits in the column "Anfragen" could be parted by thousands or decimals, found "1\.002"/,
  );
  strictEqual(one(alone, "m.csv", { decimal: "," }).values[1], 1002);
  const beside = one(table("Zeit;Anfragen;Last", (row, iso) => `${iso};${german(row)};0,5`), "m.csv");
  deepStrictEqual([...beside.values.subarray(0, 4)], [986, 0.5, 1002, 0.5]);
  strictEqual(one(table("t;v", (_, iso) => `${iso};1.234`), "m.csv").values[0], 1.234);
});

Deno.test("truth values are 1 and 0; a split for training is no metric", () => {
  const up = one(table("time,up,trainval", (row, iso) => `${iso},${row !== 45},1`), "m.csv");
  deepStrictEqual([up.columns, up.values[44], up.values[45]], [["up"], 1, 0]);
});

Deno.test("days of a spreadsheet are times, in whichever decimals; halves of a day or seconds are not taken for them", () => {
  const start = Date.UTC(2024, 2, 4) / 1000;
  const minutes = Float64Array.from({ length: 60 }, (_, row) => start + 300 * row);
  const point = (row: number) => (45355 + row / 288).toFixed(6);
  for (
    const text of [
      table("time,cpu", (row) => `${45355 + row / 288},5`),
      table("Datum;cpu", (row) => `${point(row).replace(".", ",")};5`),
    ]
  ) {
    const { timesSeconds, notes } = one(text, "m.csv");
    deepStrictEqual(timesSeconds, minutes);
    ok(notes!.some((note) => note.includes("(a spreadsheet's days, taken as UTC)")), notes!.join());
  }
  refused(
    table("time,cpu", (row) => `${45355.5 + row},5`),
    /the times in the column "time" can't be read, found "45355.5"/,
  );
  const elapsed = one(table("time,cpu", (row) => `${30000 + row},${row % 5}`), "m.csv");
  ok(elapsed.notes!.some((note) => note.includes("seconds from an unknown moment")), elapsed.notes!.join());
});

Deno.test("what a column of whole seconds leaves is no metric", () => {
  const text = table(
    "itemid;clock;value;ns",
    (row) => `23;${1709510400 + 300 * row};${valueOf(row)};${(row * 7919) % 1000}`,
  );
  deepStrictEqual(one(text, "m.csv").columns, ["value"]);
});

Deno.test("times in brackets or before a colon are read as those without", () => {
  const unix = table("t,ms", (row) => `${1709510400 + 300 * row},${valueOf(row)}`);
  const { timesSeconds } = one(unix, "m.csv");
  const stamp = (row: number) =>
    `[04/Mar/2024:${String(Math.floor(row / 12)).padStart(2, "0")}:${
      String(5 * row % 60).padStart(2, "0")
    }:00 +0000]`;
  deepStrictEqual(
    one(table("t,ms", (row) => `${stamp(row)},${valueOf(row)}`), "m.csv").timesSeconds,
    timesSeconds,
  );
  const rrd = `         cpu     mem\n\n${
    table("", (row) => `${1709510400 + 300 * row}: ${valueOf(row)} 7.5`).trimStart()
  }`;
  const read = one(rrd, "cpu.txt");
  deepStrictEqual([read.timesSeconds, read.columns], [timesSeconds, ["cpu", "mem"]]);
});

Deno.test("tables of InfluxDB with different columns in one file are read one by one", () => {
  const block = (columns: string, cells: string) =>
    `#group,false\r\n#datatype,string\r\n#default,last\r\n${
      table(`,result,table,_time,_value,_field${columns}`, (row, iso) =>
        `,,0,${iso},${valueOf(row)},usage${cells}`)
    }`.replaceAll(/\r?\n/g, "\r\n");
  for (const order of [["", ",device"], [",device", ""]]) {
    const text = order.map((more) => block(more, more === "" ? "" : ",sda")).join("\r\n");
    const read = readTable(text, "m.csv");
    deepStrictEqual(read.map(({ name, timesSeconds }) => [name, timesSeconds.length]), [["m:table 1", 60], [
      "m:table 2",
      60,
    ]]);
  }
});

Deno.test("a single gap, cell and line are said in the singular, and a file of any name is a table", async () => {
  const lines = table("time,cpu", (row, iso) => `${iso},${row === 3 ? "" : row === 5 ? "odd" : valueOf(row)}`)
    .trim().split("\n");
  const { notes } = one([...lines.slice(0, 9), "x", ...lines.slice(9)].join("\n"), "m.csv");
  for (
    const note of [
      "1 gap in cpu",
      '1 cell of cpu taken as gaps: line 7 has "odd"',
      "1 line left out: line 10 has 1 cell instead of 2",
    ]
  ) {
    ok(notes!.includes(note), notes!.join("\n"));
  }
  const open = (texts: Record<string, string>) => seriesIn(filesInMemory(texts), "csv");
  strictEqual((await open({ "cpu.log": lines.join("\n") })).count, 1);
  strictEqual(
    (await open({ "a.csv": lines.join("\n"), "notes.md": "", ".DS_Store.txt": "", "__MACOSX/._a.csv": "" }))
      .count,
    1,
  );
});

Deno.test("a told form of times is taken at its word, with zones and where the numbers would look like another", () => {
  const us = (row: number) =>
    `03/04/2024 ${new Date(1000 * (secondsOf(row) + 7200)).toISOString().slice(11, 16)} +02:00`;
  readAsBase(table("Time,cpu", (row) => `${us(row)},${valueOf(row)}`), { timeFormat: "month-first" });
  const european = (row: number) => us(row).replace("03/04", "04/03");
  readAsBase(table("Time,cpu", (row) => `${european(row)},${valueOf(row)}`), { timeFormat: "day-first" });
  const early = one(table("t,cpu", (row) => `${row * 1000},${valueOf(row)}`), "m.csv", {
    timeFormat: "ms",
    time: "t",
  });
  strictEqual(early.timesSeconds[59], 59);
  readAsBase(table("Time,cpu", (row, iso) => `${iso},${valueOf(row)}`), { timeFormat: "s" });
});

Deno.test("of several columns of times the one that says when it was measured is taken, else the first", () => {
  const columns = (header: string) => {
    const text = table(header, (row, iso) => `${iso.replace("2024", "2023")},${iso},${valueOf(row)}`);
    return new Date(1000 * one(text, "m.csv").timesSeconds[0]!).getUTCFullYear();
  };
  for (
    const header of [
      "created_at,time,v",
      "start_time,timestamp,v",
      "date,time,v",
      "ingest time,when,v",
      "window end,measured,v",
    ]
  ) {
    strictEqual(columns(header), 2024, header);
  }
  for (const header of ["time,created_at,v", "measured,observed,v", "timestamp,time,v"]) {
    strictEqual(columns(header), 2023, header);
  }
});

Deno.test("comments within a table are passed over, and steps are said in their unit", () => {
  const lines = table("time,cpu", (row, iso) => `${iso},${valueOf(row)}`).trim().split("\n");
  ok(!readAsBase([...lines.slice(0, 9), "# restarted", ...lines.slice(9)].join("\n")).includes("left out"));
  const step = (seconds: number) =>
    one(table("time,cpu", (row) => `${START + seconds * row},${row % 3}`), "m.csv").notes![0]!.match(
      /one every (.*?);/,
    )![1];
  deepStrictEqual([0.25, 1, 15, 60, 90, 3600, 86_400].map(step), [
    "250 ms",
    "1 s",
    "15 s",
    "1 min",
    "1.5 min",
    "1 h",
    "1 d",
  ]);
});
