import type { ScoredSeries } from "../judged_rows.ts";

/** From here on, in widths of the last window, a false alarm costs all that it can. */
const FAR = 3;

/** What an alarm in a row is worth. */
export interface RowValue {
  readonly row: number;
  /** The window that it lies in, by its place in the series; -1 outside. */
  readonly window: number;
  /** 0 to 1 in a window, -1 to 0 outside, before weights. */
  readonly value: number;
}

/** 2 sigmoid(-5 p) - 1: 1 far before, 0 at the right edge of a window, -1 far beyond it. Lavin and Ahmad, ICMLA 2015, section III.B. */
function scaledSigmoid(position: number): number {
  return position >= FAR ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}

/** An alarm in the first row of a window earns 1: values are scaled by what the sigmoid gives there. */
const EARLIEST = scaledSigmoid(-1);

/** What an alarm in each judged row is worth. Positions are those of the benchmark's own scorer, its `sweeper.py`. */
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

/** The last row of a window of n rows is at -1/n and not at 0, so that it still earns something. */
function insideValue(row: number, [first, last]: readonly [number, number]): number {
  return scaledSigmoid(-(last - row + 1) / (last - first + 1)) / EARLIEST;
}

/** Distance is measured from the window before in its width less one; without a window before it is far. */
function outsideValue(row: number, before: readonly [number, number] | undefined): number {
  return before === undefined ? -1 : scaledSigmoid((row - before[1]) / (before[1] - before[0]));
}
