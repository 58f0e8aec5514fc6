import { byFallingScore } from "../by_falling_score.ts";
import type { ScoredSeries } from "../judged_rows.ts";
import { NAB_PROFILES, type NabProfile } from "./profiles.ts";
import { type NabRows, nabRows } from "./rows.ts";
import { createTally } from "./tally.ts";

/** How series are scored. */
export interface NabOptions {
  /** Default "standard". */
  readonly profile?: NabProfile;
  /** From which score on a row raises an alarm, in all series; the one that earns most if absent. */
  readonly threshold?: number;
}

/** What a detector's scores are worth. */
export interface NabScore {
  /** 100 (raw - null) / (perfect - null): 0 without any alarm, 100 where each window is found in its first row and nothing else; may be negative. NaN where there are no windows. */
  readonly score: number;
  /** From which score on a row raised an alarm; Infinity where no alarm earns most. */
  readonly threshold: number;
  readonly raw: number;
  /** One per series, in their order. */
  readonly series: readonly NabSeriesScore[];
}

/** A series' part in the score. */
export interface NabSeriesScore {
  /** The raw score: the parts of all series make the whole. */
  readonly raw: number;
  /** Windows with an alarm (true positives). */
  readonly found: number;
  /** Windows without one (false negatives); those that end within the warm-up count nowhere. */
  readonly missed: number;
  /** Rows of alarm outside windows (false positives). */
  readonly falseRows: number;
}

/**
 * The score of the Numenta Anomaly Benchmark: early alarms in windows earn more, false alarms cost, one threshold serves all series. The
 * best threshold is looked for among all scores that occur: one sort, then one pass. Lavin and Ahmad, "Evaluating real-time anomaly
 * detection algorithms", ICMLA 2015, section III.
 *
 * @throws {RangeError} if a score is not a number
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
export function nabScore(
  series: readonly ScoredSeries[],
  { profile = "standard", threshold }: NabOptions = {},
): NabScore {
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

/** The score from which on alarms earn most, the highest of them; Infinity if alarms only cost. */
function bestThreshold({ score, ...rows }: NabRows, order: Uint32Array, profile: NabProfile): number {
  const tally = createTally({ score, ...rows }, NAB_PROFILES[profile]);
  let most = tally.raw();
  let threshold = Infinity;
  for (let i = 0; i < order.length; i++) {
    tally.alarm(order[i]!);
    const tied = i + 1 < order.length && score[order[i + 1]!] === score[order[i]!];
    if (tied || tally.raw() <= most) continue;
    most = tally.raw();
    threshold = score[order[i]!]!;
  }
  return threshold;
}

interface Found {
  readonly count: number;
  readonly threshold: number;
  /** Per window what was earned in it, below 0 where it was missed. */
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
