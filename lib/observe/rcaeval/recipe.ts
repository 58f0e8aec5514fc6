import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import type { Incident, Indicator, MetricTable } from "../../model/mod.ts";

const ARGUMENTS = z.object({
  incident: objectWith({ before: "object", after: "object" }),
  options: z.strictObject({ rows: z.int().min(1).optional() }),
});

/** Median and 99th percentile of latency, which the benchmark drops in favour of the 90th. */
const LEFT_OUT = /(?:latency-50|lat_50|lat_99)$/;

/** Rows of each window: the benchmark uses ten minutes with one row per second. */
const ROWS = 300;

const BYTES_PER_MB = 1e6;

/**
 * Prepares an incident as RCAEval's programs do before any method sees it, in their order: drop duplicate latencies;
 * fill each gap with the value before it, across the whole recording and so from `before` into `after`, else with 0;
 * keep the last 300 rows before and the first 300 after; drop columns that are constant in either window; convert memory
 * from bytes to megabytes; attribute a database to its service. It serves to reproduce published figures; for anything
 * else NaN for missing values is better.
 *
 * @param options.rows rows of each window; 600 for the benchmark's later default of twenty minutes
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { publishedRecipe } from "./recipe.ts";
 * const table = (times: number[], values: number[]) => ({
 *   indicators: [{ service: "carts", metric: "mem", role: "memory" as const }],
 *   timesSeconds: Float64Array.from(times),
 *   columns: [Float64Array.from(values)],
 * });
 * const { after } = publishedRecipe({
 *   id: "1",
 *   services: ["carts"],
 *   before: { metrics: table([1, 2], [1e6, 2e6]) },
 *   after: { metrics: table([3, 4], [NaN, 8e6]) },
 * });
 * deepStrictEqual(after.metrics.columns, [Float64Array.of(2, 8)]);
 * ```
 */
export function publishedRecipe(incident: Incident, options: {
  /** Rows that are kept on either side of the beginning. Default 300. */
  rows?: number;
} = {}): Incident {
  checkOptions("publishedRecipe", ARGUMENTS, { incident, options });
  const { rows = ROWS } = options;
  const { indicators } = incident.before.metrics;
  const sides = indicators.map((indicator, i) => prepared(indicator, incident, i, rows));
  const kept = sides.flatMap(({ before, after }, i) =>
    LEFT_OUT.test(indicators[i]!.metric) || isConstant(before) || isConstant(after) ? [] : [i]
  );
  const table = (
    { timesSeconds }: MetricTable,
    side: "before" | "after",
    times: [number, number?],
  ): MetricTable => ({
    indicators: kept.map((i) => ({ ...indicators[i]!, service: answered(indicators[i]!.service) })),
    timesSeconds: timesSeconds.slice(...times),
    columns: kept.map((i) => sides[i]![side]),
  });
  const { before, after } = incident;
  return {
    ...incident,
    services: [...new Set(incident.services.map(answered))],
    before: { ...before, metrics: table(before.metrics, "before", [-rows]) },
    after: { ...after, metrics: table(after.metrics, "after", [0, rows]) },
  };
}

/** The benchmark does not distinguish a service from its database: carts-db counts as carts. */
function answered(service: string): string {
  return service.replace("-db", "");
}

/** One column in both windows: filled, cut and scaled. */
function prepared(
  { metric }: Indicator,
  { before, after }: Incident,
  column: number,
  rows: number,
): { before: Float64Array; after: Float64Array } {
  const scale = /(?:^|_)mem$/.test(metric) ? BYTES_PER_MB : 1;
  let last = 0;
  const filled = (value: number) => last = Number.isFinite(value) ? value : last;
  const [earlier, later] = [before, after].map(({ metrics }) => metrics.columns[column]!.map(filled));
  return {
    before: earlier!.slice(-rows).map((value) => value / scale),
    after: later!.slice(0, rows).map((value) => value / scale),
  };
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}
