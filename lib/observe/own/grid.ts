import type { MetricFrame } from "./frame.ts";

/** Times further apart than this share of the usual step are different rows. */
const SAME_ROW = 0.5;

/** Frames of one metric as a column: their mean at each time; NaN where none has a value. */
export function onGrid(frames: readonly MetricFrame[], times: Float64Array): Float64Array {
  const sums = new Float64Array(times.length);
  const counts = new Uint32Array(times.length);
  for (const { timesSeconds, values } of frames) {
    let row = 0;
    for (let i = 0; i < timesSeconds.length; i++) {
      while (
        row + 1 < times.length &&
        Math.abs(times[row + 1]! - timesSeconds[i]!) <= Math.abs(times[row]! - timesSeconds[i]!)
      ) row++;
      if (Number.isNaN(values[i]!)) continue;
      sums[row]! += values[i]!;
      counts[row]!++;
    }
  }
  return sums.map((sum, row) => counts[row] === 0 ? NaN : sum / counts[row]!);
}

/** The times of all frames; those closer than half the usual step are one. */
export function gridOf(frames: readonly MetricFrame[]): Float64Array {
  const steps = frames.flatMap(({ timesSeconds }) => usualStep(timesSeconds) ?? []).sort((a, b) => a - b);
  const step = steps[0] ?? 0;
  const all = Float64Array.from(new Set(frames.flatMap(({ timesSeconds }) => Array.from(timesSeconds))))
    .sort();
  let last = -Infinity;
  return all.filter((time) => {
    if (time - last < SAME_ROW * step) return false;
    last = time;
    return true;
  });
}

/** The median distance of two times that differ; undefined where none do. */
export function usualStep(times: ArrayLike<number>): number | undefined {
  const steps = Array.from({ length: Math.max(0, times.length - 1) }, (_, i) => times[i + 1]! - times[i]!)
    .filter((step) => step > 0).sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)];
}
