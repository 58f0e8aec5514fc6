import { strictEqual } from "node:assert";
import type { LogRecord, Signals, Span } from "../../model/mod.ts";
import { exposureRatio } from "./log_changes.ts";

/** A window whose metrics and logs have these times. */
function windowOf(times: readonly number[], logTimes: readonly number[] = []): Signals {
  return {
    metrics: { indicators: [], timesSeconds: Float64Array.from(times), columns: [] },
    logs: logTimes.map((
      timeSeconds,
    ) => ({ timeSeconds, service: "api", body: "", severityNumber: 9 } as LogRecord)),
  };
}

Deno.test("without traces windows are exposed as long as they last: a row of metrics stands for the time until the next", () => {
  // Three rows of 5 s, and six.
  strictEqual(exposureRatio(windowOf([100, 105, 110]), windowOf([115, 120, 125, 130, 135, 140])), 2);
  strictEqual(exposureRatio(windowOf([0, 60]), windowOf([120, 180, 240, 300, 360])), 2.5);
});

Deno.test("logs that cover more than the metrics tell how long a window lasts", () => {
  strictEqual(exposureRatio(windowOf([0, 5], [100, 140, 120]), windowOf([0, 5], [7])), 10 / 40);
  strictEqual(exposureRatio(windowOf([], [100, 140]), windowOf([], [200, 320])), 3);
});

Deno.test("windows of unknown length are as long as each other", () => {
  strictEqual(exposureRatio(windowOf([3]), windowOf([0, 5])), 1);
  strictEqual(exposureRatio(windowOf([0, 5]), windowOf([])), 1);
});

Deno.test("traces tell exposure by their roots, however long the windows and however many calls there were", () => {
  const spans = (roots: number, calls: number) =>
    Array.from(
      { length: roots + calls },
      (_, i) => i < roots ? {} : { parentSpanId: "1" },
    ) as unknown as Span[];
  const before = { ...windowOf([0, 5]), spans: spans(4, 100) };
  strictEqual(exposureRatio(before, { ...windowOf([10, 15, 20]), spans: spans(6, 1) }), 1.5);
});
