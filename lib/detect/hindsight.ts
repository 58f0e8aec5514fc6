import { z } from "zod";
import { anyFunction } from "../model/argument_schemas.ts";
import { checkOptions } from "../model/check_options.ts";
import type { LabelledSeries } from "../model/mod.ts";
import { seriesSchema } from "../model/schemas.ts";
import type { StreamDetector } from "./detector.ts";
import { scoreSeries } from "./score_series.ts";

/** Rows of the window over which scores in hindsight are averaged, unless another number is asked for. */
export const HINDSIGHT_WINDOW_ROWS = 5;
/** The widest window. */
export const MAX_HINDSIGHT_WINDOW_ROWS = 100_001;

/** Checks the number of rows of a window: odd, so that it lies evenly around its row. */
export const hindsightWindowSchema: z.ZodType<number> = z.int().min(1).max(MAX_HINDSIGHT_WINDOW_ROWS).refine(
  (rows) => rows % 2 === 1,
  "must be odd",
);

const ARGUMENTS = z.object({
  create: anyFunction,
  series: seriesSchema,
  options: z.strictObject({
    windowRows: hindsightWindowSchema.optional(),
    onRows: anyFunction.optional(),
  }),
});

/** Options of `scoreInHindsight`. */
export interface HindsightOptions {
  /** Rows around each row over which scores are averaged, itself included; odd, 1 to 100,001. Default 5. */
  readonly windowRows?: number;
  /** Called now and then with the rows done so far, those of both readings added and halved. */
  readonly onRows?: (done: number) => void;
}

/**
 * Scores a recording that is there as a whole: a row may be judged by those that came after it. A detector reads the series forwards, another
 * one backwards, and each row gets the higher of both scores; then the mean of these over a window around each row. So what lasts outranks
 * what one row alone shows, the end of an incident is seen like its beginning, and the rows from which a stream only learns are judged by the
 * reading that ends in them. Neither learns from more than half of the rows.
 *
 * Nothing of this is possible in operation; figures of streams and figures in hindsight are not comparable.
 *
 * @param create makes a detector that has seen nothing
 * @returns one score per row; of the first and last `warmupRows` rows by one reading alone
 * @throws {UsageError} as `fit` and `update` of the detector, and for an argument of another type
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { createStreamDetector } from "./catalogue.ts";
 * import { scoreInHindsight } from "./hindsight.ts";
 * const series = {
 *   name: "latency", columns: ["ms"], windows: [], warmupRows: 100,
 *   timesSeconds: Float64Array.from({ length: 800 }, (_, row) => 60 * row),
 *   values: Float64Array.from({ length: 800 }, (_, row) => (row >= 40 && row < 50 ? 90 : 20) + Math.sin(row * row)),
 * };
 * const scores = scoreInHindsight(() => createStreamDetector("robust-z", { dimensions: 1, seed: 1 }), series);
 * ok(scores[45]! > 2 * scores[400]!, "an incident in the warm-up of a stream");
 * ```
 */
export function scoreInHindsight(
  create: () => StreamDetector,
  series: LabelledSeries,
  options: HindsightOptions = {},
): Float64Array {
  checkOptions("scoreInHindsight", ARGUMENTS, { create, series, options });
  const { windowRows = HINDSIGHT_WINDOW_ROWS, onRows } = options;
  const rows = series.timesSeconds.length;
  // More would leave rows in the middle that neither reading judges.
  const warmupRows = Math.min(series.warmupRows, Math.max(1, rows >> 1));
  const learnt = { ...series, warmupRows };
  const forwards = scoreSeries(create(), learnt, onRows && { onRows: (done) => onRows(done / 2) });
  const backwards = scoreSeries(
    create(),
    reversedSeries(learnt),
    onRows && {
      onRows: (done) => onRows((rows + done) / 2),
    },
  ).reverse();
  return windowMeans(forwards.map((score, row) => Math.max(score, backwards[row]!)), windowRows);
}

/** The series as it looks to someone who reads it from its end: what came last comes first, with the same time between rows. */
export function reversedSeries(series: LabelledSeries): LabelledSeries {
  const { timesSeconds, values, columns } = series;
  const width = columns.length;
  const turn = (timesSeconds[0] ?? 0) + (timesSeconds.at(-1) ?? 0);
  const turned = new Float64Array(values.length);
  for (let at = 0; at < values.length; at += width) {
    turned.set(values.subarray(at, at + width), values.length - at - width);
  }
  return {
    ...series,
    timesSeconds: timesSeconds.map((time) => turn - time).reverse(),
    values: turned,
    windows: [],
  };
}

/**
 * The mean of what is there of a window around each value. Sums are those of two parts of blocks as long as the window, so that nothing is
 * taken off again and a huge value is felt no farther than its window reaches.
 *
 * @param windowRows odd
 */
export function windowMeans(values: Float64Array, windowRows: number): Float64Array {
  if (windowRows === 1) return values;
  const half = (windowRows - 1) / 2;
  const padded = new Float64Array(values.length + 2 * half);
  padded.set(values, half);
  const [fromStart, toEnd] = [padded.slice(), padded.slice()];
  for (let i = 1; i < padded.length; i++) if (i % windowRows > 0) fromStart[i]! += fromStart[i - 1]!;
  for (let i = padded.length - 2; i >= 0; i--) {
    if ((i + 1) % windowRows > 0) toEnd[i]! += toEnd[i + 1]!;
  }
  return values.map((_, row) => {
    const sum = (row % windowRows > 0 ? toEnd[row]! : 0) + fromStart[row + windowRows - 1]!;
    return sum / (Math.min(values.length, row + half + 1) - Math.max(0, row - half));
  });
}
