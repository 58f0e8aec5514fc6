import { deepStrictEqual } from "node:assert";
import type { MetricTable } from "../model/mod.ts";
import { toOtlpMetrics } from "./metrics.ts";

const TABLE: MetricTable = {
  indicators: [
    { service: "api", metric: "latencyP95Ms", role: "latency" },
    { service: "db", metric: "cpuUtilisation", role: "cpu" },
    { service: "api", metric: "toString", role: "other" },
  ],
  timesSeconds: Float64Array.of(0, 5),
  columns: [Float64Array.of(80.5, 90), Float64Array.of(NaN, 0.5), Float64Array.of(NaN, Infinity)],
};

Deno.test("toOtlpMetrics() gives gauges by service, named by the conventions, without points where values miss", () => {
  const { resourceMetrics } = toOtlpMetrics(TABLE, { epochSeconds: 60 });
  deepStrictEqual(resourceMetrics.map(({ scopeMetrics }) => scopeMetrics[0]!.metrics), [[
    {
      name: "aiops.latency.p95",
      unit: "ms",
      description: "95th percentile of the response time over a step",
      gauge: {
        dataPoints: [
          { timeUnixNano: "60000000000", asDouble: 80.5 },
          { timeUnixNano: "65000000000", asDouble: 90 },
        ],
      },
    },
    { name: "toString", gauge: { dataPoints: [{ timeUnixNano: "65000000000", asDouble: "Infinity" }] } },
  ], [
    {
      name: "process.cpu.utilization",
      unit: "1",
      gauge: { dataPoints: [{ timeUnixNano: "65000000000", asDouble: 0.5 }] },
    },
  ]]);
});

Deno.test("toOtlpMetrics() takes names of one's own", () => {
  const nameOf = ({ metric }: { metric: string }) => ({ name: `shop.${metric}`, unit: "s" });
  const [api] = toOtlpMetrics(TABLE, { nameOf }).resourceMetrics;
  deepStrictEqual(api!.scopeMetrics[0]!.metrics.map(({ name }) => name), [
    "shop.latencyP95Ms",
    "shop.toString",
  ]);
});
