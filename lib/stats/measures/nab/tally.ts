import type { NabRows } from "./rows.ts";
import type { NabWeights } from "./profiles.ts";

/** The raw score of the alarms raised so far. */
export interface Tally {
  /** Adds an alarm in a row. */
  alarm(row: number): void;
  /** The raw score: each window counts once, by its best alarm, and each false-alarm row counts. */
  raw(): number;
  /** Per window the value of its best alarm; -1 while it is missed. */
  readonly best: Float64Array;
}

/** Creates a tally without alarms. */
export function createTally({ value, window, seriesOfWindow }: NabRows, { missed }: NabWeights): Tally {
  // Alarms in windows are worth more than 0, so that -1 can stand for none.
  const best = new Float64Array(seriesOfWindow.length).fill(-1);
  let total = 0 - missed * best.length;
  return {
    best,
    raw: () => total,
    alarm: (row) => {
      const earned = value[row]!;
      const into = window[row]!;
      if (into < 0) total += earned;
      else if (earned > best[into]!) {
        total += earned + (best[into]! < 0 ? missed : -best[into]!);
        best[into] = earned;
      }
    },
  };
}
