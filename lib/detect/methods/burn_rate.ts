import { number } from "../../model/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";

/** The rules of the workbook for an objective over 30 days: both windows must burn the error budget `rate` times too fast. */
const RULES = [
  { rate: 14.4, longMinutes: 60, shortMinutes: 5 },
  { rate: 6, longMinutes: 360, shortMinutes: 30 },
  { rate: 3, longMinutes: 1440, shortMinutes: 120 },
  { rate: 1, longMinutes: 4320, shortMinutes: 360 },
] as const;

/** Minutes that are stored: the longest window and the minute before it. */
const MINUTES = 4321;

/**
 * Multi-window, multi-burn-rate alerts on shares of bad events, 0 to 1 (approach 6 of the workbook). The burn rate of a window is its share
 * of bad events over the error budget 1 - objective. The score is min(burn rate of the long window, of the short one) / the rule's rate, the
 * largest of all rules and dimensions: the workbook alerts from 1 on. A window that is not full yet is judged by the points there are. A
 * dimension with a value outside of 0 to 1 is not a share, and is ignored from then on. In agents it finds nothing, because the features of a
 * service are not shares.
 */
export const burnRate: DetectorEntry = detector({
  name: "burn-rate",
  about: "multi-window, multi-burn-rate alerts on shares of bad events",
  source: 'Google, "The Site Reliability Workbook", 2018, chapter 5',
  parameters: {
    objective: number({
      about: "promised share of good events",
      range: [0.5, 0.99999],
      default: 0.999,
    }),
  },
  stream: ({ dimensions }, { objective }) => {
    const budget = 1 - objective;
    // Cumulative sums of shares (by dimension, then by minute) and of points, up to the end of each minute.
    const bad = new Float64Array(dimensions * MINUTES);
    const points = new Float64Array(MINUTES);
    const total = new Float64Array(dimensions);
    const noShare = new Float64Array(dimensions);
    // Points seen, the latest minute, minutes since the first.
    const own = new Float64Array(3);

    /** Advances to a minute; minutes in between are empty. A time before the latest counts as the latest. */
    function advanceTo(minute: number): void {
      if (own[0] === 0) own[1] = minute;
      const gone = Math.min(MINUTES, minute - own[1]!);
      for (let i = 1; i <= gone; i++) store((own[2]! + i) % MINUTES);
      if (gone <= 0) return;
      own[1] = minute;
      own[2] = own[2]! + gone;
    }

    function store(at: number): void {
      points[at] = own[0]!;
      for (let i = 0; i < dimensions; i++) bad[i * MINUTES + at] = total[i]!;
    }

    /** The share of bad events in the last `minutes`, including the current one. */
    function shareIn(i: number, minutes: number): number {
      const before = own[2]! - minutes;
      const at = before < 0 ? -1 : before % MINUTES;
      const [badBefore, pointsBefore] = at < 0 ? [0, 0] : [bad[i * MINUTES + at]!, points[at]!];
      const many = own[0]! - pointsBefore;
      return many > 0 ? Math.max(0, total[i]! - badBefore) / many : 0;
    }

    function alertOf(i: number): number {
      let worst = 0;
      for (const { rate, longMinutes, shortMinutes } of RULES) {
        const share = Math.min(shareIn(i, longMinutes), shareIn(i, shortMinutes));
        worst = Math.max(worst, share / (rate * budget));
      }
      return worst;
    }

    function update({ values, timeSeconds }: { values: Float64Array; timeSeconds: number }): number {
      advanceTo(Math.floor(timeSeconds / 60));
      own[0]!++;
      let worst = 0;
      for (let i = 0; i < dimensions; i++) {
        const value = values[i]!;
        if (value < 0 || value > 1) noShare[i] = 1;
        if (noShare[i]) continue;
        total[i]! += value;
      }
      store(own[2]! % MINUTES);
      for (let i = 0; i < dimensions; i++) if (!noShare[i]) worst = Math.max(worst, alertOf(i));
      return worst;
    }

    return {
      fit: (warmup) => warmup.forEach(update),
      update,
      arrays: { bad, points, total, noShare, own },
    };
  },
});
