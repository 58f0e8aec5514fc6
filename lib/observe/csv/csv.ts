import type { LabelledSeries } from "../../model/mod.ts";
import type { RecordedFiles } from "../reading/files.ts";
import { csvSeries, type CsvSeriesOptions } from "./csv_series.ts";
import type { SeriesFormat } from "../series/source.ts";

/** Anyone's tables: each CSV file is a series. */
export const csv: SeriesFormat = {
  about: "CSV tables with a header, one series a file",
  layout: "<name>.csv",
  open: (files, options) => {
    const paths = files.paths.filter((path) => /\.csv$/i.test(path));
    return Promise.resolve({ count: paths.length, series: seriesOf(files, paths, options) });
  },
};

async function* seriesOf(
  files: RecordedFiles,
  paths: readonly string[],
  options: CsvSeriesOptions,
): AsyncGenerator<LabelledSeries> {
  for (const path of paths) yield csvSeries(await files.text(path), path, options);
}
