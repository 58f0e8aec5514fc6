import { ok, strictEqual } from "node:assert";
import type { MetricRole, MetricTable } from "../../model/mod.ts";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { QUIET_COURSES, quietWindow } from "../testing/quiet_windows.ts";
import { learnExcursions } from "./excursions.ts";

/** How certain it is that a metric has moved; each of some others of the same kind is noise around 1. */
function certainty(
  before: readonly number[],
  after: readonly number[],
  { role = "other" as MetricRole, others = 0 } = {},
): number {
  const stream = createStream(1, "others");
  const noise = (rows: number) =>
    Float64Array.from({ length: rows }, () => 1 + 0.1 * normalQuantile(stream.next()));
  const table = (values: readonly number[]): MetricTable => ({
    indicators: Array.from({ length: 1 + others }, (_, i) => ({ service: `s${i}`, metric: role, role })),
    timesSeconds: Float64Array.from(values, (_, i) => i),
    columns: [
      Float64Array.from(values),
      ...Array.from({ length: others }, () => noise(values.length)),
    ],
  });
  return learnExcursions(table(before))(table(after));
}

const noise = (rows: number, level = 100) => {
  const stream = createStream(2, "noise");
  return Array.from({ length: rows }, () => level + normalQuantile(stream.next()));
};
const times = (rows: number, x: number) => Array<number>(rows).fill(x);

for (const kind of Object.keys(QUIET_COURSES).filter((name) => !name.startsWith("rare"))) {
  Deno.test(`quiet windows of 36 metrics, each ${kind}, seem like incidents in at most 2 %`, () => {
    const windows = [{ before: 200, after: 100 }, { before: 40, after: 15 }]
      .flatMap((size) =>
        Array.from({ length: 25 }, (_, i) => quietWindow(i + 1, { kinds: [kind], ...size }))
      );
    const seeming = windows.filter(({ before, after }) => learnExcursions(before.metrics)(after.metrics) > 0);
    ok(seeming.length <= 1, `${seeming.length} of 50`);
  });
}

Deno.test("an excursion has to last: two rows of three, not one", () => {
  const after = noise(20);
  strictEqual(certainty(noise(100), after.with(9, 1000)), 0);
  ok(certainty(noise(100), after.with(9, 1000).with(11, 1000)) > 0.99);
});

Deno.test("the same rise is certain among noise, and none where metrics of the kind did as much before", () => {
  const risen = [...noise(10), ...noise(10, 130)];
  ok(certainty(noise(100), risen, { others: 5 }) > 0.99);
  strictEqual(certainty([...noise(60), ...noise(40, 130)], risen.map((x) => x + 30), { others: 5 }), 0);
});

Deno.test("errors that were 0 all along and stay at 0.3 are certain in any unit, a last digit that turns is not", () => {
  for (const unit of [1e-6, 1, 100, 1e6]) {
    ok(certainty(times(60, 0), times(10, 0.3 * unit), { role: "errors", others: 3 }) > 0.99, `${unit}`);
    strictEqual(certainty(times(60, 0.3 * unit), times(10, 0.4 * unit), { others: 3 }), 0, `${unit}`);
    strictEqual(certainty(times(60, 0), times(10, 0.1 * unit), { role: "errors", others: 3 }), 0, `${unit}`);
  }
});

Deno.test("a metric that rises all the time may go on rising, and not jump", () => {
  const rising = (from: number, rows: number) => noise(rows, 0).map((x, i) => x + 5 * (from + i));
  strictEqual(certainty(rising(0, 100), rising(100, 30)), 0);
  ok(certainty(rising(0, 100), rising(200, 30)) > 0.99);
});

Deno.test("latency and errors count if they rise, availability if it falls, and the rest either way", () => {
  const [usual, lower, higher] = [noise(100), noise(10, 50), noise(10, 150)];
  for (const role of ["latency", "errors"] as const) {
    strictEqual(certainty(usual, lower, { role }), 0);
    ok(certainty(usual, higher, { role }) > 0.99);
  }
  strictEqual(certainty(usual, higher, { role: "availability" }), 0);
  ok(certainty(usual, lower, { role: "availability" }) > 0.99);
  for (const after of [lower, higher]) ok(certainty(usual, after, { role: "requests" }) > 0.99);
});

Deno.test("nothing can be told from fewer than ten values, none, or missing ones", () => {
  strictEqual(certainty(noise(9), noise(10, 200)), 0);
  strictEqual(certainty([], []), 0);
  strictEqual(certainty(noise(50), []), 0);
  strictEqual(certainty(noise(50), times(10, NaN)), 0);
  strictEqual(certainty(times(50, NaN), noise(10)), 0);
  ok(certainty(noise(50).map((x, i) => i % 2 ? NaN : x), [NaN, ...noise(10, 200), NaN]) > 0.99);
});

Deno.test("a quantile that comes into the next bucket tells nothing, and what is beyond that does", () => {
  const before = [...times(30, 0.0375), 0.04, ...times(29, 0.0375)];
  strictEqual(certainty(before, times(20, 0.075), { role: "latency" }), 0);
  ok(certainty(before, times(20, 0.175), { role: "latency" }) > 0.9);
  // The same rise of what is no quantile of a histogram.
  ok(certainty(before, times(20, 0.075), { role: "cpu" }) > 0.9);
});
