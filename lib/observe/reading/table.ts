import type { Indicator, MetricTable } from "../../model/mod.ts";

/** The values of all indicators at one time, in order. */
export interface TableRow {
  readonly timeSeconds: number;
  readonly values: ArrayLike<number>;
}

/** Builds a table from rows in any order; rows with the same time are merged, and later values take precedence. */
export function tableOfRows(indicators: readonly Indicator[], rows: readonly TableRow[]): MetricTable {
  const sorted = rows.toSorted((a, b) => a.timeSeconds - b.timeSeconds);
  const times = [...new Set(sorted.map(({ timeSeconds }) => timeSeconds))];
  const columns = indicators.map(() => new Float64Array(times.length).fill(NaN));
  let at = -1;
  for (const { timeSeconds, values } of sorted) {
    if (at === -1 || times[at] !== timeSeconds) at++;
    columns.forEach((column, i) => {
      if (!Number.isNaN(values[i])) column[at] = values[i]!;
    });
  }
  return { indicators, timesSeconds: Float64Array.from(times), columns };
}

/** Keeps the rows of a table whose times pass a test. */
export function rowsWhere(table: MetricTable, wanted: (timeSeconds: number) => boolean): MetricTable {
  const keep = (_: number, row: number) => wanted(table.timesSeconds[row]!);
  return {
    indicators: table.indicators,
    timesSeconds: table.timesSeconds.filter(keep),
    columns: table.columns.map((column) => column.filter(keep)),
  };
}

/** Joins two tables with the same indicators. */
export function joined(first: MetricTable, second: MetricTable): MetricTable {
  return tableOfRows(first.indicators, [...rowsOf(first), ...rowsOf(second)]);
}

function rowsOf({ timesSeconds, columns }: MetricTable): TableRow[] {
  return Array.from(timesSeconds, (timeSeconds, row) => ({
    timeSeconds,
    values: columns.map((column) => column[row]!),
  }));
}

/** Rearranges a table to the given indicators: missing ones are NaN, others are dropped. */
export function withIndicators(table: MetricTable, indicators: readonly Indicator[]): MetricTable {
  const byName = new Map(table.indicators.map((indicator, i) => [nameOf(indicator), table.columns[i]!]));
  const { length } = table.timesSeconds;
  return {
    indicators,
    timesSeconds: table.timesSeconds,
    columns: indicators.map((indicator) =>
      byName.get(nameOf(indicator)) ?? new Float64Array(length).fill(NaN)
    ),
  };
}

/** The indicators of the first table, then those that only the second one has; duplicates once. */
export function allIndicators(first: MetricTable, second: MetricTable): readonly Indicator[] {
  const byName = new Map<string, Indicator>();
  for (const indicator of [...first.indicators, ...second.indicators]) {
    if (!byName.has(nameOf(indicator))) byName.set(nameOf(indicator), indicator);
  }
  return [...byName.values()];
}

/** A key of service and metric; NUL occurs in neither. */
export function nameOf({ service, metric }: Indicator): string {
  return `${service}\0${metric}`;
}
