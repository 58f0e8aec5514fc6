import { SEVERITY, type Span } from "../../../lib/model/mod.ts";
import type { Stream } from "../../../lib/random/mod.ts";

/** What a made-up system did: what a right reading of any export of it says. */
export interface Truth {
  readonly services: readonly string[];
  /** Unix seconds. */
  readonly times: readonly number[];
  /** The value of the one metric, by service and time. */
  readonly values: readonly (readonly number[])[];
  readonly spans: readonly Span[];
  readonly logs: readonly TrueLog[];
}

/** A log record as it was written. */
export interface TrueLog {
  readonly timeSeconds: number;
  readonly service: string;
  readonly level: keyof typeof SEVERITY;
}

const NAMES = ["web", "db", "cart", "orders", "payment", "api-gateway", "user_service"];

/** Draws a small system: two or three services over 12 to 24 steps, a trace with a call for each step, and a log record. */
export function drawTruth(stream: Stream): Truth {
  const names = [...NAMES];
  const services = Array.from(
    { length: 2 + stream.integer(2) },
    () => names.splice(stream.integer(names.length), 1)[0]!,
  );
  const step = stream.pick([15, 60, 300]);
  const start = 1_700_000_000 + 300 * stream.integer(100_000);
  const times = Array.from({ length: 12 + stream.integer(13) }, (_, row) => start + step * row);
  const values = services.map(() => times.map(() => Math.round(1e3 * (1 + 99 * stream.next())) / 1e3));
  const hex = (digits: number) =>
    Array.from({ length: digits }, () => (1 + stream.integer(15)).toString(16)).join("");
  const spans = times.flatMap((time): Span[] => {
    const [caller, callee] = services as [string, string];
    const traceId = hex(32);
    const [parent, child] = [hex(16), hex(16)];
    const whole = { traceId, kind: "server" as const };
    return [
      {
        ...whole,
        spanId: parent,
        service: caller,
        name: "GET /",
        startSeconds: time,
        endSeconds: time + 0.5,
        failed: false,
      },
      {
        ...whole,
        ...{ spanId: child, parentSpanId: parent, service: callee, name: "query" },
        ...{ startSeconds: time + 0.125, endSeconds: time + 0.25, failed: stream.next() < 0.3 },
      },
    ];
  });
  const logs = times.map((timeSeconds): TrueLog => ({
    timeSeconds,
    service: stream.pick(services),
    level: stream.pick(["info", "warn", "error"] as const),
  }));
  return { services, times, values, spans, logs };
}
