import type { LogRecord, Signals, Span } from "../model/mod.ts";

/** Logs and spans of a window before, as far as they can be trusted to be usual. */
export interface TrustedRecords {
  /** The signals without what is doubted; its metrics are those given. */
  readonly trusted: Signals;
  /** Whether anything is doubted. */
  readonly doubted: boolean;
}

/** Shortest time without any record that parts two recordings (s). */
const MIN_GAP_SECONDS = 60;
/** Records that must be left. */
const MIN_TRUSTED = 200;

/**
 * Leaves out the last stretch of logs and spans before an incident where it is a recording of its own: one that was begun just before the
 * incident was noticed may well show its beginning. Where logs and spans are recorded all along, or hardly any would be left, all are trusted.
 */
export function withoutLastStretch(before: Signals): TrustedRecords {
  const { spans = [], logs = [], metrics } = before;
  const times = Float64Array.from([
    ...spans.map(({ startSeconds }) => startSeconds),
    ...logs.map(({ timeSeconds }) => timeSeconds),
  ]).sort();
  const stretches: [from: number, to: number][] = [];
  for (const time of times) {
    const last = stretches.at(-1);
    if (last === undefined || time - last[1] >= MIN_GAP_SECONDS) stretches.push([time, time]);
    else last[1] = time;
  }
  const all = { trusted: before, doubted: false };
  if (stretches.length < 2) return all;
  // A recording of usual requests may be of any time, later ones too.
  const end = metrics.timesSeconds.at(-1) ?? Infinity;
  const last = end === Infinity
    ? stretches.at(-1)!
    : stretches.reduce((nearest, one) => Math.abs(one[1] - end) < Math.abs(nearest[1] - end) ? one : nearest);
  const isTrusted = (time: number) => time < last[0] || time > last[1];
  const left = {
    spans: spans.filter(({ startSeconds }: Span) => isTrusted(startSeconds)),
    logs: logs.filter(({ timeSeconds }: LogRecord) => isTrusted(timeSeconds)),
  };
  if (left.spans.length + left.logs.length < MIN_TRUSTED) return all;
  return {
    trusted: {
      metrics,
      ...(before.logs && { logs: left.logs }),
      ...(before.spans && { spans: left.spans }),
    },
    doubted: true,
  };
}
