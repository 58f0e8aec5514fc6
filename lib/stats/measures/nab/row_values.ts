import type { ScoredSeries } from "../judged_rows.ts";

/** Distance behind the last window, in widths of that window, from which a false alarm has its full cost. */
const FULL_COST_DISTANCE = 3;

/** The value of an alarm in one row. */
export interface RowValue {
  readonly row: number;
  /** Index of the window that contains the row; -1 outside windows. */
  readonly window: number;
  /** 0 to 1 in a window, -1 to 0 outside, before weighting. */
  readonly value: number;
}

/** 2 sigmoid(-5 p) - 1: 1 far before the right edge of a window, 0 at it, -1 far behind it. Lavin and Ahmad, ICMLA 2015, section III.B. */
function scaledSigmoid(position: number): number {
  return position >= FULL_COST_DISTANCE ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}

/** The sigmoid at the first row of a window, by which values are scaled so that an alarm there is worth 1. */
const VALUE_AT_FIRST_ROW = scaledSigmoid(-1);

/** The value of an alarm in each judged row. Positions are those of the benchmark's own scorer, `sweeper.py`. */
export function* rowValues({ scores, windows, warmupRows }: ScoredSeries): Generator<RowValue> {
  let next = 0;
  for (let row = 0; row < scores.length; row++) {
    while (next < windows.length && windows[next]![1] < row) next++;
    if (row < warmupRows) continue;
    const window = windows[next];
    const inside = window !== undefined && window[0] <= row;
    yield inside
      ? { row, window: next, value: insideValue(row, window) }
      : { row, window: -1, value: outsideValue(row, windows[next - 1]) };
  }
}

/** The last row of a window of n rows is at position -1/n and not 0, so that an alarm there is still worth something. */
function insideValue(row: number, [first, last]: readonly [number, number]): number {
  return scaledSigmoid(-(last - row + 1) / (last - first + 1)) / VALUE_AT_FIRST_ROW;
}

/** The distance from the preceding window is measured in its width less one; without a preceding window the cost is full. */
function outsideValue(row: number, before: readonly [number, number] | undefined): number {
  return before === undefined ? -1 : scaledSigmoid((row - before[1]) / (before[1] - before[0]));
}
