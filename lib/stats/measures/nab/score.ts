import { z } from "zod";
import { anyNumber } from "../../../model/argument_schemas.ts";
import { checkOptions } from "../../../model/check_options.ts";
import { byFallingScore } from "../by_falling_score.ts";
import { type ScoredSeries, scoredSeries } from "../judged_rows.ts";
import { NAB_PROFILES, type NabProfile } from "./profiles.ts";
import { type NabRows, nabRows } from "./rows.ts";
import { createTally } from "./tally.ts";

const ARGUMENTS = z.object({
  series: z.array(scoredSeries),
  options: z.strictObject({
    profile: z.enum(Object.keys(NAB_PROFILES) as NabProfile[]).optional(),
    threshold: anyNumber.optional(),
  }),
});

/** Options of the score. */
export interface NabOptions {
  /** Default "standard". */
  readonly profile?: NabProfile;
  /** The lowest score that raises an alarm, in all series. Default: the one with the highest result. */
  readonly threshold?: number;
}

/** The benchmark's score of a detector. */
export interface NabScore {
  /** 100 (raw - null) / (perfect - null): 0 without any alarm, 100 where each window is detected in its first row without a false alarm; may be negative. NaN where there are no windows. */
  readonly score: number;
  /** The lowest score that raised an alarm; Infinity where raising none is best. */
  readonly threshold: number;
  /** The sum before normalisation. */
  readonly raw: number;
  /** One per series, in the order given. */
  readonly series: readonly NabSeriesScore[];
}

/** The contribution of one series to the score. */
export interface NabSeriesScore {
  /** The raw score; those of all series sum to the whole. */
  readonly raw: number;
  /** Number of windows with an alarm (true positives). */
  readonly found: number;
  /** Number of windows without one (false negatives); those that end within the warm-up are not counted. */
  readonly missed: number;
  /** Number of alarm rows outside windows (false positives). */
  readonly falseRows: number;
}

/**
 * The score of the Numenta Anomaly Benchmark: alarms in windows are worth more the earlier they are, false alarms cost, and one threshold
 * applies to all series. The best threshold is searched among all scores that occur, with one sort and one pass. Lavin and Ahmad,
 * "Evaluating real-time anomaly detection algorithms", ICMLA 2015, section III.
 *
 * @throws {UsageError} if a score is not a number
 *
 * @example
 * ```ts
 * import { deepStrictEqual, strictEqual } from "node:assert";
 * import { nabScore } from "./score.ts";
 * const series = { scores: [9, 0, 0, 0, 7, 0, 0, 1], windows: [[4, 5]] as const, warmupRows: 1 };
 * const { score, threshold, series: [part] } = nabScore([series]);
 * deepStrictEqual([score, threshold], [100, 7]);
 * strictEqual(part!.found, 1);
 * ```
 */
export function nabScore(series: readonly ScoredSeries[], options: NabOptions = {}): NabScore {
  checkOptions("nabScore", ARGUMENTS, { series, options });
  const { profile = "standard", threshold } = options;
  const weights = NAB_PROFILES[profile];
  const rows = nabRows(series, weights);
  const order = byFallingScore(rows.score);
  const chosen = threshold ?? bestThreshold(rows, order, profile);
  const tally = createTally(rows, weights);
  for (const row of order) {
    if (rows.score[row]! < chosen) break;
    tally.alarm(row);
  }
  const nothing = -weights.missed * rows.seriesOfWindow.length;
  const perfect = weights.found * rows.seriesOfWindow.length;
  return {
    score: 100 * (tally.raw() - nothing) / (perfect - nothing),
    threshold: chosen,
    raw: tally.raw(),
    series: partsOf(rows, {
      count: series.length,
      threshold: chosen,
      best: tally.best,
      missed: weights.missed,
    }),
  };
}

/** The threshold with the highest raw score, the highest one of several; Infinity if alarms only cost. */
function bestThreshold({ score, ...rows }: NabRows, order: Uint32Array, profile: NabProfile): number {
  const tally = createTally({ score, ...rows }, NAB_PROFILES[profile]);
  let highest = tally.raw();
  let threshold = Infinity;
  for (let i = 0; i < order.length; i++) {
    tally.alarm(order[i]!);
    const tied = i + 1 < order.length && score[order[i + 1]!] === score[order[i]!];
    if (tied || tally.raw() <= highest) continue;
    highest = tally.raw();
    threshold = score[order[i]!]!;
  }
  return threshold;
}

interface Found {
  readonly count: number;
  readonly threshold: number;
  /** Per window the value of its best alarm, below 0 where it was missed. */
  readonly best: Float64Array;
  readonly missed: number;
}

function partsOf(
  { score, value, window, series, seriesOfWindow }: NabRows,
  { count, threshold, best, missed }: Found,
): NabSeriesScore[] {
  const parts = Array.from({ length: count }, () => ({ raw: 0, found: 0, missed: 0, falseRows: 0 }));
  for (let row = 0; row < score.length; row++) {
    if (window[row]! >= 0 || score[row]! < threshold) continue;
    parts[series[row]!]!.falseRows++;
    parts[series[row]!]!.raw += value[row]!;
  }
  seriesOfWindow.forEach((i, at) => {
    const hit = best[at]! >= 0;
    parts[i]![hit ? "found" : "missed"]++;
    parts[i]!.raw += hit ? best[at]! : -missed;
  });
  return parts;
}
