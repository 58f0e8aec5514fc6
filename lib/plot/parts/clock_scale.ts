import type * as Plot from "@observablehq/plot";
import { textWidth } from "./text_size.ts";

const DAY_SECONDS = 86_400;
/** From here on ticks are whole days. */
const DAYS_OF_WHOLE_DAYS = 10;

/**
 * The scale of an axis of times in UTC: by the clock of 24 hours within two days, with month and day within ten, else by date. The
 * label says the first day.
 *
 * @param first Unix seconds
 * @param last Unix seconds, from `first` on
 */
export function clockScale(first: number, last: number): Plot.ScaleOptions {
  const day = new Date(1000 * first).toISOString().slice(0, 10);
  const [from, to] = shownOf(last - first);
  return {
    type: "utc",
    ticks: 7,
    tickFormat: (time: Date) => time.toISOString().slice(from, to).replace("T", " "),
    label: from === 0 ? "day (UTC)" : `time (UTC), from ${day} on`,
  };
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
