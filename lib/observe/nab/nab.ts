import { z } from "zod";
import { type LabelledSeries, UsageError } from "../../model/mod.ts";
import { eachFile } from "../reading/each_file.ts";
import { isHidden, type RecordedFiles } from "../reading/files.ts";
import { readJson } from "../reading/json.ts";
import { malformed } from "../reading/malformed.ts";
import { requireFile } from "../reading/require.ts";
import type { SeriesFormat, SeriesOptions } from "../reading/series_source.ts";
import { windowsOf } from "../reading/windows.ts";
import { readTable } from "../table/read_table.ts";
import { toTimeSeconds } from "../table/times.ts";

const DATA = "data/";
const LABELS = "labels/combined_windows.json";
/** First and last time of each window, by path of the file. */
type Labels = Readonly<Record<string, readonly (readonly [string, string])[]>>;
const labels: z.ZodType<Labels> = z.record(z.string(), z.array(z.tuple([z.string(), z.string()])));

/**
 * The Numenta Anomaly Benchmark (Lavin and Ahmad, 2015): 58 univariate series with windows of anomalies. Reads the files
 * that exist; missing ones are skipped, so that part of the benchmark can be held back. The warm-up is the probationary
 * period of the benchmark: 15 % of the rows, at most 750.
 */
export const nab: SeriesFormat = {
  about: "Numenta Anomaly Benchmark: single metrics with windows of anomalies",
  layout: `${DATA}<folder>/<name>.csv and ${LABELS}`,
  marks: /(?:^|\/)labels\/combined_windows\.json$/,
  open: async (files, options) => {
    requireNoOptions(options);
    const known = await requireFile(files, LABELS, (text, path) => readJson(text, path, labels));
    const paths = files.paths.filter((path) =>
      path.startsWith(DATA) && /\.csv$/i.test(path) && !isHidden(path)
    );
    const notes: string[] = [];
    const strict = options.strict ?? false;
    const read = (path: string) => seriesOf(files, path, { known, strict });
    return { count: paths.length, series: eachFile(paths, read, { strict, notes }), notes };
  },
};

/** @throws {UsageError} for options of the format csv: columns and warm-up are defined by the benchmark */
function requireNoOptions(options: SeriesOptions): void {
  const name = Object.keys(options).find((one) => one !== "strict");
  if (name === undefined) return;
  throw new UsageError(`The format "nab" takes no options, found "${name}"`);
}

async function seriesOf(
  files: RecordedFiles,
  path: string,
  { known, strict }: { readonly known: Labels; readonly strict: boolean },
): Promise<[LabelledSeries]> {
  const name = path.slice(DATA.length);
  const windows = Object.hasOwn(known, name) ? known[name]! : undefined;
  if (windows === undefined) throw malformed({ path: LABELS }, `windows of "${name}", found none`);
  const [series] = readTable(await files.text(path), path, {
    time: "timestamp",
    values: ["value"],
    label: null,
    by: [],
    strict,
  }) as [LabelledSeries];
  const rows = series.timesSeconds.length;
  return [{
    ...series,
    name,
    // Beside what is the same in every file.
    notes: series.notes!.slice(2),
    windows: rowsOf(windows, { name, times: series.timesSeconds }),
    warmupRows: Math.max(1, Math.min(Math.floor(0.15 * rows), 750)),
  }];
}

/** The rows in the windows of time; adjacent windows become one. */
function rowsOf(
  windows: Labels[string],
  { name, times }: { name: string; times: Float64Array },
): [number, number][] {
  const inside = new Uint8Array(times.length);
  for (const window of windows) {
    const [from, to] = window.map(toTimeSeconds) as [number, number];
    const rows = times.reduce((count, time) => count + Number(time >= from && time <= to), 0);
    if (rows === 0) {
      throw malformed({ path: LABELS }, `a window of "${name}" that holds rows`, window.join(" to "));
    }
    times.forEach((time, row) => {
      if (time >= from && time <= to) inside[row] = 1;
    });
  }
  return windowsOf(inside);
}
