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
  const { count, series } = await seriesIn(files, "csv");
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
  for (const [changed, message] of cases) await rejects(read("nab", changed), message);
  await rejects(
    seriesIn(filesInMemory(texts), "nab", { warmupRows: 5 }),
    /takes no options, found "warmupRows"/,
  );
});

Deno.test("a place without series, an unknown format and a path that is not there are refused in one line", async () => {
  await rejects(
    read("csv", { "a.json": "" }),
    /Cannot find any series of the format "csv" in "memory": 1 files there, none laid out as <name>\.csv/,
  );
  await rejects(openSeries({ format: "nba", path: "." }), /did you mean "nab"\?/);
  await rejects(openSeries({ format: "csv", path: "nowhere.csv" }), /Cannot read "nowhere\.csv"/);
});
