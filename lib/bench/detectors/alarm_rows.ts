import type { LabelledSeries } from "../../model/mod.ts";
import type { Sheet } from "./measure_series.ts";

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
