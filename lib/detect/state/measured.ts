import type { Topology } from "../../model/mod.ts";
import { createWindow, type Window } from "../../observe/mod.ts";

/** Largest absolute value that counts as a measurement: its square is still finite. */
const MAX_MEASUREMENT = 1e100;

/** Whether a value is a measurement: not missing, not infinite, not beyond 1e100. */
export function isMeasured(value: number | undefined): boolean {
  return value !== undefined && Math.abs(value) <= MAX_MEASUREMENT;
}

/** Fills the gaps of observations. */
export interface GapFiller {
  /** The values, those that are no measurements replaced by the last that was one; the same array where all are. */
  fill(values: Float64Array): Float64Array;
  /** The window with its gaps filled; the same one where it has none. */
  fillWindow(window: Window): Window;
}

/** Creates a filler for the observations of a topology. Until a value has been measured its gaps are 0. */
export function createGapFiller(topology: Topology, width: number): GapFiller {
  const last = new Float64Array(width);

  function fill(values: Float64Array): Float64Array {
    let filled: Float64Array | undefined;
    for (let i = 0; i < width; i++) {
      if (isMeasured(values[i])) last[i] = values[i]!;
      else (filled ??= values.slice())[i] = last[i]!;
    }
    return filled ?? values;
  }

  return {
    fill,
    fillWindow: (window) => {
      const rows = Array.from({ length: window.length }, (_, row) => {
        const values = window.observation(window.length - 1 - row);
        return { values, measured: fill(values) };
      });
      if (rows.every(({ values, measured }) => measured === values)) return window;
      const { timesSeconds } = window.signals().metrics;
      const filled = createWindow(topology, rows.length);
      rows.forEach(({ measured }, row) => {
        filled.push({ step: row, timeSeconds: timesSeconds[row]!, values: measured });
      });
      return filled;
    },
  };
}
