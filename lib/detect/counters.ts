import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import { seriesSchema } from "../model/schemas.ts";
import type { LabelledSeries } from "../model/mod.ts";
import { median } from "../stats/mod.ts";

const ARGUMENTS = z.object({ series: seriesSchema });

/** Values by which a counter is told. */
const MIN_VALUES = 20;
/** A counter without a counter's name rises in this share of its steps. */
const MIN_RISING_SHARE = 0.9;
/** Falls that a counter may have, as a share of its steps; one is allowed in any. */
const MAX_RESET_SHARE = 0.02;
/** Highest value after a restart, as a share of the one before it. */
const MAX_AFTER_RESET = 0.5;
/** Growth of a counter without a counter's name or a restart, in multiples of its first value; what creeps up is a level. */
const MIN_GROWTH = 1.5;
/** A counter rises this many times as often as it restarts; a value that is 0 but for lone errors does not. */
const RISES_PER_RESTART = 5;
/** Names of counters, and those that others have as well, as `replica_count`, which must rise in half of the steps. */
const COUNTER_NAME = /(?:^|[^a-z])(?:total|counter)(?:$|[^a-z])/i;
const COUNT_NAME = /(?:^|[^a-z])(?:count|sum|bucket)(?:$|[^a-z])/i;
const MIN_COUNT_SHARE = 0.5;
/** Levels that may rise for the whole of a series, as memory that leaks. */
const LEVEL_NAME = /mem|heap|rss|disk|storage|cpu|latency|duration|percent|ratio|usage|used|free|queue|lag/i;

/**
 * The series with each counter replaced by its rate, since a detector learns nothing from a value that always rises. A counter never falls
 * but for restarts, from which it counts from 0 again; it is told by its name (`_total`, `_count`, `_sum`) or because it rises nearly all the
 * time and by far. Its rate is that since the value before, per second, or per row for a series without times; it isn't known after
 * a restart, and the first value has that of the second. A note says which columns were replaced.
 *
 * @returns the same series if no column is a counter
 * @throws {UsageError} for an argument that is no series
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { countersAsRates } from "./counters.ts";
 * const series = {
 *   name: "web", columns: ["requests_total"], timesSeconds: Float64Array.from({ length: 40 }, (_, row) => 60 * row),
 *   values: Float64Array.from({ length: 40 }, (_, row) => 120 * (row % 30)), windows: [], warmupRows: 10,
 * };
 * const { columns, values } = countersAsRates(series);
 * deepStrictEqual([columns, [...values.subarray(28, 32)]], [["requests_total/s"], [2, 2, NaN, 2]]);
 * ```
 */
export function countersAsRates(series: LabelledSeries): LabelledSeries {
  checkOptions("countersAsRates", ARGUMENTS, { series });
  const { columns, timed = true, notes = [] } = series;
  const counters = columns.flatMap((name, column) => {
    const found = counterOf(columnOf(series, column), name);
    return found ? [{ column, name, ...found }] : [];
  });
  if (counters.length === 0) return series;
  const values = series.values.slice();
  for (const { column } of counters) replaceByRate(series, column, values);
  const per = timed ? "s" : "row";
  return {
    ...series,
    columns: columns.map((name, at) =>
      counters.some(({ column }) => column === at) ? `${name}/${per}` : name
    ),
    values,
    notes: [...notes, ...counters.map((one) => noteOf(one, timed))],
  };
}

function columnOf({ columns, values }: LabelledSeries, column: number): Float64Array {
  const width = columns.length;
  return Float64Array.from({ length: values.length / width }, (_, row) => values[row * width + column]!);
}

/** The restarts of a counter; undefined for what is no counter. */
function counterOf(column: Float64Array, name: string): { readonly restarts: number } | undefined {
  const values = column.filter((value) => !Number.isNaN(value));
  if (values.length < MIN_VALUES) return undefined;
  let [rising, restarts, growth] = [0, 0, 0];
  for (let i = 1; i < values.length; i++) {
    const [before, value] = [values[i - 1]!, values[i]!];
    if (value < before) {
      if (value < 0 || value > MAX_AFTER_RESET * before) return undefined;
      restarts++;
    } else if (value > before) {
      rising++;
      growth += value - before;
    }
  }
  const steps = values.length - 1;
  if (values[0]! < 0 || rising === 0 || rising < RISES_PER_RESTART * restarts) return undefined;
  if (restarts > Math.max(1, MAX_RESET_SHARE * steps)) return undefined;
  const level = LEVEL_NAME.test(name);
  const isCounter = COUNTER_NAME.test(name) && !level ||
    (COUNTER_NAME.test(name) || COUNT_NAME.test(name)) && rising >= MIN_COUNT_SHARE * steps ||
    rising >= MIN_RISING_SHARE * steps && (restarts > 0 || growth > MIN_GROWTH * values[0]!) && !level;
  return isCounter ? { restarts } : undefined;
}

function replaceByRate(series: LabelledSeries, column: number, values: Float64Array): void {
  const width = series.columns.length;
  const clock = clockOf(series);
  let [before, beforeAt] = [NaN, NaN];
  for (let row = 0; row < clock.length; row++) {
    const at = row * width + column;
    const value = values[at]!;
    const now = clock[row]!;
    values[at] = value >= before && now > beforeAt ? (value - before) / (now - beforeAt) : NaN;
    // A row at the time of the one before has no rate of its own: the next one counts from the earlier.
    if (Number.isNaN(value) || now === beforeAt) continue;
    [before, beforeAt] = [value, now];
  }
  values[column] = values[column + width] ?? NaN;
}

/**
 * The times of the rows, or their numbers. Where the clock stands still for three rows or more, as in the hour that comes twice when clocks are
 * put back, each of them takes the usual step.
 */
function clockOf({ timesSeconds, timed = true }: LabelledSeries): Float64Array {
  if (!timed) return timesSeconds.map((_, row) => row);
  const steps = timesSeconds.subarray(1).map((time, row) => time - timesSeconds[row]!);
  const moving = steps.filter((step) => step > 0);
  if (moving.length === steps.length) return timesSeconds;
  const usual = median(moving);
  let behind = 0;
  return timesSeconds.map((time, row) => {
    const stands = steps[row - 1] === 0 && (steps[row - 2] === 0 || steps[row] === 0);
    if (stands) behind += usual;
    return time + behind;
  });
}

function noteOf(
  { name, restarts }: { readonly name: string; readonly restarts: number },
  timed: boolean,
): string {
  const of = restarts === 0 ? "" : `, with ${restarts} restart${restarts === 1 ? "" : "s"}`;
  return `${name} is a counter${of}: watched as its rate per ${timed ? "second" : "row"}`;
}
