import { type LabelledSeries, UsageError } from "../../model/mod.ts";
import { wallTime } from "../../model/shown/wall_clock.ts";
import type { ReadTableOptions } from "../table/options.ts";
import { readTable, seriesName, warmupOf } from "../table/read_table.ts";
import type { MetricFrame } from "./frame.ts";
import { durationText } from "../table/notes.ts";
import { readExport } from "./export.ts";
import { gridOf, onGrid, usualStep } from "./grid.ts";
import { missingNotes } from "./missing.ts";
import { withQuantiles } from "./quantiles.ts";

/** Options that choose columns of a table, which exports don't have. */
const OF_TABLES = ["time", "timeFormat", "values", "label", "by", "decimal"] as const;
/** Rows that a series needs for there to be anything to learn. */
const MIN_ROWS = 3;

/**
 * Reads a file of metrics as series, whoever wrote it: a table (`readTable`), or what a monitoring system exports, as `serviceMetrics` does
 * but without asking which service a metric is of. There is one series for each set of labels, with a column for each name.
 *
 * @throws {UsageError} as these
 */
export function exportedSeries(text: string, path: string, options: ReadTableOptions = {}): LabelledSeries[] {
  const read = readExport(text, path);
  if ("table" in read) return readTable(read.table, path, options);
  const stray = OF_TABLES.find((name) => options[name] !== undefined && options[name] !== null);
  if (stray !== undefined) {
    throw new UsageError(
      `The option "${stray}" needs a table, found ${read.notes[0] ?? "metrics"} in ${path}`,
    );
  }
  const { frames, notes: reading } = withQuantiles(read);
  const notes = [...reading, ...missingNotes(read.frames)];
  const groups = Map.groupBy(frames, ({ labels }) => JSON.stringify(Object.entries(labels).sort()));
  const told = tellingLabels(frames);
  const series = [...groups.values()].map((group): LabelledSeries => {
    const times = gridOf(group);
    const byName = Map.groupBy(group, ({ name }) => name === "" ? "value" : name);
    const columns = [...byName.keys()];
    const values = new Float64Array(times.length * columns.length);
    [...byName.values()].forEach((own, at) =>
      onGrid(own, times).forEach((value, row) => values[row * columns.length + at] = value)
    );
    const { labels } = group[0]!;
    const name = told.flatMap((key) => labels[key] === undefined ? [] : [`${key}=${labels[key]}`]).join(" ");
    return {
      ...{ name: seriesName(path, name), columns, timesSeconds: times, values, windows: [], timed: true },
      warmupRows: times.length < MIN_ROWS ? 1 : warmupOf(path, times.length, options),
      ...(Object.keys(labels).length > 0 && { labels }),
    };
  });
  const long = series.filter(({ timesSeconds }) => timesSeconds.length >= MIN_ROWS);
  if (long.length === 0) {
    throw new UsageError(`${path}: expected series of ${MIN_ROWS} rows or more, found none`);
  }
  const short = series.length - long.length;
  const left = short > 0 ? [`${short} series of fewer than ${MIN_ROWS} rows left out`] : [];
  return long.map((one) => ({
    ...one,
    notes: [spanNote(one.timesSeconds, options.shownZone), ...notes, ...left],
  }));
}

function spanNote(times: Float64Array, zone: string | undefined): string {
  const many = `${times.length} rows from ${wallTime(times[0]!, zone)} to ${wallTime(times.at(-1)!, zone)}`;
  const step = usualStep(times);
  return step === undefined ? many : `${many}, one every ${durationText(step)}`;
}

/** The labels that aren't the same for all frames. */
function tellingLabels(frames: readonly MetricFrame[]): string[] {
  const keys = [...new Set(frames.flatMap(({ labels }) => Object.keys(labels)))];
  return keys.filter((key) => new Set(frames.map(({ labels }) => labels[key])).size > 1);
}
