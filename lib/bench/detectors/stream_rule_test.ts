import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createStreamDetector, scoreSeries } from "../../detect/mod.ts";
import { regimeSeries } from "./regimes/regimes.ts";
import { streamRule } from "./stream_rule.ts";

const series = regimeSeries("stationary", 1);
const create = () => createStreamDetector("ensemble", { dimensions: 4, seed: 1 });
const scores = scoreSeries(create(), series);
const rule = (budget: Parameters<typeof streamRule>[0]) =>
  streamRule(budget, { threshold: "peaks", text: "t" });

Deno.test("streamRule() raises alarms by what came before: those of a prefix are the same", () => {
  const whole = rule({ rate: 1e-3 }).raise(series, scores, create);
  const prefix = rule({ rate: 1e-3 }).raise(series, scores.subarray(0, 1500), create);
  deepStrictEqual(prefix, whole.subarray(0, 1500));
  ok(whole.includes(1) && !whole.subarray(0, series.warmupRows).includes(1));
});

Deno.test("streamRule() asked by time and by row raises the same: a row takes five seconds", () => {
  const byTime = rule({ everySeconds: 5000 }).raise(series, scores, create);
  deepStrictEqual(byTime, rule({ rate: 1e-3 }).raise(series, scores, create));
});

Deno.test("streamRule() finds most windows at one false alarm in 1,000 rows", () => {
  const raised = rule({ rate: 1e-3 }).raise(series, scores, create);
  const found = series.windows.filter(([first, last]) => raised.subarray(first, last + 1).includes(1));
  ok(found.length >= 5, `${found.length}`);
});

Deno.test("streamRule() wants two rows to learn from, and a threshold that is there", () => {
  throws(
    () => rule({ rate: 1e-3 }).raise({ ...series, warmupRows: 1 }, scores, create),
    /2 points or more, found 1/,
  );
  const odd = streamRule({ rate: 1e-3 }, { threshold: "peak", text: "" });
  throws(() => odd.raise(series, scores, create), /did you mean "peaks"/);
  strictEqual(rule({ rate: 1 }).text, "t");
});
