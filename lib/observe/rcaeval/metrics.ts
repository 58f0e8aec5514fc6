import type { Indicator, MetricRole, MetricTable } from "../../model/mod.ts";
import { readCsv } from "../reading/csv.ts";
import { type Losses, NO_LOSSES } from "../reading/losses.ts";
import { malformed } from "../reading/malformed.ts";
import { type ServicePart, splitColumns } from "./columns.ts";
import { requireNumber, requireTime } from "../reading/numbers.ts";
import { tableOfRows } from "../reading/table.ts";

/** Names of the time column; a repeated `time` gets a numbered suffix when pandas writes it again. */
const TIME = /^[Tt]ime(?:\.\d+)?$/;
const ROW_NUMBER = /^(?:Unnamed: \d+)?$/;

const ROLES: readonly (readonly [RegExp, MetricRole])[] = [
  [/lat(?:ency)?\b|lat_|latency|duration/i, "latency"],
  [/error/i, "errors"],
  [/cpu/i, "cpu"],
  [/mem/i, "memory"],
  [/disk|-fs-/i, "disk"],
  [/net|socket/i, "network"],
  [/load|\blod\b|request/i, "requests"],
];

/** Times of a table without a time column: the time of its first row, then one row per second as in all tables of this benchmark. */
export interface Untimed {
  readonly startSeconds: number;
}

/**
 * Reads a table with a column `time` (Unix seconds) and columns `<service>_<metric>`, split as `splitColumns` does: in the benchmark's own
 * tables at the first underscore, as in its scoring.
 *
 * @param options.untimed times of the rows if there is no time column; absent: that is an error
 * @param options.losses takes lines that can't be read; absent: they are errors
 * @throws {UsageError} for a missing `time`, no other columns, a wrong number of cells, or a cell that is not a number
 */
export function readRcaevalMetrics(
  text: string,
  path: string,
  { untimed, losses = NO_LOSSES }: { readonly untimed?: Untimed; readonly losses?: Losses } = {},
): MetricTable {
  const file = readCsv(text, path);
  const { header } = file;
  const time = header.findIndex((name) => TIME.test(name));
  if (time === -1 && untimed === undefined) {
    throw malformed({ path, line: 1 }, 'a column "time"', header.join(","));
  }
  const metrics = header.flatMap((name, i) => TIME.test(name) || ROW_NUMBER.test(name) ? [] : [{ name, i }]);
  if (metrics.length === 0) {
    throw malformed({ path, line: 1 }, "columns <service>_<metric>", header.join(","));
  }
  const table = tableOfRows(
    splitColumns(metrics.map(({ name }) => name), { path, line: 1 }).map(indicatorOf),
    losses.rows(file, ({ line, cells }) => ({
      timeSeconds: time === -1
        // Rows without times are counted by their lines, so that one that is left out is a gap.
        ? untimed!.startSeconds + line - 2
        : requireTime(cells[time]!, header[time]!, { path, line }),
      values: metrics.map(({ name, i }) => requireNumber(cells[i]!, name, { path, line })),
    })),
  );
  if (table.timesSeconds.length === 0) throw malformed({ path }, "rows below the header, found none");
  return table;
}

function indicatorOf({ service, part }: ServicePart): Indicator {
  return { service, metric: part, role: ROLES.find(([pattern]) => pattern.test(part))?.[1] ?? "other" };
}
