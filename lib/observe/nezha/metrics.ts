import type { Indicator, MetricRole, MetricTable } from "../../model/mod.ts";
import { readCsv, requireColumn } from "../reading/csv.ts";
import { type Losses, NO_LOSSES } from "../reading/losses.ts";
import type { RecordedFiles } from "../reading/files.ts";
import { malformed } from "../reading/malformed.ts";
import { serviceOfPod } from "./pods.ts";
import { requireNumber, requireTime } from "../reading/numbers.ts";
import { nameOf } from "../reading/table.ts";

/** Pods are scraped one after another within two seconds of each minute: times this close belong to one row. */
const SAME_ROW_SECONDS = 30;

const NOT_NUMERIC = ["Time", "TimeStamp", "PodName"];

const ROLES: readonly (readonly [RegExp, MetricRole])[] = [
  [/^Node/, "other"],
  [/Cpu/, "cpu"],
  [/Memory/, "memory"],
  [/Latency/, "latency"],
  [/Success/, "availability"],
  [/Workload|Ops/, "requests"],
  [/^Network/, "network"],
];

/** A row of the file of a pod. */
interface PodRow {
  readonly timeSeconds: number;
  /** Index of the column of each value. */
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

/**
 * Reads the files `<pod>_metric.csv` of some folders into one table with one row per minute; if folders repeat a time,
 * the later one is used.
 *
 * @param losses takes lines and files that can't be read; absent: they are errors
 * @throws {UsageError} if there are no such files, for a missing column, or for a cell that is not a number
 */
export async function readNezhaMetrics(
  files: RecordedFiles,
  folders: readonly string[],
  losses: Losses = NO_LOSSES,
): Promise<MetricTable> {
  const indicators = new Map<string, Indicator>();
  const rows: PodRow[] = [];
  for (const folder of folders) {
    const paths = files.paths.filter((path) => path.startsWith(folder) && path.endsWith("_metric.csv"));
    for (const path of paths) {
      const read = await losses.part(
        path,
        async () => podRows(await files.text(path), path, { indicators, losses }),
      );
      for (const row of read ?? []) rows.push(row);
    }
  }
  if (rows.length === 0) throw malformed({ path: folders.at(-1)! }, "files of metrics as <pod>_metric.csv");
  return tableOfPods([...indicators.values()], rows);
}

function podRows(
  text: string,
  path: string,
  { indicators, losses }: { readonly indicators: Map<string, Indicator>; readonly losses: Losses },
): PodRow[] {
  const file = readCsv(text, path);
  const time = requireColumn(file, "TimeStamp");
  const pod = requireColumn(file, "PodName");
  const numeric = file.header.flatMap((name, i) => NOT_NUMERIC.includes(name) ? [] : [{ name, i }]);
  const rows = losses.rows(file, ({ line, cells }) => ({
    service: serviceOfPod(cells[pod]!),
    timeSeconds: requireTime(cells[time]!, "TimeStamp", { path, line }),
    values: numeric.map(({ name, i }) => requireNumber(cells[i]!, name, { path, line })),
  }));
  if (rows.length === 0) throw malformed({ path }, "rows below the header, found none");
  const columnsOf = new Map<string, number[]>();
  return rows.map(({ service, ...row }) => {
    if (!columnsOf.has(service)) {
      columnsOf.set(service, numeric.map(({ name }) => columnOf(service, name, indicators)));
    }
    return { ...row, columns: columnsOf.get(service)! };
  });
}

/** The column of a metric of a service; created if it is new. */
function columnOf(service: string, metric: string, indicators: Map<string, Indicator>): number {
  const indicator = { service, metric, role: roleOf(metric) };
  const name = nameOf(indicator);
  if (!indicators.has(name)) indicators.set(name, indicator);
  return [...indicators.keys()].indexOf(name);
}

function roleOf(metric: string): MetricRole {
  return ROLES.find(([pattern]) => pattern.test(metric))?.[1] ?? "other";
}

function tableOfPods(indicators: readonly Indicator[], rows: readonly PodRow[]): MetricTable {
  const times = [...new Set(rows.map(({ timeSeconds }) => timeSeconds))].sort((a, b) => a - b);
  const starts: number[] = [];
  const rowOf = new Map(times.map((time) => {
    if (!(time - starts.at(-1)! < SAME_ROW_SECONDS)) starts.push(time);
    return [time, starts.length - 1];
  }));
  const table = indicators.map(() => new Float64Array(starts.length).fill(NaN));
  for (const { timeSeconds, columns, values } of rows) {
    values.forEach((value, i) => {
      if (!Number.isNaN(value)) table[columns[i]!]![rowOf.get(timeSeconds)!] = value;
    });
  }
  return { indicators, timesSeconds: Float64Array.from(starts), columns: table };
}
