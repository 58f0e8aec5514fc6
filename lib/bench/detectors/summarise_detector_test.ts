import { ok, strictEqual } from "node:assert";
import { nabScore } from "../../stats/mod.ts";
import { heldOutScore, summariseDetector } from "./summarise_detector.ts";

/** A series whose window scores `odd` and whose other rows score `usual`. */
const series = (name: string, { odd, usual }: { odd: number; usual: number }) => ({
  name,
  scores: Float64Array.from({ length: 100 }, (_, row) => row >= 50 && row < 60 ? odd : usual),
  windows: [[50, 59]] as const,
  warmupRows: 10,
});

Deno.test("heldOutScore() is perfect where one threshold suits all parts", () => {
  strictEqual(heldOutScore([series("a/1", { odd: 9, usual: 1 }), series("b/1", { odd: 9, usual: 2 })]), 100);
});

Deno.test("heldOutScore() of parts that need thresholds of their own is below the score with all windows in sight", () => {
  const all = [series("a/1", { odd: 9, usual: 5 }), series("b/1", { odd: 4, usual: 1 })];
  // At a's threshold b is missed, at b's each row of a raises an alarm.
  ok(heldOutScore(all) < nabScore(all).score - 50);
});

Deno.test("heldOutScore() needs two parts", () => {
  ok(Number.isNaN(heldOutScore([series("a/1", { odd: 9, usual: 1 }), series("a/2", { odd: 9, usual: 1 })])));
});

Deno.test("summariseDetector() measures nothing without windows, as NAB does, and counts alarms all the same", () => {
  const scores = Float64Array.from({ length: 100 }, (_, row) => row % 10);
  const free = {
    name: "a/1",
    columns: ["x"],
    timesSeconds: Float64Array.from({ length: 100 }, (_, row) => 3600 * row),
    values: scores,
    windows: [],
    warmupRows: 10,
  };
  const judge = (alarms?: Uint8Array) =>
    summariseDetector([{
      series: free,
      scores: { detector: "d", scores, microsPerRow: NaN, ...(alarms && { alarms }) },
    }]);
  const { score, threshold } = nabScore([{ ...free, scores }]);
  ok(Number.isNaN(score) && threshold === Infinity);
  const { summary, measured: [one] } = judge();
  for (const value of [summary.nabStandard, summary.nabLowFp, summary.nabHeldOut, one!.auc, one!.vusPr]) {
    ok(Number.isNaN(value));
  }
  strictEqual(one!.falseAlarms, 0);
  strictEqual(judge(Uint8Array.from(scores, (value) => Number(value === 9))).measured[0]!.falseAlarms, 9);
});
