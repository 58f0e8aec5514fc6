import { withoutSeasons } from "../../detect/mod.ts";
import type { LabelledSeries } from "../../model/mod.ts";
import { medianAndDeviation } from "../../stats/mod.ts";

/** Rows before an alarm that say what was usual. */
const USUAL_ROWS = 2000;
/** Spreads from the median below which a value by itself is nothing to speak of: what is odd then is how values go together. */
const MIN_SPREADS = 4;
/** The median absolute deviation of normal values, in standard deviations. */
const DEVIATION = 0.6745;

/**
 * Says of rows of a series which of its values lies farthest, without its season and in spreads, from its median in the 2,000 rows before;
 * undefined where each is within four. In hindsight the 2,000 rows after them say what is usual as well.
 *
 * @returns a function of the first and the last row
 */
export function farthestValue(
  series: LabelledSeries,
  { isAround = false }: {
    /** Whether rows after an alarm say what was usual, too. Default: no. */
    readonly isAround?: boolean;
  } = {},
): (rows: readonly [number, number]) => string | undefined {
  const { columns } = series;
  const rows = series.timesSeconds.length;
  const { values } = withoutSeasons(series);
  return ([first, last]) => {
    const spreads = columns.map((_, column) => {
      const between = (from: number, end: number) =>
        Float64Array.from(
          { length: Math.max(0, end - from) },
          (_, i) => values[(from + i) * columns.length + column]!,
        )
          .filter((value) => !Number.isNaN(value));
      const before = between(Math.max(0, first - USUAL_ROWS), first);
      const usual = isAround
        ? Float64Array.of(...before, ...between(last + 1, Math.min(rows, last + 1 + USUAL_ROWS)))
        : before;
      const { median, deviation } = medianAndDeviation(usual);
      const spread = deviation / DEVIATION || 0.01 * Math.abs(median) || 1;
      return between(first, last + 1).reduce(
        (most, value) => Math.max(most, Math.abs(value - median) / spread),
        0,
      );
    });
    const most = Math.max(...spreads);
    return most >= MIN_SPREADS ? columns[spreads.indexOf(most)] : undefined;
  };
}
