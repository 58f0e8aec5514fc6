import { deepStrictEqual, ok, throws } from "node:assert";
import { filesInMemory } from "../reading/files.ts";
import { seriesIn } from "../series/open.ts";
import { exportedSeries } from "./exported_series.ts";

const START = 1_709_510_400;
const STEPS = [0, 1, 2, 3];
const times = Float64Array.from(STEPS, (step) => START + 60 * step);
const prometheus = (result: unknown) =>
  JSON.stringify({ status: "success", data: { resultType: "matrix", result } });
const points = (offset: number) => STEPS.map((step) => [START + 60 * step, String(offset + step)]);

Deno.test("an export is one series for each set of labels, a column for each name, whatever the metrics are called", () => {
  const metric = (name: string, instance: string) => ({ __name__: name, instance, job: "node" });
  const text = prometheus([
    { metric: metric("widgets", "a"), values: points(1) },
    { metric: metric("gizmos", "a"), values: points(5) },
    { metric: metric("widgets", "b"), values: points(9).slice(1) },
  ]);
  const [a, b] = exportedSeries(text, "m.json");
  deepStrictEqual([a!.name, a!.columns, a!.timesSeconds], ["m:instance=a", ["widgets", "gizmos"], times]);
  deepStrictEqual([...a!.values], [1, 5, 2, 6, 3, 7, 4, 8]);
  deepStrictEqual([b!.name, [...b!.values], b!.timesSeconds], ["m:instance=b", [10, 11, 12], times.slice(1)]);
  deepStrictEqual(a!.notes, [
    "4 rows from 2024-03-04T00:00:00Z to 2024-03-04T00:03:00Z, one every 1 min",
    "3 series of Prometheus",
  ]);
});

Deno.test("rows of JSON, and a table, are read as tables with their options", () => {
  const rows = STEPS.map((step) => ({ time: START + 60 * step, cpu: 20 + step % 3, host: "web" }));
  const [one] = exportedSeries(JSON.stringify(rows), "m.json", { values: ["cpu"], warmupRows: 2 });
  deepStrictEqual([one!.name, one!.columns, one!.warmupRows, one!.timesSeconds], ["m", ["cpu"], 2, times]);
  deepStrictEqual(exportedSeries("t,v\n1,5\n2,7\n", "m.csv")[0]!.columns, ["v"]);
});

Deno.test("series of a row or two are left out and counted; options of tables are refused for exports", () => {
  const short = { metric: { __name__: "up" }, values: points(1).slice(2) };
  const long = { metric: { __name__: "load", x: "1" }, values: points(1) };
  const [one, ...more] = exportedSeries(prometheus([short, long]), "m.json");
  deepStrictEqual([one!.columns, more.length], [["load"], 0]);
  ok(one!.notes!.includes("1 series of fewer than 3 rows left out"), one!.notes!.join());
  throws(() => exportedSeries(prometheus([short]), "m.json"), {
    name: "UsageError",
    message: /^m\.json: expected series of 3 rows or more, found none/,
  });
  throws(() => exportedSeries(prometheus([long]), "m.json", { time: "t" }), {
    name: "UsageError",
    message: /The option "time" needs a table/,
  });
  throws(() => exportedSeries('{"a":{"b":[]}}', "m.json"), {
    name: "UsageError",
    message: /^m\.json: expected metrics of .*, or rows, found JSON with "a"/,
  });
});

Deno.test("JSON is metrics where it is alone or among its like; beside tables it is about them", async () => {
  const text = prometheus([{ metric: { __name__: "load" }, values: points(1) }]);
  const names = async (texts: Record<string, string>) => {
    const { series } = await seriesIn(filesInMemory(texts), "csv");
    return (await Array.fromAsync(series)).map(({ name }) => name);
  };
  deepStrictEqual(await names({ "a.json": text }), ["a"]);
  deepStrictEqual(await names({ "a.json": text, "b.jsonl": text }), ["a", "b"]);
  deepStrictEqual(await names({ "a.json": text, "b.csv": "t,v\n1,5\n2,7\n" }), ["b"]);
});
