import { deepStrictEqual, rejects, strictEqual } from "node:assert";
import type { LabelledSeries } from "../../model/mod.ts";
import { filesInMemory } from "../reading/files.ts";
import { madeUpNab, madeUpTable } from "../testing/made_up_series.ts";
import { openSeries, type SeriesFormatName, seriesIn } from "./open.ts";

async function read(format: SeriesFormatName, texts: Record<string, string>): Promise<LabelledSeries[]> {
  return await Array.fromAsync((await seriesIn(filesInMemory(texts), format)).series);
}

Deno.test("NAB's series have the rows of their windows and its probation as warm-up; a labelled file that is not there is passed over", async () => {
  const [cpu, quiet, ...others] = await read("nab", madeUpNab());
  deepStrictEqual(others, []);
  deepStrictEqual([cpu!.name, cpu!.columns, cpu!.windows, cpu!.warmupRows], [
    "real/cpu.csv",
    ["value"],
    [[14, 16]],
    3,
  ]);
  deepStrictEqual([quiet!.name, quiet!.windows, quiet!.warmupRows], ["real/quiet.csv", [], 1]);
});

Deno.test("a long series of NAB has 750 rows of probation", async () => {
  const rows = Array.from({ length: 6000 }, (_, i) => `${new Date(6e4 * i).toISOString().slice(0, 19)},1`);
  const texts = { ...madeUpNab(), "data/real/quiet.csv": ["timestamp,value", ...rows].join("\n") };
  strictEqual((await read("nab", texts))[1]!.warmupRows, 750);
});

Deno.test("how many series there are is known before the first one is read", async () => {
  const files = filesInMemory({ "a.csv": madeUpTable(), "b.csv": "broken", "c.md": "" });
  const { count, series } = await seriesIn(files, "csv", { strict: true });
  strictEqual(count, 2);
  const names: string[] = [];
  await rejects(async () => {
    for await (const { name } of series) names.push(name);
  }, /^UsageError: b\.csv: expected rows below the header, found none$/);
  deepStrictEqual(names, ["a"]);
});

Deno.test("mistakes in a folder of NAB are named with their place", async () => {
  const texts = madeUpNab();
  const labels = "labels/combined_windows.json";
  const { [labels]: _left, ...without } = texts;
  const cases: [Record<string, string>, RegExp][] = [
    [without, /expected the file "labels\/combined_windows\.json".*, which is not there/],
    [{ ...texts, [labels]: "{}" }, /windows\.json: expected windows of "real\/cpu\.csv", found none/],
    [{ ...texts, [labels]: '{"real/cpu.csv":[["a"]]}' }, /expected a valid entry "real\/cpu\.csv\.0/],
    [
      { ...texts, [labels]: texts[labels]!.replaceAll("2024-03", "2023-03") },
      /expected a window of "real\/cpu\.csv" that holds rows, found "2023-03-01 14:05:00\.000000 to/,
    ],
    [
      { ...texts, "data/real/cpu.csv": "time,value\n1,2\n" },
      /^UsageError: data\/real\/cpu\.csv: Cannot find the column "timestamp"/,
    ],
  ];
  for (const [changed, message] of cases) {
    await rejects(async () => {
      for await (const _ of (await seriesIn(filesInMemory(changed), "nab", { strict: true })).series);
    }, message);
  }
  await rejects(
    seriesIn(filesInMemory(texts), "nab", { warmupRows: 5 }),
    /takes no options, found "warmupRows"/,
  );
});

Deno.test("a place without series, an unknown format and a path that is not there are refused in one line", async () => {
  await rejects(
    read("csv", { "a.md": "" }),
    /Cannot find any series of the format "csv" in "memory": 1 files there, none laid out as <name>\.csv/,
  );
  await rejects(openSeries({ format: "nba", path: "." }), /did you mean "nab"\?/);
  await rejects(openSeries({ format: "csv", path: "nowhere.csv" }), /Cannot find "nowhere\.csv"/);
});

Deno.test("a file that can't be read loses itself alone and is named; so are files that are no tables", async () => {
  const files = filesInMemory({
    "a.csv": madeUpTable(),
    "b.csv": "broken",
    "README.txt": "words",
    "Thumbs.db": "",
    ".DS_Store": "",
    "._a.csv": "",
  });
  const { series, notes } = await seriesIn(files, "csv");
  deepStrictEqual((await Array.fromAsync(series)).map(({ name }) => name), ["a"]);
  deepStrictEqual(notes, [
    "4 files left out that are no tables: ._a.csv, .DS_Store, README.txt, Thumbs.db",
    "left out: b.csv: expected rows below the header, found none",
  ]);
  await rejects(read("csv", { "b.csv": "broken", "c.csv": "" }), /^UsageError: b\.csv: expected rows below/);
});

Deno.test("the Server Machine Dataset has its labels and its rows to learn from in files of their own", async () => {
  const rows = (count: number, from: number) =>
    Array.from({ length: count }, (_, i) => `${(from + i % 7) / 10},0.000000,${i % 5}.25`).join("\n");
  const labels = Array.from({ length: 40 }, (_, i) => Number(i >= 10 && i < 13)).join("\n");
  const smd = {
    "ServerMachineDataset/train/machine-1-1.txt": rows(30, 0),
    "ServerMachineDataset/test/machine-1-1.txt": `${rows(40, 5)}\n`,
    "ServerMachineDataset/test_label/machine-1-1.txt": `${labels}\n`,
  };
  const [one, ...more] = await read("csv", smd);
  strictEqual(more.length, 0);
  deepStrictEqual([one!.name, one!.columns.length, one!.timesSeconds.length, one!.warmupRows, one!.windows], [
    "ServerMachineDataset/machine-1-1",
    3,
    70,
    30,
    [[40, 42]],
  ]);
  strictEqual(one!.values[30 * 3], 0.5);
  await rejects(
    read("csv", { ...smd, "ServerMachineDataset/test_label/machine-1-1.txt": "0\n1\n" }),
    /expected a label for each of the 40 rows of "ServerMachineDataset\/test\/machine-1-1\.txt", found 2$/,
  );
});

Deno.test("a file of TSB-AD says in its name how many rows there are to learn from", async () => {
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 7}.5,${Number(i === 50)}`).join("\n");
  const [one] = await read("csv", { "001_NAB_id_1_Facility_tr_20_1st_50.csv": `Data,Label\n${rows}` });
  deepStrictEqual([one!.columns, one!.warmupRows, one!.windows], [["Data"], 20, [[50, 50]]]);
});
