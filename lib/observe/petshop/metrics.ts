import type { Indicator, MetricRole, MetricTable } from "../../model/mod.ts";
import { type CsvRow, readCsv } from "../reading/csv.ts";
import { type Losses, NO_LOSSES } from "../reading/losses.ts";
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
 * @param losses takes lines that can't be read; absent: they are errors
 * @throws {UsageError} for an invalid header, a wrong number of cells, or a cell that is not a number
 */
export function readPetshopMetrics(text: string, path: string, losses: Losses = NO_LOSSES): MetricTable {
  const file = readCsv(text, path);
  const services = file.header;
  const [metrics, statistics, index] = file.rows;
  if (metrics === undefined || statistics === undefined || index?.cells[0] !== "unix_timestamp") {
    throw malformed({ path, line: 4 }, 'three header rows and then "unix_timestamp"', index?.cells[0] ?? "");
  }
  const indicators = services.slice(1).map((service, i) => indicatorOf(service, metrics, statistics, i + 1));
  const names = indicators.map(({ service, metric }) => `${service} ${metric}`);
  const rows = losses.rows(file, ({ line, cells: [time, ...cells] }) => {
    if (line <= index.line) return undefined;
    return {
      timeSeconds: requireTime(time!, "unix_timestamp", { path, line }),
      values: cells.map((cell, i) => requireNumber(cell, names[i]!, { path, line })),
    };
  }).filter((row) => row !== undefined);
  if (rows.length === 0) throw malformed({ path }, "a row of values below the header");
  return tableOfRows(indicators, rows);
}

function indicatorOf(service: string, metrics: CsvRow, statistics: CsvRow, column: number): Indicator {
  const metric = metrics.cells[column]!;
  const statistic = statistics.cells[column]!;
  return { service, metric: `${metric}/${statistic}`, role: ROLES[metric] ?? "other" };
}
