import type * as Plot from "@observablehq/plot";
import { clockText, momentOf, UTC } from "../../model/shown/wall_clock.ts";
import { textWidth } from "./text_size.ts";

const DAY_SECONDS = 86_400;
/** From here on ticks are whole days. */
const DAYS_OF_WHOLE_DAYS = 10;
const TICKS = 7;
/** Distances of ticks: round times of a clock and round numbers of days. */
const ROUND_SECONDS = [
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200],
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].map((days) => days * DAY_SECONDS),
];

/**
 * The scale of an axis of times: by the clock of 24 hours within two days, with month and day within ten, else by date. The label says
 * the zone and the first day.
 *
 * @param first Unix seconds
 * @param last Unix seconds, from `first` on
 * @param zone of the IANA database. Default UTC
 */
export function clockScale(first: number, last: number, zone: string = UTC): Plot.ScaleOptions {
  const day = clockText(first, zone).slice(0, 10);
  const [from, to] = shownOf(last - first);
  return {
    type: "utc",
    // Round in UTC is not round everywhere.
    ticks: zone === UTC ? TICKS : roundTimes(first, last, zone),
    tickFormat: (time: Date) => clockText(+time / 1000, zone).slice(from, to).replace("T", " "),
    label: from === 0 ? `day (${zone})` : `time (${zone}), from ${day} on`,
  };
}

/** Moments at which the clock of a zone shows round times. */
function roundTimes(first: number, last: number, zone: string): Date[] {
  const step = ROUND_SECONDS.find((seconds) => (last - first) / seconds <= TICKS) ?? ROUND_SECONDS.at(-1)!;
  const localOf = (seconds: number) => Date.parse(`${clockText(seconds, zone)}Z`) / 1000;
  const moments = new Set<number>();
  for (let local = Math.ceil(localOf(first) / step) * step; local <= localOf(last); local += step) {
    const moment = momentOf(local, zone);
    // A time that the clock leaves out is not shown at any moment.
    if (moment >= first && moment <= last && localOf(moment) === local) moments.add(moment);
  }
  return [...moments].map((moment) => new Date(1000 * moment));
}

/** Room in pixels beside the axis of `clockScale` for half of a label, in case that the last tick stands at its end. */
export function clockMargin(first: number, last: number): number {
  const [from, to] = shownOf(last - first);
  return Math.floor(textWidth("0".repeat(to - from)) / 2);
}

/** First and last character of what is shown of an ISO time, the last one not included. */
function shownOf(span: number): readonly [number, number] {
  return span > DAYS_OF_WHOLE_DAYS * DAY_SECONDS
    ? [0, 10]
    : span > 2 * DAY_SECONDS
    ? [5, 16]
    : span > 600
    ? [11, 16]
    : [11, 19];
}
