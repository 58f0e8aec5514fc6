import { detector, type DetectorEntry } from "../detector_entry.ts";
import { keptArrays } from "../state/kept_arrays.ts";
import type { StreamContext, StreamDetector } from "../stream_detector.ts";

/** A pair of windows in which the error budget must burn this many times too fast. */
export interface BurnRateRule {
  readonly rate: number;
  readonly longMinutes: number;
  readonly shortMinutes: number;
  /** Whether it wakes somebody up. */
  readonly severity: "page" | "ticket";
}

/** The rules of "The Site Reliability Workbook" (Google, 2018), chapter 5, for an objective over 30 days. */
export const BURN_RATE_RULES: readonly BurnRateRule[] = [
  { rate: 14.4, longMinutes: 60, shortMinutes: 5, severity: "page" },
  { rate: 6, longMinutes: 360, shortMinutes: 30, severity: "page" },
  { rate: 3, longMinutes: 1440, shortMinutes: 120, severity: "ticket" },
  { rate: 1, longMinutes: 4320, shortMinutes: 360, severity: "ticket" },
];

/** Share of good events that is promised where nobody says otherwise. */
const OBJECTIVE = 0.999;
/** Minutes that are remembered: the longest window and the one before it. */
const MINUTES = 4321;

/** A burn-rate alert on one or more shares of bad events. */
export interface BurnRateOptions extends StreamContext {
  /** Share of good events that is promised, above 0 and below 1. Default .999. */
  readonly objective?: number;
}

/**
 * Multi-window, multi-burn-rate alerts on shares of bad events, 0 to 1 (Google, "The Site Reliability Workbook", 2018, chapter 5, approach
 * 6). The score is the burn rate of the shorter or the longer window, whichever burns less, over the rate of the rule: the largest of all
 * rules and values, so that from 1 on the workbook alerts. A window that is not yet full is judged by what there is. A value that has ever
 * been outside of 0 to 1 is no share, and is left out from then on.
 */
export function createBurnRate({ dimensions, objective = OBJECTIVE }: BurnRateOptions): StreamDetector {
  const budget = 1 - objective;
  // Sums of all shares, and of all points, up to each minute; by value, then by minute.
  const bad = new Float64Array(dimensions * MINUTES);
  const points = new Float64Array(MINUTES);
  const total = new Float64Array(dimensions);
  const noShare = new Float64Array(dimensions);
  // Points in all, the latest minute, minutes since the first.
  const own = new Float64Array(3);

  /** Goes on to a minute; those between it and the last hold nothing new. A time that falls back counts as the latest. */
  function turnTo(minute: number): void {
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

  /** Share of bad events in the last minutes, the one that is under way included. */
  function shareIn(i: number, minutes: number): number {
    const before = own[2]! - minutes;
    const at = before < 0 ? -1 : before % MINUTES;
    const [badBefore, pointsBefore] = at < 0 ? [0, 0] : [bad[i * MINUTES + at]!, points[at]!];
    const many = own[0]! - pointsBefore;
    return many > 0 ? Math.max(0, total[i]! - badBefore) / many : 0;
  }

  function alertOf(i: number): number {
    let worst = 0;
    for (const { rate, longMinutes, shortMinutes } of BURN_RATE_RULES) {
      const share = Math.min(shareIn(i, longMinutes), shareIn(i, shortMinutes));
      worst = Math.max(worst, share / (rate * budget));
    }
    return worst;
  }

  function update({ values, timeSeconds }: { values: Float64Array; timeSeconds: number }): number {
    turnTo(Math.floor(timeSeconds / 60));
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
    name: "burn-rate",
    fit: (warmup) => warmup.forEach(update),
    update,
    ...keptArrays("burn-rate", { bad, points, total, noShare, own }),
  };
}

/** The entry of the catalogue. */
export const burnRate: DetectorEntry = detector({
  name: "burn-rate",
  about: "multi-window, multi-burn-rate alerts on shares of bad events",
  source: 'Google, "The Site Reliability Workbook", 2018, chapter 5',
  stream: createBurnRate,
});
