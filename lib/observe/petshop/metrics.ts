import type { Indicator, MetricRole, MetricTable } from "../../model/mod.ts";
import { type CsvRow, readCsv } from "../reading/csv.ts";
import { malformed } from "../reading/malformed.ts";
import { requireNumber, requireTime } from "../reading/numbers.ts";
import { tableOfRows } from "../reading/table.ts";

const ROLES: Readonly<Record<string, MetricRole>> = {
  latency: "latency",
  requests: "requests",
  availability: "availability",
};

/**
 * Reads a table with three header rows (microservice, metric, statistic), a row that starts with `unix_timestamp`, and
 * one row per time. Metrics are named `latency/p95`; availability is in percent, as recorded.
 *
 * @throws {UsageError} for an invalid header, a wrong number of cells, or a cell that is not a number
 */
export function readPetshopMetrics(text: string, path: string): MetricTable {
  const { header: services, rows } = readCsv(text, path);
  const [metrics, statistics, index, ...data] = [...rows];
  if (metrics === undefined || statistics === undefined || index?.cells[0] !== "unix_timestamp") {
    throw malformed({ path, line: 4 }, 'three header rows and then "unix_timestamp"', index?.cells[0] ?? "");
  }
  if (data.length === 0) throw malformed({ path }, "a row of values below the header");
  const indicators = services.slice(1).map((service, i) => indicatorOf(service, metrics, statistics, i + 1));
  const names = indicators.map(({ service, metric }) => `${service} ${metric}`);
  return tableOfRows(
    indicators,
    data.map(({ line, cells: [time, ...cells] }) => ({
      timeSeconds: requireTime(time!, "unix_timestamp", { path, line }),
      values: cells.map((cell, i) => requireNumber(cell, names[i]!, { path, line })),
    })),
  );
}

function indicatorOf(service: string, metrics: CsvRow, statistics: CsvRow, column: number): Indicator {
  const metric = metrics.cells[column]!;
  const statistic = statistics.cells[column]!;
  return { service, metric: `${metric}/${statistic}`, role: ROLES[metric] ?? "other" };
}
