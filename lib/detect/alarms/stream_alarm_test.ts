import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { UsageError } from "../../model/mod.ts";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createStreamDetector } from "../catalogue.ts";
import { createStreamAlarm, scoresToLearnFrom } from "./stream_alarm.ts";
import { createThreshold } from "./catalogue.ts";

const { next } = createStream(1, "alarm test");
const POINTS = Array.from({ length: 1500 }, (_, step) => ({
  timeSeconds: 5 * step,
  values: Float64Array.of(normalQuantile(next()) + (step === 1200 ? 12 : 0)),
}));
const create = () => createStreamDetector("ewma", { dimensions: 1, seed: 1 });

function alarmed() {
  const alarm = createStreamAlarm({ create, threshold: createThreshold("peaks", { falseAlarmRate: 1e-3 }) });
  alarm.fit(POINTS.slice(0, 400));
  return alarm;
}

Deno.test("createStreamAlarm() scores as the detector alone, and alarms where the score passes the level", () => {
  const detector = create();
  detector.fit(POINTS.slice(0, 400));
  const alarm = alarmed();
  const judged = POINTS.slice(400).map((point) => alarm.update(point));
  deepStrictEqual(judged.map(({ score }) => score), POINTS.slice(400).map((point) => detector.update(point)));
  ok(judged.every(({ score, level, alarm }) => alarm === score > level));
  strictEqual(judged[800]!.alarm, true);
  ok(judged.filter(({ alarm }) => alarm).length <= 4);
});

Deno.test("createStreamAlarm() continues from a saved state, and refuses that of another alarm in one line, unchanged", () => {
  const alarm = alarmed();
  for (const point of POINTS.slice(400, 1000)) alarm.update(point);
  const state = JSON.parse(JSON.stringify(alarm.saveState()));
  const other = alarmed();
  other.loadState(state);
  for (const wrong of [null, {}, { ...state, inner: null }, { ...state, name: "another" }]) {
    throws(
      () => other.loadState(wrong),
      (error: Error) => error instanceof UsageError && !error.message.includes("\n"),
    );
  }
  for (const point of POINTS.slice(1000)) deepStrictEqual(other.update(point), alarm.update(point));
});

Deno.test("scoresToLearnFrom() scores the second half of the warm-up by the first, and wants two points", () => {
  const scores = scoresToLearnFrom(create, POINTS.slice(0, 401));
  const detector = create();
  detector.fit(POINTS.slice(0, 200));
  deepStrictEqual([...scores], POINTS.slice(200, 401).map((point) => detector.update(point)));
  throws(() => scoresToLearnFrom(create, POINTS.slice(0, 1)), /needs a warm-up of 2 points or more, found 1/);
});
