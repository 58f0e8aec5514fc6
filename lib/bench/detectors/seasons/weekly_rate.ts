import type { Stream } from "../../../random/mod.ts";

export const DAY_SECONDS = 86_400;
export const WEEK_SECONDS = 7 * DAY_SECONDS;

/** The usual rate at a second, relative to that of a busy morning. */
export interface WeeklyRate {
  at(seconds: number): number;
  /** The rate at the same time of a day of the other kind: a working day as if it were a Sunday, a day of the weekend as if it were a Wednesday. */
  swapped(seconds: number): number;
}

/** Days since 1970-01-01, a Thursday, to a Sunday and to a Wednesday. */
const SUNDAY = 3,
  WEDNESDAY = 6;

/** Whether a second lies in a Saturday or a Sunday. */
export function isWeekend(seconds: number): boolean {
  const day = Math.floor(seconds / DAY_SECONDS) % 7;
  return day === 2 || day === SUNDAY;
}

/**
 * A rate that people cause: a peak in the morning and one in the evening of working days, later and lower ones at weekends, over a floor at
 * night. Hours, widths and heights are drawn.
 *
 * @param stream for these draws only
 */
export function weeklyRate(stream: Stream): WeeklyRate {
  const morning = { hour: stream.between(8, 11), width: stream.between(1.5, 3) };
  const evening = { hour: stream.between(16, 20), width: stream.between(2, 4) };
  const floor = stream.between(0.1, 0.5);
  const weekend = { height: stream.between(0.3, 0.8), laterHours: stream.between(1, 4) };

  function rateOn(day: number, hour: number): number {
    const free = isWeekend(day * DAY_SECONDS);
    const first = free ? { ...morning, hour: morning.hour + weekend.laterHours } : morning;
    return floor + (free ? weekend.height : 1) * (bump(hour, first) + 0.9 * bump(hour, evening));
  }

  const dayOf = (seconds: number) => Math.floor(seconds / DAY_SECONDS);
  const hourOf = (seconds: number) => (seconds - dayOf(seconds) * DAY_SECONDS) / 3600;
  return {
    at: (seconds) => rateOn(dayOf(seconds), hourOf(seconds)),
    swapped: (seconds) => rateOn(isWeekend(seconds) ? WEDNESDAY : SUNDAY, hourOf(seconds)),
  };
}

function bump(hour: number, peak: { readonly hour: number; readonly width: number }): number {
  const apart = Math.abs(hour - peak.hour);
  return Math.exp(-0.5 * (Math.min(apart, 24 - apart) / peak.width) ** 2);
}
