import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { Signals } from "../../model/mod.ts";
import { createDiagnoser } from "../catalogue.ts";
import { madeUpSignals } from "../testing/made_up_signals.ts";

const SERVICES = ["a", "b", "c"];
const wave = (rows: number, level = 10) => Array.from({ length: rows }, (_, i) => level + (i * 7 % 5) - 2);

function judge(choice: string, before: Signals, after: Signals) {
  const diagnoser = createDiagnoser(choice, { services: SERVICES });
  diagnoser.fit(before);
  return diagnoser.diagnose(after);
}

Deno.test("baro leaves out metrics that are constant in either window while another rises above the alarm", () => {
  const before = madeUpSignals({ "a/cpu": wave(20), "b/memory": Array(20).fill(4e8), "c/latency": wave(20) });
  const after = madeUpSignals({
    "a/cpu": wave(10).map((x) => x + 20),
    "b/memory": [4e8, ...Array(9).fill(5e8)],
    "c/latency": Array(10).fill(90),
  });
  const { suspect, indicators } = judge("baro", before, after);
  strictEqual(suspect, "a");
  // Values from 8 to 12 have quartiles 9 and 11.
  deepStrictEqual(indicators, [{ service: "a", metric: "cpu", score: 11 }]);
});

Deno.test("baro counts metrics that were constant, alike in any unit, if no other rises above the alarm", () => {
  for (const unit of [1e-6, 1, 1e6]) {
    const before = madeUpSignals({ "a/cpu": wave(20), "b/errors": Array(20).fill(0) });
    const after = madeUpSignals({ "a/cpu": wave(10), "b/errors": [0, ...Array(9).fill(0.3 * unit)] });
    const { suspect, indicators, confidence } = judge("baro", before, after);
    strictEqual(suspect, "b");
    strictEqual(indicators![0]!.score, 100);
    ok(confidence > 0.9);
    const published = judge("baro:constants=published", before, after);
    deepStrictEqual([published.suspect, published.confidence], ["a", 0]);
  }
});

Deno.test("baro measures a metric with equal quartiles in its own unit, memory in megabytes", () => {
  const stepping = (level: number, step: number) => [...Array(18).fill(level), level + step, level + step];
  const before = madeUpSignals({
    "a/memory": stepping(4e8, 1e6),
    "b/cpu": stepping(2, 0.5),
    "c/cpu": wave(20),
  });
  const after = madeUpSignals({ "a/memory": [4e8, 4.5e8], "b/cpu": [2, 9], "c/cpu": [10, 11] });
  const { ranking } = judge("baro", before, after);
  const scores = Object.fromEntries(ranking.map(({ service, score }) => [service, score]));
  deepStrictEqual(scores, { a: 50, b: 7, c: 0.5 });
});

Deno.test("baro fills values that are missing at the onset with the last one before it", () => {
  const before = madeUpSignals({ "a/cpu": wave(20, -50) });
  const after = madeUpSignals({ "a/cpu": [NaN, NaN, -48, -49] });
  // The last value before is -49, and the median -50. Filled with 0 the rise would be 25.
  strictEqual(judge("baro", before, after).indicators![0]!.score, 1);
});
