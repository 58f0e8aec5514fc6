import type { LogRecord, Span } from "../../model/mod.ts";

/** Logs and spans that were received since they were last taken, of a bounded number. */
export interface TelemetryBuffer {
  /** Adds what was received; what is too much drops the oldest. */
  add(received: {
    /** Log records. Default: none. */
    readonly logs?: readonly LogRecord[];
    /** Spans. Default: none. */
    readonly spans?: readonly Span[];
  }): void;
  /** Hands out what there is, by time, and keeps nothing. */
  take(): { readonly logs: readonly LogRecord[]; readonly spans: readonly Span[] };
  /** Records and spans that were dropped since the start. */
  readonly dropped: number;
  /** Records and spans that were added since the start. */
  readonly received: number;
}

/** An empty buffer for at most so many log records, and as many spans. */
export function createTelemetryBuffer(maxRecords: number): TelemetryBuffer {
  let logs: LogRecord[] = [];
  let spans: Span[] = [];
  let dropped = 0;
  let received = 0;

  /** The latest of both lists together; a request larger than the bound doesn't make the list longer in between. */
  function bounded<T>(held: T[], more: readonly T[]): T[] {
    received += more.length;
    const over = held.length + more.length - maxRecords;
    if (over <= 0) {
      for (const one of more) held.push(one);
      return held;
    }
    dropped += over;
    return [...held.slice(over), ...more.slice(-maxRecords)].slice(-maxRecords);
  }

  return {
    add: (given) => {
      if (given.logs) logs = bounded(logs, given.logs);
      if (given.spans) spans = bounded(spans, given.spans);
    },
    take: () => {
      const taken = {
        logs: logs.sort((a, b) => a.timeSeconds - b.timeSeconds),
        spans: spans.sort((a, b) => a.startSeconds - b.startSeconds),
      };
      [logs, spans] = [[], []];
      return taken;
    },
    get dropped() {
      return dropped;
    },
    get received() {
      return received;
    },
  };
}
