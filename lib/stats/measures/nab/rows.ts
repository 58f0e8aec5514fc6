import type { ScoredSeries } from "../judged_rows.ts";
import type { NabWeights } from "./profiles.ts";
import { rowValues } from "./row_values.ts";

/** The judged rows of many series as columns. Windows are numbered consecutively over all series. */
export interface NabRows {
  readonly score: Float64Array;
  /** The value of an alarm in the row, with the weights of a profile. */
  readonly value: Float64Array;
  /** The window that contains the row, -1 outside windows. */
  readonly window: Int32Array;
  /** The series that the row belongs to. */
  readonly series: Uint32Array;
  /** Per window the series that it belongs to. Windows that end within the warm-up are omitted. */
  readonly seriesOfWindow: readonly number[];
}

/** Collects the judged rows of all series. */
export function nabRows(series: readonly ScoredSeries[], weights: NabWeights): NabRows {
  const length = series.reduce(
    (sum, { scores, warmupRows }) => sum + Math.max(0, scores.length - warmupRows),
    0,
  );
  const rows = {
    score: new Float64Array(length),
    value: new Float64Array(length),
    window: new Int32Array(length),
    series: new Uint32Array(length),
  };
  const seriesOfWindow: number[] = [];
  let at = 0;
  series.forEach((one, i) => {
    const passed = one.windows.filter(([, last]) => last < one.warmupRows).length;
    const firstWindow = seriesOfWindow.length - passed;
    for (const { row, window, value } of rowValues(one)) {
      rows.score[at] = one.scores[row]!;
      rows.value[at] = value * (window < 0 ? weights.falseRow : weights.found);
      rows.window[at] = window < 0 ? -1 : firstWindow + window;
      rows.series[at] = i;
      at++;
    }
    for (let window = passed; window < one.windows.length; window++) seriesOfWindow.push(i);
  });
  return { ...rows, seriesOfWindow };
}
