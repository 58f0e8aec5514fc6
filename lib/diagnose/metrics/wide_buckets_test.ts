import { deepStrictEqual } from "node:assert";
import type { MetricRole } from "../../model/mod.ts";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { ofWideBuckets } from "./wide_buckets.ts";

const ROWS = 60;
const rows = (value: (row: number) => number) => Float64Array.from({ length: ROWS }, (_, row) => value(row));

function wide(metrics: Readonly<Record<string, Float64Array>>, role: MetricRole = "latency") {
  const indicators = Object.keys(metrics).map((name) => {
    const [service, metric] = name.split("/");
    return { service: service!, metric: metric!, role };
  });
  const timesSeconds = rows((row) => 15 * row);
  return ofWideBuckets({ indicators, timesSeconds, columns: Object.values(metrics) });
}

/** What varies without end, each value for so many rows. */
function smooth(seed: number, repeated = 1) {
  const stream = createStream(seed, "smooth");
  const values = rows(() => 0.03 * Math.exp(0.3 * normalQuantile(stream.next())));
  return rows((row) => values[Math.floor(row / repeated)]!);
}

/** The middle of one bucket or of the next, and between them near their common bound. */
const standing = (phase: number) =>
  rows((row) => (row + phase) % 30 < 14 ? 0.0375 : (row + phase) % 30 < 16 ? 0.049 + row * 1e-5 : 0.075);

Deno.test("values that return again and again, at several services, are those of wide buckets", () => {
  deepStrictEqual(wide({ "a/p50": standing(0), "b/p50": standing(9), "c/p50": smooth(1) }), [
    true,
    true,
    true,
  ]);
  deepStrictEqual(wide({ "a/p50": rows(() => 0.0375), "b/p50": rows(() => 0.0375) }), [true, true]);
});

Deno.test("all quantiles of such a histogram are, whether or not they stand still themselves; other latencies aren't", () => {
  deepStrictEqual(
    wide({ "a/p50": standing(0), "b/p50": standing(9), "a/p99": smooth(1), "b/mean": smooth(2) }),
    [true, true, true, false],
  );
});

Deno.test("what varies, is rounded or repeats between scrapes isn't, nor is anything but latency", () => {
  deepStrictEqual(wide({ "a/p50": smooth(1), "b/p50": smooth(2) }), [false, false]);
  deepStrictEqual(wide({ "a/p50": smooth(1, 5), "b/p50": smooth(2, 5) }), [false, false]);
  const few = [0.02, 0.03, 0.045, 0.07];
  deepStrictEqual(wide({ "a/p50": rows((row) => few[Math.floor(row / 15)]!) }), [false]);
  const rounded = (seed: number) => smooth(seed).map((x) => Math.round(1000 * x) / 1000);
  deepStrictEqual(wide({ "a/p50": rounded(1), "b/p50": rounded(2) }), [false, false]);
  deepStrictEqual(wide({ "a/p50": rows(() => 0), "b/p50": rows(() => NaN) }), [false, false]);
  deepStrictEqual(wide({ "a/cpu": standing(0), "b/cpu": standing(9) }, "cpu"), [false, false]);
});
