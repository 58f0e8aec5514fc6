import type { LabelledSeries } from "../../model/mod.ts";
import type { Sheet } from "./measure_series.ts";

/** About 1973: before it a time has no date, but counts from a beginning of its own. */
const FIRST_DATE = 1e8;

/** An alarm of a detector: rows next to each other that are all above its threshold are one. */
export interface Alarm {
  readonly series: string;
  readonly detector: string;
  /** First and last row. */
  readonly rows: readonly [number, number];
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  /** The highest in these rows. */
  readonly score: number;
}

/** The alarms that a rule raised, in the order of their rows; none without a rule. */
export function alarmsOf({ series, scores: { detector, scores, alarms } }: Sheet): Alarm[] {
  if (alarms === undefined) return [];
  const found: Alarm[] = [];
  for (let row = 0; row < alarms.length; row++) {
    if (!alarms[row]) continue;
    const first = row;
    while (alarms[row + 1]) row++;
    found.push({
      series: series.name,
      detector,
      rows: [first, row],
      ...timesOf(series, first, row),
      score: scores.subarray(first, row + 1).reduce((most, score) => Math.max(most, score)),
    });
  }
  return found;
}

function timesOf({ timesSeconds }: LabelledSeries, first: number, last: number) {
  return { fromSeconds: timesSeconds[first]!, untilSeconds: timesSeconds[last]! };
}

/** A row's time for a person and for programs: UTC as ISO 8601, or seconds where the series has no dates. */
export function timeText(seconds: number): string {
  if (seconds < FIRST_DATE) return String(Number(seconds.toFixed(3)));
  return new Date(1000 * seconds).toISOString().replace(".000Z", "Z");
}
