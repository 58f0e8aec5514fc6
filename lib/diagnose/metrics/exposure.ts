import type { Signals } from "../../model/mod.ts";

/**
 * How much more there was to count in the window after than in the window before: the ratio of first spans, or where nobody
 * traced, of the windows' lengths. 1 where neither is known.
 */
export function exposureRatio(before: Signals, after: Signals): number {
  return ratio(requestsOf(before), requestsOf(after)) ?? ratio(lengthOf(before), lengthOf(after)) ?? 1;
}

function ratio(before: number, after: number): number | undefined {
  return before > 0 && after > 0 ? after / before : undefined;
}

function requestsOf({ spans = [] }: Signals): number {
  return spans.reduce((count, { parentSpanId }) => parentSpanId === undefined ? count + 1 : count, 0);
}

/** Seconds from the first to the last record, or of the metrics where these are longer. */
function lengthOf({ logs = [], metrics: { timesSeconds } }: Signals): number {
  let first = Infinity;
  let last = -Infinity;
  for (const { timeSeconds } of logs) {
    first = Math.min(first, timeSeconds);
    last = Math.max(last, timeSeconds);
  }
  const rows = timesSeconds.length;
  const step = rows > 1 ? (timesSeconds[rows - 1]! - timesSeconds[0]!) / (rows - 1) : 0;
  return Math.max(last - first, rows * step, 0);
}
