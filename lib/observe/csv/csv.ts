import type { LabelledSeries } from "../../model/mod.ts";
import type { RecordedFiles } from "../reading/files.ts";
import { csvSeries } from "./csv_series.ts";
import type { SeriesFormat, SeriesOptions } from "../reading/series_source.ts";

const CSV = /\.csv$/i;

/** CSV tables, one series per file. */
export const csv: SeriesFormat = {
  about: "CSV tables with a header, one series a file",
  layout: "<name>.csv",
  marks: CSV,
  open: (files, options) => {
    const paths = files.paths.filter((path) => CSV.test(path));
    return Promise.resolve({ count: paths.length, series: seriesOf(files, paths, options) });
  },
};

async function* seriesOf(
  files: RecordedFiles,
  paths: readonly string[],
  options: SeriesOptions,
): AsyncGenerator<LabelledSeries> {
  for (const path of paths) yield csvSeries(await files.text(path), path, options);
}
