import { ok, strictEqual } from "node:assert";
import { nabScore } from "../../stats/mod.ts";
import { heldOutScore } from "./summarise_detector.ts";

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
