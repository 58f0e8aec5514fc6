import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { filesInMemory } from "../reading/files.ts";
import { madeUpNezha, madeUpPetshop, madeUpRcaeval } from "../testing/made_up_recordings.ts";
import { type IncidentFormatName, incidentsIn } from "./open.ts";

const MADE_UP = { rcaeval: madeUpRcaeval(), nezha: madeUpNezha(), petshop: madeUpPetshop() };

async function read(format: IncidentFormatName, changed: Readonly<Record<string, string | undefined>>) {
  const texts = Object.fromEntries(
    Object.entries({ ...MADE_UP[format], ...changed }).filter((entry): entry is [string, string] =>
      entry[1] !== undefined
    ),
  );
  const open = (strict: boolean) => incidentsIn(filesInMemory(texts), format, { strict });
  const { incidents, notes } = await open(false);
  const all = (await Array.fromAsync(incidents)).map(({ incident }) => incident);
  if (notes.length > 0) {
    await rejects(async () => Array.fromAsync((await open(true)).incidents), { name: "UsageError" });
  }
  return { all, notes };
}

/** A text with the end of another record stuck to a line, as two writers leave it. */
function spliced(text: string, line: number): string {
  return text.split("\n").map((content, i) => i + 1 === line ? `${content}"ulate distance][cal,"x` : content)
    .join("\n");
}

/** Files of each format in which lines are read alone, and the number of incidents of the format. */
const LINES: readonly [IncidentFormatName, string, number][] = [
  ["rcaeval", "re2/carts_cpu/1/traces.csv", 3],
  ["rcaeval", "re2/carts_cpu/1/logs.csv", 3],
  ["rcaeval", "ss/carts_cpu/1/data.csv", 3],
  ["rcaeval", "pair/carts-cpu/1/normal.csv", 3],
  ["nezha", "rca_data/2023-01-30/trace/12_05_trace.csv", 2],
  ["nezha", "rca_data/2023-01-30/log/12_05_log.csv", 2],
  ["nezha", "rca_data/2023-01-30/metric/ts-order-service-5b67c48447-fj8b7_metric.csv", 2],
  ["nezha", "construct_data/2023-01-30/log/12_00_log.csv", 2],
  ["petshop", "low/noissue/metrics.csv", 2],
  ["petshop", "low/train/issue_0/metrics.csv", 2],
];

for (const [format, path, count] of LINES) {
  Deno.test(`a spliced line of ${path} in ${format} is left out alone, and counted once`, async () => {
    const text = MADE_UP[format][path]!;
    const last = text.trimEnd().split("\n").length;
    const { all, notes } = await read(format, { [path]: spliced(text, last) });
    strictEqual(all.length, count);
    strictEqual(notes.length, 1);
    ok(
      notes[0]!.startsWith(`1 of ${last - 1} lines of ${path} left out: line ${last}: expected `),
      notes[0]!,
    );
  });
}

/** Files without which an incident can't be read, and what is noted. */
const INCIDENTS: readonly [IncidentFormatName, string, string | undefined, readonly string[], RegExp][] = [
  [
    "rcaeval",
    "ss/carts_cpu/1/inject_time.txt",
    "soon",
    ["pair/1", "re2/2"],
    /^ss\/carts_cpu\/1 left out: .*found "soon"$/,
  ],
  [
    "rcaeval",
    "ss/readme/data.csv",
    "time,a_cpu\n1,2",
    ["pair/1", "re2/2", "ss/3"],
    /^ss\/readme left out: .*<service>_<fault>/,
  ],
  [
    "nezha",
    "rca_data/2023-01-30/trace/12_15_trace.csv",
    undefined,
    ["2023-01-30/12_05"],
    /^2023-01-30\/12_15 left out: .*12_15_trace\.csv"$/,
  ],
  [
    "petshop",
    "low/train/issue_0/target.json",
    "{",
    ["low/test/issue_1"],
    /^low\/train\/issue_0 left out: .*expected JSON/,
  ],
  [
    "petshop",
    "low/train/issue_0/metrics.csv",
    undefined,
    ["low/test/issue_1"],
    /^low\/train\/issue_0 left out: .*which is not there$/,
  ],
];

for (const [format, path, text, ids, note] of INCIDENTS) {
  Deno.test(`an incident of ${format} whose ${path} is ${text === undefined ? "missing" : "broken"} is named, the others are read`, async () => {
    const { all, notes } = await read(format, { [path]: text });
    deepStrictEqual(all.map(({ id }) => id), ids);
    strictEqual(notes.length, 1);
    ok(note.test(notes[0]!), notes[0]!);
  });
}

Deno.test("logs or spans that can't be read at all are left out, the rest of the incident is not", async () => {
  const { all, notes } = await read("rcaeval", { "re2/carts_cpu/1/logs.csv": "when,what\n1,2\n" });
  strictEqual(all.length, 3);
  deepStrictEqual([all[1]!.before.logs, all[1]!.before.spans!.length], [undefined, 2]);
  deepStrictEqual(notes.length, 1);
  ok(/^re2\/carts_cpu\/1\/logs\.csv left out: .*the column "timestamp"/.test(notes[0]!), notes[0]!);
});

Deno.test("a traffic scenario without its fault-free day loses its own issues alone, and nothing readable is an error", async () => {
  const high = Object.fromEntries(
    Object.entries(madeUpPetshop()).map(([path, text]) => [path.replace("low/", "high/"), text]),
  );
  const { all, notes } = await read("petshop", { ...high, "high/noissue/metrics.csv": undefined });
  deepStrictEqual(all.map(({ id }) => id), ["low/test/issue_1", "low/train/issue_0"]);
  deepStrictEqual(notes.map((note) => note.split(" left out")[0]), [
    "high/test/issue_1",
    "high/train/issue_0",
  ]);
  await rejects(read("petshop", { "low/noissue/metrics.csv": undefined }), {
    name: "UsageError",
    message: /^None of 2 incidents can be read; the first: .*"low\/noissue\/metrics\.csv"/,
  });
});
