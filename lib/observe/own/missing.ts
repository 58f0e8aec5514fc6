import { counted, shortList } from "../reading/words.ts";
import { durationText } from "../table/notes.ts";
import type { MetricFrame } from "./frame.ts";
import { usualStep } from "./grid.ts";

/** Points that a series needs for a step to be known, and the share of its distances that must be that step. */
const [MIN_POINTS, MIN_REGULAR] = [10, 0.7];
/** Share of the step by which a distance may be another one. */
const TOLERANCE = 0.25;

/** Says how many values are missing within series that have one at each step: scrapes that failed. */
export function missingNotes(frames: readonly MetricFrame[]): string[] {
  const missing = frames.map(missingIn).filter(({ count }) => count > 0);
  if (missing.length === 0) return [];
  const total = missing.reduce((sum, { count }) => sum + count, 0);
  return [
    `${counted(total, "value")} missing at steps of ${
      durationText(missing[0]!.step)
    } in ${missing.length} of ${frames.length} series, a gap each`,
  ];
}

/** Says which series have a single point where others have more: the rest of a line that was cut makes a name of its own. */
export function singlePointNotes(frames: readonly MetricFrame[]): string[] {
  const most = frames.reduce((most, { values }) => Math.max(most, values.length), 0);
  const single = frames.filter(({ values }) => values.length === 1);
  if (most < 2 || single.length === 0) return [];
  const names = shortList(single.map(({ name }) => name));
  return [`${single.length} series with a single point, where others have up to ${most}: ${names}`];
}

function missingIn({ timesSeconds, values }: MetricFrame): { count: number; step: number } {
  const none = { count: 0, step: 0 };
  const step = usualStep(timesSeconds);
  if (timesSeconds.length < MIN_POINTS || step === undefined) return none;
  const times = Array.from(timesSeconds).filter((_, i) => !Number.isNaN(values[i]!));
  const distances = times.slice(1).map((time, i) => (time - times[i]!) / step);
  const regular = distances.filter((distance) => Math.abs(distance - 1) <= TOLERANCE).length;
  if (regular < MIN_REGULAR * distances.length) return none;
  const count = distances.reduce((sum, distance) => sum + Math.max(0, Math.round(distance) - 1), 0);
  return { count, step };
}
