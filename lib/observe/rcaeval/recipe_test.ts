import { deepStrictEqual } from "node:assert";
import type { Incident, MetricTable } from "../../model/mod.ts";
import { readRcaevalMetrics } from "./metrics.ts";
import { publishedRecipe } from "./recipe.ts";
import { rowsWhere } from "../reading/table.ts";

const HEADER = "time,carts_cpu,carts_mem,carts_latency-50,carts_latency-90,user_cpu,user_mem";
const CARTS_CPU = ["", 1, 2, "inf", 3, 4, 5, 6, "", 8, 9, 1];

const rows = CARTS_CPU.map((cpu, i) =>
  [i, cpu, i === 6 ? "" : (i + 1) * 1e6, i / 10, i / 5, i < 9 ? 7 : 8, i % 2 === 0 ? 1e6 : 2e6].join(",")
);
const recorded = readRcaevalMetrics([HEADER, ...rows].join("\n"), "data.csv");
const incident: Incident = {
  id: "1",
  services: ["carts", "user"],
  before: { metrics: rowsWhere(recorded, (time) => time < 6) },
  after: { metrics: rowsWhere(recorded, (time) => time >= 6) },
};

const valuesOf = ({ columns }: MetricTable) =>
  columns.map((column) => [...column].map((value) => +value.toFixed(9)));

Deno.test("publishedRecipe() gives what the benchmark's steps give in pandas 3.0 on the same table", () => {
  // Steps of RCAEval's main.py and io/time_series.py: drop *_latency-50, inf to NaN, ffill, fillna(0), tail(4) and head(4) about
  // the injection, on each side drop_constant and memory / 1e6, then the columns that both sides have.
  const { before, after } = publishedRecipe(incident, { rows: 4 });
  deepStrictEqual(
    before.metrics.indicators.map(({ service, metric }) => `${service}_${metric}`),
    ["carts_cpu", "carts_mem", "carts_latency-90", "user_mem"],
  );
  deepStrictEqual(valuesOf(before.metrics), [[2, 2, 3, 4], [3, 4, 5, 6], [0.4, 0.6, 0.8, 1], [1, 2, 1, 2]]);
  deepStrictEqual(
    valuesOf(after.metrics),
    [[5, 6, 6, 8], [6, 8, 9, 10], [1.2, 1.4, 1.6, 1.8], [1, 2, 1, 2]].map(
      (column, i) => i === 1 ? [6, 8, 9, 10] : column,
    ),
  );
  deepStrictEqual([...after.metrics.timesSeconds], [6, 7, 8, 9]);
});

Deno.test("publishedRecipe() leaves the incident as it was", () => {
  const copy = structuredClone(incident);
  publishedRecipe(incident);
  deepStrictEqual(incident, copy);
});

Deno.test("the recipe does not tell a service's database from the service, as the benchmark's answers do not", () => {
  const indicators = ["carts", "carts-db"].map((service) => ({
    service,
    metric: "cpu",
    role: "cpu" as const,
  }));
  const table = (...values: number[]) => ({
    indicators,
    timesSeconds: Float64Array.from(values),
    columns: indicators.map(() => Float64Array.from(values)),
  });
  const { services, after } = publishedRecipe({
    id: "1",
    services: ["carts", "carts-db"],
    before: { metrics: table(1, 2) },
    after: { metrics: table(3, 4) },
  });
  deepStrictEqual(services, ["carts"]);
  deepStrictEqual(after.metrics.indicators.map(({ service }) => service), ["carts", "carts"]);
});
