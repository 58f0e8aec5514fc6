import { doesNotMatch, match, ok, rejects } from "node:assert";
import { UsageError } from "../../lib/model/mod.ts";
import { createStream } from "../../lib/random/mod.ts";
import { inFolder } from "../cli/in_folder.ts";
import { detect } from "../detect.ts";

/** Tables as other tools write them: 60 rows of a flat value, a row every five minutes, with a spike in the rows 45 and 46. */
const ROWS = 60;
const { next } = createStream(1, "detect cases");
const CPU = Array.from({ length: ROWS }, (_, row) => (row === 45 || row === 46 ? 95 : 40) + 2 * next());
const START = Date.UTC(2024, 2, 4, 8);
const iso = (row: number) => new Date(START + 300_000 * row).toISOString();
const epoch = (row: number) => START / 1000 + 300 * row;
const cpu = (row: number) => CPU[row]!.toFixed(1);

const rows = (line: (row: number) => string) => Array.from({ length: ROWS }, (_, row) => line(row));
const table = (header: string, line: (row: number) => string) => [header, ...rows(line), ""].join("\n");

/** The alarm that each of the tables with dates has. */
const ALARM = /^robust-z +2024-03-04T11:45:00Z +2024-03-04T11:50:00Z +(?:cpu +)?45 /m;

interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** All of them are printed. */
  readonly expected: readonly RegExp[];
}

const CASES: Readonly<Record<string, Case>> = {
  "an hour without its zero": {
    files: {
      "a.csv": table(
        "Time,cpu",
        (row) => `${iso(row).slice(0, 16).replace("T", " ").replace(" 0", " ")},${cpu(row)}`,
      ),
    },
    expected: [ALARM],
  },
  "a data frame's index": {
    files: { "a.csv": table(",timestamp,value", (row) => `${row},${iso(row)},${cpu(row)}`) },
    expected: [ALARM, /values: value$/m],
  },
  "an epoch second that repeats": {
    files: { "a.csv": table("clock,value", (row) => `${epoch(row === 20 ? 19 : row)},${cpu(row)}`) },
    expected: [ALARM, /values: value$/m, /1 row has the time of the row before/],
  },
  "InfluxDB's start, stop and time": {
    files: {
      "a.csv": table(
        ",result,table,_start,_stop,_time,_value",
        (row) => `,,0,${iso(0)},${iso(ROWS)},${iso(row)},${cpu(row)}`,
      ),
    },
    expected: [ALARM, /values: _value$/m, /times from _time/],
  },
  "several hosts": {
    files: {
      "a.csv": table(
        "time,host,value",
        (row) => `${iso(row)},web-1,${cpu(row)}\n${iso(row)},db-1,${CPU[row]! / 2}`,
      ),
    },
    expected: [
      /^robust-z +a:host=web-1 +2024-03-04T11:45:00Z +2024-03-04T11:50:00Z +45 /m,
      /^robust-z +a:host=db-1 +2024-03-04T11:45:00Z +2024-03-04T11:50:00Z +45 /m,
    ],
  },
  "no header": {
    files: { "a.csv": table("", (row) => `${iso(row)},${cpu(row)}`).trimStart() },
    expected: [ALARM, /^a: 60 rows/, /no header/],
  },
  "no header, and values that repeat in the first row": {
    files: { "a.csv": table("", (row) => `0.000,${cpu(row)},0.000,0.000`).trimStart() },
    expected: [/^robust-z +45 +46 +45 +column 2 +4/m, /60 rows without times/, /^robust-z +1 +250 +-$/m],
  },
  "labels by other names": {
    files: {
      "a.csv": table(
        "timestamp,kpi,kpi_label,changepoint",
        (row) => `${1000 * epoch(row)},${cpu(row)},${Number(row === 45 || row === 46)},${Number(row === 45)}`,
      ),
    },
    expected: [/values: kpi; label: kpi_label$/m, /^robust-z +100\.0 /m],
  },
  "daily data": {
    files: {
      "a.csv": table(
        "date,orders",
        (row) => `${new Date(START + 86_400_000 * row).toISOString().slice(0, 10)},${cpu(row)}`,
      ),
    },
    expected: [
      /^robust-z +1 +250 /m,
      /^robust-z +2024-04-18T00:00:00Z +2024-04-19T00:00:00Z +45 /m,
      /1 alarm a month/,
    ],
  },
  "two files": {
    files: {
      "db.csv": table("Time,cpu", (row) => `${iso(row)},${cpu(row)}`),
      "web.csv": table("Time,cpu", (row) => `${iso(row)},${cpu(row)}`),
    },
    expected: ["db", "web"].map((name) =>
      new RegExp(`^robust-z +${name} +2024-03-04T11:45:00Z +2024-03-04T11:50:00Z +45 `, "m")
    ),
  },
  "a last line that is cut": {
    files: { "a.csv": `${table("Time,cpu", (row) => `${iso(row)},${cpu(row)}`)}2024-03-04T13:` },
    expected: [ALARM, /the last line is cut/],
  },
  "semicolons": {
    files: { "a.csv": table("Time;cpu", (row) => `${iso(row)};${cpu(row)}`) },
    expected: [ALARM],
  },
  "Excel's line about the delimiter": {
    files: { "a.csv": `sep=,\n${table("Time,cpu", (row) => `${iso(row)},${cpu(row)}`)}` },
    expected: [ALARM],
  },
  "units": {
    files: {
      "a.csv": table(
        "Time,cpu,latency",
        (row) => `${iso(row)},${cpu(row)} %,${row % 2 ? "0.65 s" : "650 ms"}`,
      ),
    },
    expected: [ALARM, /latency \(ms\)/],
  },
  "marks of gaps": {
    files: {
      "a.csv": table(
        "Time,cpu",
        (row) => `${iso(row)},${row % 9 === 5 ? ["-", "#N/A", "nil", "?"][row % 4] : cpu(row)}`,
      ),
    },
    expected: [ALARM, /7 gaps in cpu/],
  },
  "the newest row first": {
    files: { "a.csv": table("Timestamp,Average", (row) => `${iso(ROWS - 1 - row)},${cpu(ROWS - 1 - row)}`) },
    expected: [ALARM, /turned round/],
  },
  "an hour that comes twice": {
    files: {
      "a.csv": table(
        "timestamp,value",
        (row) => `${iso(row < 36 ? row : row - 12).slice(0, 19).replace("T", " ")},${cpu(row)}`,
      ),
    },
    expected: [/^robust-z +1 +/m, /one hour comes twice/],
  },
  "a column whose name holds a comma": {
    files: {
      "a.csv": table(
        'Time,"load{instance=""a"", job=""node""}",other',
        (row) => `${iso(row)},${cpu(row)},${row}`,
      ),
    },
    args: ["--values", 'load{instance="a", job="node"}'],
    expected: [ALARM, /values: load\{instance="a", job="node"\}$/m],
  },
};

async function printed(data: string, args: readonly string[]): Promise<string> {
  const lines: string[] = [];
  await detect(["--format", "csv", "--data", data, "--no-times", ...args], {
    print: (text) => void lines.push(text),
  });
  return lines.join("\n");
}

for (const [name, { files, args = [], expected }] of Object.entries(CASES)) {
  Deno.test(`detect reads a table with ${name}, and says so`, () =>
    inFolder(async (folder) => {
      Deno.mkdirSync(`${folder}/in`);
      for (const [file, text] of Object.entries(files)) Deno.writeTextFileSync(`${folder}/in/${file}`, text);
      const only = Object.keys(files).length === 1 ? `/${Object.keys(files)[0]}` : "";
      const text = await printed(`${folder}/in${only}`, [
        "--detectors",
        "robust-z",
        "--warmup",
        "20",
        ...args,
      ]);
      for (const pattern of expected) match(text, pattern);
    }));
}

Deno.test("detect asks for the form of dates that can have the day or the month first", () =>
  inFolder(async (folder) => {
    const file = `${folder}/a.csv`;
    Deno.writeTextFileSync(
      file,
      table("Time,cpu", (row) => `03/04/2024 ${iso(row).slice(11, 16)},${cpu(row)}`),
    );
    const args = ["--detectors", "robust-z", "--warmup", "20"];
    await rejects(
      printed(file, args),
      (error: Error) =>
        error instanceof UsageError &&
        /column "Time".*found "03\/04\/2024 08:00": say --time-format/.test(error.message),
    );
    match(
      await printed(file, [...args, "--time-format", "month-first"]),
      /^robust-z +2024-03-04T11:45:00Z /m,
    );
  }));

const STREAM = ["--detectors", "ensemble", "--false-alarms", "1/week", "--threshold", "peaks"];

Deno.test("detect finds an outburst among lone errors, to its last minute", () =>
  inFolder(async (folder) => {
    const stream = createStream(3, "lone errors");
    const counts = Array.from({ length: 2400 }, (_, row) =>
      row >= 2200 && row < 2220 ? 20 + Math.floor(20 * stream.next()) : Number(stream.next() < 0.006));
    const lines = counts.map((count, row) =>
      `${1_709_510_400 + 60 * row},${count}`
    );
    Deno.writeTextFileSync(`${folder}/a.csv`, `time,errors\n${lines.join("\n")}\n`);
    match(
      await printed(`${folder}/a.csv`, STREAM),
      /^ensemble +2024-03-05T12:40:00Z +2024-03-05T12:59:00Z +2200 /m,
    );
  }));

Deno.test("detect reports an outage of half an hour once, and has no alarm at its time of the days after", () =>
  inFolder(async (folder) => {
    const lines = Array.from(
      { length: 1100 },
      (_, row) => `${1_709_510_400 + 300 * row},${row >= 400 && row < 406 ? 0 : 1}`,
    );
    Deno.writeTextFileSync(`${folder}/a.csv`, `time,up\n${lines.join("\n")}\n`);
    const text = await printed(`${folder}/a.csv`, STREAM);
    match(text, /^ensemble +2024-03-05T09:20:00Z +2024-03-05T09:45:00Z +400 /m);
    match(text, /^ensemble +1 +11 +0\.31$/m);
  }));

const HOME = Deno.permissions.querySync({ name: "env", variable: "AIOPS_DATA_DIR" }).state === "granted"
  ? Deno.env.get("AIOPS_DATA_DIR")
  : undefined;
const PAGE = `${HOME}/../cases/detect/README.md`;
const sections = HOME !== undefined && isThere(PAGE)
  ? Deno.readTextFileSync(PAGE).split(/^### /m).slice(1)
  : [];

Deno.test("detect gives for each case beside the data sets what its page expects", {
  ignore: sections.length === 0,
}, async (t) => {
  for (const section of sections) {
    const name = section.split("\n")[0]!;
    await t.step(name, async () => {
      const [, command] = section.match(/`deno task detect (.*)`/)!;
      const args = [...command!.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
      const at = args.indexOf("--data") + 1;
      args[at] = `${HOME}/../cases/detect/${args[at]}`;
      const lines: string[] = [];
      const answer = await detect(args, { print: (text) => void lines.push(text) }).then(
        () => lines.join("\n"),
        (error: Error) => {
          if (error instanceof UsageError && !error.message.includes("\n")) return error.message;
          throw error;
        },
      );
      const [, day, from, until] = section.match(/expected: one alarm (\S+)T(\S+Z) to (\S+Z)/) ?? [];
      if (day !== undefined) {
        match(answer, new RegExp(`^\\S+ +${day}T${from} +${day}T${until} +(?:\\S.* )?45 `, "m"));
      }
      const atRow = (row: string) => new RegExp(`^\\S+ .*Z +${row} +(?:\\S.*? +)?\\S+Z +\\S+ +\\S+$`, "m");
      const [, row] = section.match(/expected: .*alarm,? at row (\d+)/) ?? [];
      if (row !== undefined) match(answer, atRow(row));
      const [, none] = section.match(/none at row (\d+)/) ?? [];
      if (none !== undefined) doesNotMatch(answer, atRow(none));
      ok(answer.length > 0);
    });
  }
});

function isThere(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
