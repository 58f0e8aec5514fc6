import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createStream } from "../../random/mod.ts";
import type { StreamDetector } from "../../detect/mod.ts";
import { hindsightRule } from "./alarm_rule.ts";
import { regimeSeries } from "./regimes/regimes.ts";

const series = regimeSeries("stationary", 1);
const { next } = createStream(1, "alarm rule");
const scores = series.timesSeconds.map((_, row) => row < series.warmupRows ? 0 : next());
/** Looking back, no detector is asked again for a score. */
const asked = (): never => {
  throw new Error("asked again");
};
const never = (leastAlarm?: number): StreamDetector => ({
  ...{ name: "never", fit: asked, update: asked, saveState: asked, loadState: asked },
  ...(leastAlarm !== undefined && { leastAlarm }),
});
const runsOf = (raised: Uint8Array) => raised.filter((one, row) => one && !raised[row - 1]).length;

for (const many of [1, 5, 40]) {
  Deno.test(`hindsightRule() raises ${many} alarms where so many are allowed, the oddest`, () => {
    const raised = hindsightRule({ rate: many / 3000 }, "").raise(series, scores, () => never());
    strictEqual(runsOf(raised), many);
    const least = Math.min(...scores.filter((_, row) => raised[row]));
    ok(scores.every((score, row) => score < least || raised[row]));
  });
}

Deno.test("hindsightRule() takes rows that begin a week for a week, though the last of them begins before its end", () => {
  const rows = 7 * 24;
  const week = {
    ...{ name: "week", columns: ["x"], values: new Float64Array(rows), windows: [], warmupRows: 0 },
    timesSeconds: Float64Array.from({ length: rows }, (_, row) => 3600 * row),
  };
  const odd = Float64Array.from({ length: rows }, (_, row) => row % 20 === 10 ? row : 0);
  strictEqual(runsOf(hindsightRule({ everySeconds: 86_400 }, "").raise(week, odd, () => never())), 7);
});

Deno.test("hindsightRule() counts the time, allows one alarm in any, and takes equal scores together", () => {
  const day = hindsightRule({ everySeconds: 86_400 }, "").raise(series, scores, () => never());
  strictEqual(runsOf(day), 1);
  const level = scores.map((_, row) => row >= 900 && row < 1400 ? 1 : 0);
  deepStrictEqual(runsOf(hindsightRule({ rate: 0 }, "").raise(series, level, () => never())), 1);
  deepStrictEqual(
    runsOf(hindsightRule({ rate: 1 }, "").raise(series, scores.map(() => 0), () => never())),
    0,
  );
});

Deno.test("hindsightRule() raises no alarm for a score that its detector calls none, though alarms are left", () => {
  const rule = hindsightRule({ rate: 1 }, "");
  const raised = rule.raise(series, scores, () => never(0.9));
  ok(runsOf(raised) > 20);
  ok(scores.every((score, row) => (score > 0.9) === (raised[row] === 1)));
  strictEqual(runsOf(rule.raise(series, scores, () => never(1))), 0);
});

Deno.test("hindsightRule() raises no alarm for a score that most rows have, though alarms are left", () => {
  const rule = hindsightRule({ rate: 0.01 }, "");
  const spikes = scores.map((_, row) => row === 1800 || row === 2500 ? 29 : 0.03);
  const raised = rule.raise(series, spikes, () => never());
  deepStrictEqual([...raised.keys()].filter((row) => raised[row]), [1800, 2500]);
  strictEqual(runsOf(rule.raise(series, scores.map(() => 0.03), () => never())), 0);
});
