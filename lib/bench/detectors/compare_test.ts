import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import type { LabelledSeries } from "../../model/mod.ts";
import type { DetectorMethod } from "./detector_method.ts";
import { hindsightRule } from "./alarm_rule.ts";
import { regimeSeries } from "./regimes/regimes.ts";
import { compareDetectors } from "./compare.ts";
import { detectorsToJson } from "./json.ts";
import { resultsToCsv } from "./csv.ts";
import { plotDetectors } from "./pictures/comparison.ts";
import { detectorsText } from "./text.ts";

/** Twelve series of 200 rows, an hour each, whose value is 1 in the windows. */
const SERIES = Array.from({ length: 12 }, (_, i): LabelledSeries => {
  const windows = [[60 + i, 69 + i], [150, 159]] as const;
  const inside = (row: number) => windows.some(([first, last]) => row >= first && row <= last);
  return {
    name: `part${i % 2}/${i}`,
    columns: ["x"],
    timesSeconds: Float64Array.from({ length: 200 }, (_, row) => 18 * row),
    values: Float64Array.from({ length: 200 }, (_, row) => Number(inside(row))),
    windows,
    warmupRows: 20,
  };
});

/** Scores by the value so many rows before. */
const late = (name: string, rows: number): DetectorMethod => ({
  name,
  create: () => {
    const seen: number[] = [];
    return {
      name,
      fit: () => {},
      update: ({ values }) => {
        seen.push(values[0]!);
        return seen.at(-1 - rows) ?? 0;
      },
      saveState: () => null,
      loadState: () => {},
    };
  },
});

Deno.test("compareDetectors() gives the perfect detector all there is, and silence nothing", async () => {
  const { detectors, windows, labelled } = await compareDetectors({
    series: SERIES,
    detectors: ["null", late("perfect", 0)],
  });
  deepStrictEqual([windows, labelled], [24, 12]);
  const [first, last] = detectors;
  deepStrictEqual([first!.name, last!.name], ["perfect", "null"]);
  deepStrictEqual([first!.nabStandard, first!.nabLowFp, first!.nabLowFn], [100, 100, 100]);
  deepStrictEqual([first!.auc.value, first!.averagePrecision.value, first!.found], [1, 1, 1]);
  deepStrictEqual([first!.delayMedianRows, first!.falseAlarmsPerDay], [0, 0]);
  deepStrictEqual([last!.nabStandard, last!.auc.value, last!.found], [0, 0.5, 0]);
  ok(Number.isNaN(first!.microsPerRow) && Number.isNaN(last!.delayMedianRows));
});

Deno.test("compareDetectors() counts the rows by which alarms are late", async () => {
  const { detectors } = await compareDetectors({ series: SERIES, detectors: [late("late", 3)] });
  strictEqual(detectors[0]!.delayMedianRows, 3);
  ok(detectors[0]!.nabStandard < 100);
});

Deno.test("limits are there from 10 labelled series on", async () => {
  const limitsOf = async (many: number) => {
    const { detectors } = await compareDetectors({ series: SERIES.slice(0, many), detectors: ["random"] });
    return detectors[0]!.auc;
  };
  const { value, low, high } = await limitsOf(10);
  ok(low < value && value < high);
  ok(Number.isNaN((await limitsOf(9)).low));
});

Deno.test("a rule raises the alarms that delays and false alarms are counted by, and its text says so", async () => {
  const run = await compareDetectors({
    series: SERIES.slice(0, 1),
    detectors: ["random"],
    rule: hindsightRule({ rate: 9 / 180 }, "nine alarms"),
  });
  strictEqual(run.rule, "nine alarms");
  ok(run.results[0]!.falseAlarms + run.results[0]!.found >= 8);
  ok(run.results[0]!.falseAlarms > 0);
  match(detectorsText(run), /at nine alarms$/);
});

Deno.test("the table shows part by part what the series' names begin with, and nothing that changes from run to run without times", async () => {
  const options = { series: SERIES, detectors: ["random", late("perfect", 0)] };
  const run = await compareDetectors(options);
  const text = detectorsText(run, { times: false });
  match(text, /^detector +part0 +part1$/m);
  match(text, /^perfect +1\.00\/1\.00 +1\.00\/1\.00$/m);
  strictEqual(text, detectorsText(await compareDetectors(options), { times: false }));
  ok(!text.includes("µs"));
});

Deno.test("the JSON holds settings, measures by their names, null for what is not defined, and times apart", async () => {
  const run = await compareDetectors({ series: SERIES.slice(0, 2), detectors: ["null"], clock: () => 0 });
  const { detectors, times, seed } = JSON.parse(detectorsToJson(run, { settings: { seed: 1 }, times: true }));
  deepStrictEqual([seed, times], [1, [{ name: "null", microsPerRow: 0 }]]);
  deepStrictEqual(detectors[0], {
    name: "null",
    nabStandard: 0,
    nabLowFp: 0,
    nabLowFn: 0,
    nabHeldOut: 0,
    auc: 0.5,
    averagePrecision: Number((20 / 180).toFixed(9)),
    vusPr: detectors[0].vusPr,
    found: 0,
    delayMedianRows: null,
    falseAlarmsPerDay: 0,
    intervals: { auc: null, averagePrecision: null, vusPr: null },
  });
});

Deno.test("compareDetectors() needs a series, and tells how far it is", async () => {
  await rejects(compareDetectors({ series: [], detectors: ["null"] }), /needs a series and a detector/);
  const done: number[] = [];
  await compareDetectors({
    series: [regimeSeries("drift", 1), ...SERIES.slice(0, 1)],
    detectors: ["null"],
    onSeries: (many) => done.push(many),
  });
  deepStrictEqual(done, [1, 2]);
});

Deno.test("compareDetectors() in hindsight ranks by average precision, judges all rows, and knows no early or late", async () => {
  const options = {
    series: [regimeSeries("stationary", 1), regimeSeries("drift", 1)],
    detectors: ["null", "ewma"],
    hindsight: { windowRows: 5 },
  };
  const run = await compareDetectors(options);
  deepStrictEqual(run.detectors.map(({ name }) => name), ["ewma", "null"]);
  ok(run.detectors[0]!.averagePrecision.value > run.detectors[1]!.averagePrecision.value);
  for (const { nabStandard, nabHeldOut, found, falseAlarmsPerDay } of run.detectors) {
    deepStrictEqual([nabStandard, nabHeldOut, found, falseAlarmsPerDay], [NaN, NaN, NaN, NaN]);
  }
  ok(run.results.every(({ rows, found }) => rows === 3256 && Number.isNaN(found)));
  const text = detectorsText(run, { times: false });
  match(text, /^detector +AUC +avg\. precision +VUS-PR$/m);
  match(text, /windows in 2 series$/);
  match(resultsToCsv(run.results), /^stationary\/1,ewma,3256,\d+,[^\n]*,,,$/m);
  match(
    plotDetectors(run.detectors).textContent!,
    /ewma has average precision 0\.\d\d in hindsight, 0\.\d\d more than null/,
  );
  const withRule = await compareDetectors({ ...options, rule: hindsightRule({ rate: 0.01 }, "1 in 100") });
  ok(withRule.detectors[0]!.found > 0.5 && withRule.detectors[0]!.falseAlarmsPerDay >= 0);
});
