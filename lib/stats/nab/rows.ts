import type { ScoredSeries } from "../judged_rows.ts";
import type { NabWeights } from "./profiles.ts";
import { rowValues } from "./row_values.ts";

/** The judged rows of many series as flat columns. Windows are numbered through. */
export interface NabRows {
  readonly score: Float64Array;
  /** What an alarm there is worth, in the weights of a profile. */
  readonly value: Float64Array;
  /** The window that a row lies in, -1 outside. */
  readonly window: Int32Array;
  /** The series that a row is of. */
  readonly series: Uint32Array;
  /** Per window the series that it is of. Windows that end within the warm-up are none. */
  readonly seriesOfWindow: readonly number[];
}

/** All judged rows. */
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
