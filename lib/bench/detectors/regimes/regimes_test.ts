import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { ANOMALIES } from "./anomalies.ts";
import { FEATURES } from "./meter.ts";
import { type RegimeSeries, regimeSeries } from "./regimes.ts";
import { REGIMES } from "./normal_level.ts";

const SEEDS = [1, 2, 3, 4, 5, 6];
const column = ({ values }: RegimeSeries, name: typeof FEATURES[number]) =>
  values.filter((_, i) => i % FEATURES.length === FEATURES.indexOf(name));
const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
const isLabelled = ({ windows }: RegimeSeries, row: number) =>
  windows.some(([first, last]) => row >= first && row <= last);
/** The mean of a feature over the rows from `first` to `end` in which nothing is wrong. */
const calmMean = (series: RegimeSeries, name: typeof FEATURES[number], first: number, end: number) =>
  mean(column(series, name).filter((_, row) => row >= first && row < end && !isLabelled(series, row)));

for (const regime of REGIMES) {
  const all = SEEDS.map((seed) => regimeSeries(regime, seed));

  Deno.test(`regimeSeries() of ${regime} is the same for the same seed, and no other's`, () => {
    deepStrictEqual(regimeSeries(regime, 1), all[0]);
    ok(all[0]!.values.some((value, i) => value !== all[1]!.values[i]));
  });

  Deno.test(`regimeSeries() of ${regime} has windows of 5 to 40 rows after the warm-up, 3 to 6 % of the rows`, () => {
    for (const { windows, warmupRows, timesSeconds } of all) {
      const lengths = windows.map(([first, last]) => last - first + 1);
      ok(lengths.every((length) => length >= 5 && length <= 40));
      windows.forEach(([first], i) => ok(first > (windows[i - 1]?.[1] ?? warmupRows)));
      ok(windows.at(-1)![1] < timesSeconds.length);
      const share = lengths.reduce((sum, length) => sum + length, 0) / 3000;
      ok(share > 0.03 && share < 0.06, `${share}`);
    }
  });

  Deno.test(`regimeSeries() of ${regime} has every kind of anomaly, and shares that lie from 0 to 1`, () => {
    for (const series of all) {
      deepStrictEqual(new Set(series.kinds), new Set(Object.keys(ANOMALIES)));
      ok(column(series, "latency_p95_ms").every((value) => value >= 0 && value < 2000));
      for (const name of FEATURES.slice(1)) {
        ok(column(series, name).every((value) => value >= 0 && value <= 1), name);
      }
    }
  });
}

Deno.test("the usual changes as the regime says, outside of the windows too", () => {
  const change = (regime: typeof REGIMES[number], name: typeof FEATURES[number]) => {
    const series = regimeSeries(regime, 3);
    return calmMean(series, name, 2600, 3256) / calmMean(series, name, 0, 256);
  };
  ok(Math.abs(change("stationary", "cpu_utilisation") - 1) < 0.05);
  ok(change("level_shift", "cpu_utilisation") > 1.35);
  ok(change("level_shift", "latency_p95_ms") > 1.4);
  ok(change("drift", "cpu_utilisation") > 1.4);
  strictEqual(change("zero_error_warmup", "error_rate"), Infinity);
});

Deno.test("a made-up day has 720 rows: the CPU comes back to where it was, and stands elsewhere half a day later", () => {
  const series = regimeSeries("diurnal", 2);
  const at = (row: number) => calmMean(series, "cpu_utilisation", row, row + 40);
  const rows = Array.from({ length: 60 }, (_, i) => 300 + 30 * i);
  const far = (apart: number) => mean(rows.map((row) => Math.abs(at(row + apart) - at(row))));
  ok(far(720) < 0.04 && far(360) > 0.2, `${far(720)} ${far(360)}`);
});

Deno.test("zero_error_warmup has no error in the warm-up and harmless ones later", () => {
  for (const seed of SEEDS) {
    const series = regimeSeries("zero_error_warmup", seed);
    const errors = column(series, "error_rate");
    ok(errors.every((value, row) => row >= series.warmupRows || value === 0));
    ok(errors.some((value, row) => value > 0 && row > series.warmupRows && !isLabelled(series, row)));
  }
});

Deno.test("each kind of anomaly shows where it says", () => {
  const shows = {
    latency_spike: ["latency_p95_ms", 1.3, Infinity],
    error_burst: ["error_rate", 5, Infinity],
    cpu_saturation: ["cpu_utilisation", 1.7, Infinity],
    memory_leak: ["memory_utilisation", 1.15, Infinity],
    drop_to_zero: ["cpu_utilisation", 0, 0.1],
    joint_shift: ["latency_p95_ms", 1.1, 1.6],
  } as const;
  for (const seed of SEEDS) {
    const series = regimeSeries("stationary", seed);
    series.windows.forEach(([first, last], i) => {
      const [name, least, most] = shows[series.kinds[i]!];
      const ratio = mean(column(series, name).subarray(first, last + 1)) / calmMean(series, name, 256, 3256);
      ok(ratio >= least && ratio <= most, `${series.kinds[i]} ${ratio}`);
    });
  }
});

Deno.test("a calm series is as long as was asked for, and as the other where nothing is wrong", () => {
  const [calm, usual] = [regimeSeries("drift", 1, { calm: true }), regimeSeries("drift", 1)];
  deepStrictEqual([calm.windows, regimeSeries("drift", 1, { judgedRows: 5000 }).timesSeconds.length], [
    [],
    5256,
  ]);
  const latency = (
    series: RegimeSeries,
  ) => [...column(series, "latency_p95_ms").subarray(0, usual.windows[0]![0])];
  deepStrictEqual(latency(calm), latency(usual));
  throws(() => regimeSeries("drift", 1, { judgedRows: 10 }), /needs 1000 rows or more to judge, found 10/);
});

Deno.test("regimeSeries() knows the nearest regime", () => {
  throws(() => regimeSeries("drif" as "drift", 1), /regime "drif": did you mean "drift"/);
});
