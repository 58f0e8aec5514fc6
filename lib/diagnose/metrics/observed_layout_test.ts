import { deepStrictEqual, strictEqual } from "node:assert";
import { type MetricRole, METRICS, type MetricTable } from "../../model/mod.ts";
import { inObservedLayout, isObserved } from "./observed_layout.ts";

/** A table of columns by `service/role/metric`. */
function table(columns: Readonly<Record<string, readonly number[]>>): MetricTable {
  const rows = Object.values(columns)[0]!.length;
  return {
    indicators: Object.keys(columns).map((key) => {
      const [service, role, metric] = key.split("/") as [string, MetricRole, string];
      return { service, metric, role };
    }),
    timesSeconds: Float64Array.from({ length: rows }, (_, row) => 60 * row),
    columns: Object.values(columns).map((column) => Float64Array.from(column)),
  };
}

/** What becomes of one metric of a service whose latency and requests are recorded, in the window after. */
function converted(key: string, before: readonly number[], after: readonly number[]): number[] {
  const others = { "web/latency/latency_ms": [20, 20], "web/requests/requests": [50, 40] };
  const name = `web/${key}`;
  const windows = inObservedLayout(["web"], {
    before: table({ [name]: before, ...others, ...(name in others && { [name]: before }) }),
    after: table({ [name]: after, ...others, ...(name in others && { [name]: after }) }),
  })!;
  const role = key.split("/")[0]!;
  const at = ["latency", "errors", "cpu", "memory", "requests"].indexOf(
    role === "availability" ? "errors" : role,
  );
  return [...windows.after.columns[at]!].map((x) => Number(x.toPrecision(9)));
}

Deno.test("latencies are in ms by the unit of their name, or in seconds if small", () => {
  deepStrictEqual(converted("latency/latency_ms", [20, 20], [300, 0.5]), [300, 0.5]);
  deepStrictEqual(converted("latency/request_duration_seconds", [20, 20], [30, 40]), [30_000, 40_000]);
  deepStrictEqual(converted("latency/duration_us", [20_000, 20_000], [30_000, 0]), [30, 0]);
  deepStrictEqual(converted("latency/prometheus_duration_seconds", [20, 20], [30, 40]), [30_000, 40_000]);
  deepStrictEqual(converted("latency/durationMs", [5, 5], [30, 40]), [30, 40]);
  deepStrictEqual(converted("latency/responsetimems", [5, 5], [30, 40]), [30, 40]);
  deepStrictEqual(converted("latency/duration_µs", [20_000, 20_000], [30_000, 0]), [30, 0]);
  deepStrictEqual(converted("latency/latency_nanoseconds", [2e7, 2e7], [3e7, 0]), [30, 0]);
  deepStrictEqual(converted("latency/response", [0.02, 0.02], [3, 40]), [3000, 40_000]);
  deepStrictEqual(converted("latency/response", [5, 5], [3, 40]), [3000, 40_000]);
  deepStrictEqual(converted("latency/response", [80, 90], [3, 400]), [3, 400]);
});

Deno.test("failures are a share of the requests, whether they are counted, in percent or told by availability", () => {
  deepStrictEqual(converted("errors/error_rate", [0, 0.01], [0.5, 1]), [0.5, 1]);
  deepStrictEqual(converted("errors/errors", [0, 0], [25, 8]), [0.5, 0.2]);
  deepStrictEqual(converted("errors/errors", [0, 0], [90, 0]), [1, 0], "more than requests");
  deepStrictEqual(converted("errors/errors", [0, 0], [1, 0]), [0.02, 0], "a single one");
  deepStrictEqual(converted("errors/error_ratio", [0, 0], [1, 0]), [1, 0]);
  deepStrictEqual(converted("errors/errors", [0, 0.01], [1, 0]), [1, 0], "shares at other times");
  deepStrictEqual(converted("errors/error_percent", [0, 2], [25, 8]), [0.25, 0.08]);
  deepStrictEqual(converted("errors/error_percent", [0, 0.2], [1, 0.5]), [0.01, 0.005]);
  deepStrictEqual(converted("availability/availability", [100, 100], [97, 100]), [0.03, 0]);
  deepStrictEqual(converted("availability/availability", [1, 1], [0.9, 1]), [0.1, 0]);
});

Deno.test("CPU is a share of what is there, as if 40 % were usual where that isn't known; memory is missing then", () => {
  deepStrictEqual(converted("cpu/cpu", [0.3, 0.3], [0.9, 0.5]), [0.9, 0.5]);
  deepStrictEqual(converted("cpu/cpu_percent", [30, 30], [90, 50]), [0.9, 0.5]);
  deepStrictEqual(converted("cpu/system.cpu.pct", [0.3, 0.3], [0.9, 0.5]), [0.9, 0.5]);
  deepStrictEqual(converted("cpu/system.cpu.pct", [30, 30], [90, 50]), [0.9, 0.5]);
  deepStrictEqual(converted("cpu/cpu", [0.1, 0.1], [0.9, 0.5]), [0.9, 0.5]);
  deepStrictEqual(converted("cpu/cores", [0.01, 0.01], [0.02, 0.2]), [0.8, 1]);
  deepStrictEqual(converted("cpu/cores", [0.5, 0.5], [1, 2.5]), [0.8, 1]);
  deepStrictEqual(converted("cpu/millicores", [200, 200], [400, 900]), [0.8, 1]);
  deepStrictEqual(converted("memory/mem_util", [0.3, 0.3], [0.9, 0.5]), [0.9, 0.5]);
  deepStrictEqual(converted("memory/bytes", [2e9, 2e9], [3e9, 4e9]), [NaN, NaN]);
});

Deno.test("the 95th percentile of a latency goes before others, and what a service lacks is missing", () => {
  const columns = {
    "web/latency/p50_ms": [1, 1],
    "web/latency/p95_ms": [2, 2],
    "web/latency/p99_ms": [3, 3],
    "web/requests/requests": [10, 10],
    "db/latency/p95_ms": [NaN, NaN],
    "db/latency/mean_ms": [5, 5],
    "db/latency/p99_ms": [4, 4],
    "mail/latency/p90_ms": [6, 6],
    "mail/latency/p99_ms": [7, 7],
    "mail/requests/requests": [10, 10],
  };
  const { before } = inObservedLayout(["web", "mail", "db"], {
    before: table(columns),
    after: table(columns),
  })!;
  strictEqual(before.layout, "services-by-metrics");
  deepStrictEqual(before.indicators.map(({ service, metric }) => `${service} ${metric}`), [
    ...METRICS.map((metric) => `web ${metric}`),
    ...METRICS.map((metric) => `mail ${metric}`),
    ...METRICS.map((metric) => `db ${metric}`),
  ]);
  deepStrictEqual(before.columns.map((column) => column[0]), [
    2,
    NaN,
    NaN,
    NaN,
    10,
    7,
    NaN,
    NaN,
    NaN,
    10,
    4,
    NaN,
    NaN,
    NaN,
    NaN,
  ]);
});

Deno.test("a table in the layout of observations stays, with the columns of the services that are asked for, in their order", () => {
  const usual = table(
    Object.fromEntries(
      ["web", "db"].flatMap((service, i) =>
        METRICS.map((metric, at) => [`${service}/other/${metric}`, [10 * i + at, 0]])
      ),
    ),
  );
  const observed: MetricTable = { ...usual, layout: "services-by-metrics" };
  const of = (...services: string[]) => inObservedLayout(services, { before: observed, after: observed })!;
  strictEqual(of("web", "db").before, observed);
  const { before, after } = of("db", "mail", "web");
  for (const { columns, indicators, layout } of [before, after]) {
    strictEqual(layout, "services-by-metrics");
    deepStrictEqual(columns.map(([x]) => x), [10, 11, 12, 13, 14, NaN, NaN, NaN, NaN, NaN, 0, 1, 2, 3, 4]);
    deepStrictEqual(indicators.map(({ service }) => service), [
      ...METRICS.map(() => "db"),
      ...METRICS.map(() => "mail"),
      ...METRICS.map(() => "web"),
    ]);
  }
  deepStrictEqual(of("web").after.columns.length, METRICS.length);
});

Deno.test("where latency and requests of fewer than half of the services are recorded there is no such table", () => {
  const columns = { "web/latency/ms": [1, 1], "web/requests/requests": [10, 10], "db/latency/ms": [4, 4] };
  const windows = { before: table(columns), after: table(columns) };
  strictEqual(inObservedLayout(["web", "db", "cache"], windows), undefined);
  strictEqual(inObservedLayout(["web", "db"], windows)?.before.columns.length, 10);
});

Deno.test("isObserved() knows the roles of an observation, failures in either way", () => {
  const roles = [
    "latency",
    "errors",
    "availability",
    "cpu",
    "memory",
    "requests",
    "network",
    "other",
  ] as const;
  deepStrictEqual(roles.filter((role) => !isObserved(role)), ["network", "other"]);
});
