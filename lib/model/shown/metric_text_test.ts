import { deepStrictEqual, strictEqual } from "node:assert";
import type { MetricRole } from "../incident.ts";
import { METRICS } from "../metrics.ts";
import { canBeShares, durationText, metricIs, metricName, metricQuantities } from "./metric_text.ts";

Deno.test("metricName() has words for each metric of an observation, and leaves those of recordings", () => {
  deepStrictEqual(METRICS.map(metricName), [
    "p95 latency",
    "error rate",
    "CPU utilisation",
    "memory utilisation",
    "request rate",
  ]);
  strictEqual(metricName("CpuUsage(m)"), "CpuUsage(m)");
});

Deno.test("metricIs() tells errors from an error rate", () => {
  deepStrictEqual(["errors", "errorRate", "latency_ms", "http.requests"].map((metric) => metricIs(metric)), [
    "errors are",
    "error rate is",
    "latency_ms is",
    "http.requests are",
  ]);
  deepStrictEqual(["cpu", "restarts"].map((metric) => metricIs(metric, { past: true })), [
    "cpu was",
    "restarts were",
  ]);
});

Deno.test("metricQuantities() has the unit of a known metric, percent of shares, and none that it would guess", () => {
  deepStrictEqual(metricQuantities("latencyP95Ms", [487.2, 110.4], "latency"), ["487 ms", "110 ms"]);
  deepStrictEqual(metricQuantities("requestRate", [21.94], "requests"), ["21.9 requests/s"]);
  deepStrictEqual(metricQuantities("cpuUtilisation", [0.46, 0.023], "cpu"), ["46 %", "2.3 %"]);
  deepStrictEqual(metricQuantities("errorRate", [0.9998, 0], "errors"), ["over 99.9 %", "0.0 %"]);
  deepStrictEqual(metricQuantities("cpu", [2.28, 0.5], "cpu"), ["2.28", "0.5"]);
  deepStrictEqual(metricQuantities("seconds", [0.5071, 0.0234], "latency"), ["0.507", "0.0234"]);
});

Deno.test("a metric that is above 1 at another service is no share, where its name doesn't tell its unit", () => {
  deepStrictEqual(metricQuantities("errors", [0.33, 0], "errors", () => 9), ["0.33", "0"]);
  deepStrictEqual(metricQuantities("errors", [0.33, 0], "errors", () => 1), ["33 %", "0.0 %"]);
  deepStrictEqual(metricQuantities("cpu", [0.5], "cpu", () => 2.3), ["0.5"]);
  deepStrictEqual(metricQuantities("cpu", [0.5], "cpu", () => 1.1), ["50 %"]);
  deepStrictEqual(metricQuantities("errorRate", [0.33], "errors", () => 9), ["33 %"]);
  const open = (role: MetricRole) => canBeShares({ metric: "x", role }, [0.1], () => 0.1);
  deepStrictEqual((["latency", "requests", "errors", "cpu"] as const).map(open), [false, false, true, true]);
});

Deno.test("a metric whose name says percent is told as it was recorded, a percentile is none", () => {
  deepStrictEqual(metricQuantities("error_percent", [0.61, 0.11], "errors"), ["0.61 %", "0.11 %"]);
  deepStrictEqual(metricQuantities("cpu %", [97.12], "cpu"), ["97.1 %"]);
  deepStrictEqual(metricQuantities("cpu_pct", [0.5], "cpu"), ["0.5 %"]);
  deepStrictEqual(metricQuantities("95percentile", [120], "latency"), ["120"]);
});

Deno.test("durationText() is in seconds, minutes or hours", () => {
  deepStrictEqual([15, 90, 180, 900, 9000].map(durationText), ["15 s", "90 s", "3 min", "15 min", "2.5 h"]);
});
