import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import type { LabelledSeries } from "../model/mod.ts";
import { seriesSchema } from "../model/schemas.ts";
import { createSeason } from "./parts/season.ts";

const ARGUMENTS = z.object({ series: seriesSchema });

/**
 * The series with the season taken off each value, as `ensemble` watches it: what is usual at this time of the day, at this hour of the
 * week, or, where there is one column, a period before, as far as it forecasts better than the level. Each value is judged by those before it.
 *
 * @returns a series with the same rows; a value without a season is as it was, a missing one stays missing
 * @throws {UsageError} for an argument that is no series
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { withoutSeasons } from "./without_seasons.ts";
 * const rows = 24 * 60;
 * const series = {
 *   name: "shop", columns: ["requests"], timesSeconds: Float64Array.from({ length: rows }, (_, row) => 3600 * row),
 *   values: Float64Array.from({ length: rows }, (_, row) => row % 24 < 12 ? 100 : 10), windows: [], warmupRows: 24,
 * };
 * const { values } = withoutSeasons(series);
 * ok(series.values.slice(-24).every((value) => value === 10 || value === 100));
 * ok(values.slice(-24).every((value) => value > 40 && value < 70));
 * ```
 */
export function withoutSeasons(series: LabelledSeries): LabelledSeries {
  checkOptions("withoutSeasons", ARGUMENTS, { series });
  const { columns, timesSeconds } = series;
  const values = series.values.slice();
  columns.forEach((_, column) => {
    const season = createSeason({ anyPeriod: columns.length === 1 });
    timesSeconds.forEach((seconds, row) => {
      const at = row * columns.length + column;
      if (!Number.isNaN(values[at])) values[at] = season.next(values[at]!, seconds);
    });
  });
  return { ...series, values };
}
