import type { LabelledSeries } from "../../../model/mod.ts";
import { median } from "../../../stats/mod.ts";
import type { DetectorMethod } from "../detector_method.ts";
import { alarmsOf } from "../alarms.ts";
import { streamRule } from "../stream_rule.ts";

/** The alarms of a detector behind a threshold where nothing is labelled. */
export interface CalmRate {
  /** The threshold, and the false alarms a row that it was asked for. */
  readonly threshold: string;
  readonly asked: number;
  /** Calm rows, and the alarms that began in them. */
  readonly rows: number;
  readonly alarms: number;
  /** Alarms a calm row over what was asked for, of all rows together. */
  readonly ratio: number;
  /** The median of that over the series. */
  readonly medianRatio: number;
}

/** The alarms of one series. */
export interface CalmCount {
  readonly rows: number;
  readonly alarms: number;
}

/** Rows behind a window that are not judged, in lengths of the window: what it left behind is neither calm nor labelled. */
const AFTERMATH = 1;

/**
 * Counts the alarms that a detector with a threshold raises in the calm rows of a series: those after the warm-up, outside of labelled windows and of
 * as many rows behind each. An alarm counts in the row where it begins.
 */
export function countCalmAlarms(
  series: LabelledSeries,
  scores: Float64Array,
  { method, threshold, asked }: {
    readonly method: DetectorMethod;
    readonly threshold: string;
    readonly asked: number;
  },
): CalmCount {
  // A threshold has nothing to learn from.
  if (series.warmupRows < 2) return { rows: 0, alarms: 0 };
  const rule = streamRule({ rate: asked }, { threshold, text: "" });
  const create = () => method.create({ dimensions: series.columns.length, seed: 1 });
  const judged = rule.judge(series, scores, create);
  const calm = calmRows(series);
  const detected = { detector: method.name, scores, microsPerRow: NaN, ...judged };
  const alarms = alarmsOf({ series, scores: detected }).filter(({ rows }) => calm[rows[0]] === 1).length;
  return { rows: calm.reduce((sum, one) => sum + one, 0), alarms };
}

/** Per row 1 where it is calm, else 0. */
export function calmRows({ timesSeconds, windows, warmupRows }: LabelledSeries): Uint8Array {
  const calm = new Uint8Array(timesSeconds.length).fill(1, warmupRows);
  for (const [first, last] of windows) calm.fill(0, first, last + 1 + AFTERMATH * (last - first + 1));
  return calm;
}

/** The rate over many series. */
export function calmRateOf(
  counts: readonly CalmCount[],
  { threshold, asked }: { readonly threshold: string; readonly asked: number },
): CalmRate {
  const judged = counts.filter(({ rows }) => rows > 0);
  const rows = judged.reduce((sum, one) => sum + one.rows, 0);
  const alarms = judged.reduce((sum, one) => sum + one.alarms, 0);
  return {
    threshold,
    asked,
    rows,
    alarms,
    ratio: alarms / rows / asked,
    medianRatio: median(judged.map((one) => one.alarms / one.rows / asked)),
  };
}
