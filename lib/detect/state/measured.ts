import { METRIC_COUNT, type Topology } from "../../model/mod.ts";
import { createWindow, type Window } from "../../observe/mod.ts";

/** Largest absolute value that counts as a measurement: its square is still finite. */
const MAX_MEASUREMENT = 1e100;

/** Whether a value is a measurement: not missing, not infinite, not beyond 1e100. */
export function isMeasured(value: number | undefined): boolean {
  return value !== undefined && Math.abs(value) <= MAX_MEASUREMENT;
}

/** The measurements of a series, without its gaps; the series itself where it has none. */
export function measurementsOf(series: Float64Array): Float64Array {
  return series.every(isMeasured) ? series : series.filter(isMeasured);
}

/** Whether a service was not measured at all: it exports nothing. */
export function isSilent(values: Float64Array, service: number): boolean {
  const row = service * METRIC_COUNT;
  for (let metric = 0; metric < METRIC_COUNT; metric++) if (isMeasured(values[row + metric])) return false;
  return true;
}

/** Marks the gaps of observations, all alike: NaN. */
export interface GapMarker {
  /** The window, its gaps marked; the same one where it has none. Learns which values are measured at all. */
  markWindow(window: Window): Window;
  /** The values, NaN where there is no measurement, or where the window had none to compare it with; the same array where all count. */
  mark(values: Float64Array): Float64Array;
}

/** Creates a marker for the observations of a topology, of so many values each. */
export function createGapMarker(topology: Topology, width: number): GapMarker {
  const known = new Uint8Array(width).fill(1);

  function mark(values: Float64Array): Float64Array {
    let marked: Float64Array | undefined;
    for (let i = 0; i < width; i++) {
      if (known[i] === 1 && isMeasured(values[i])) continue;
      marked ??= values.slice();
      marked[i] = NaN;
    }
    return marked ?? values;
  }

  return {
    mark,
    markWindow: (window) => {
      known.fill(window.length > 0 ? 0 : 1);
      const rows = Array.from({ length: window.length }, (_, row) => {
        const values = window.observation(window.length - 1 - row);
        for (let i = 0; i < width; i++) if (isMeasured(values[i])) known[i] = 1;
        return values;
      });
      if (rows.every((values) => values.every(isMeasured))) return window;
      const { timesSeconds } = window.signals().metrics;
      const marked = createWindow(topology, rows.length);
      rows.forEach((values, row) => {
        marked.push({ step: row, timeSeconds: timesSeconds[row]!, values: mark(values) });
      });
      return marked;
    },
  };
}
