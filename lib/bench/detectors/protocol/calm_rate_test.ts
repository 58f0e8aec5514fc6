import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { LabelledSeries } from "../../../model/mod.ts";
import { createStream } from "../../../random/mod.ts";
import { detectorMethod } from "../detector_method.ts";
import { scoreDetectors } from "../score_detectors.ts";
import { calmRateOf, calmRows, countCalmAlarms } from "./calm_rate.ts";

const ROWS = 4000;

function noise(spikes: readonly number[], windows: LabelledSeries["windows"]): LabelledSeries {
  const { next } = createStream(1, "calm rate test");
  return {
    ...{ name: "a", columns: ["x"], windows, warmupRows: 500 },
    timesSeconds: Float64Array.from({ length: ROWS }, (_, row) => 60 * row),
    values: Float64Array.from({ length: ROWS }, (_, row) => next() + (spikes.includes(row) ? 50 : 0)),
  };
}

Deno.test("calm are the rows behind the warm-up, outside of windows and of as many rows behind each", () => {
  const calm = calmRows(noise([], [[1000, 1009], [3990, 3999]]));
  strictEqual(calm.reduce((sum, one) => sum + one, 0), ROWS - 500 - 20 - 10);
  deepStrictEqual([calm[499], calm[500], calm[999], calm[1000], calm[1019], calm[1020]], [0, 1, 1, 0, 0, 1]);
});

Deno.test("countCalmAlarms() counts what is raised in calm rows, and not in a window or right behind it", () => {
  const method = detectorMethod("robust-z");
  const countOf = (series: LabelledSeries) => {
    const { scores } = scoreDetectors(series, { detectors: [method] })[0]!;
    return countCalmAlarms(series, scores, { method, threshold: "peaks", asked: 1e-4 });
  };
  strictEqual(countOf(noise([], [])).alarms, 0);
  strictEqual(countOf(noise([1500, 2500], [])).alarms, 2);
  deepStrictEqual(countOf(noise([1500, 2500], [[1490, 1510]])), { rows: ROWS - 500 - 42, alarms: 1 });
});

Deno.test("calmRateOf() gives alarms a row over what was asked for, of all rows and of the median series", () => {
  const counts = [{ rows: 1000, alarms: 1 }, { rows: 3000, alarms: 9 }, { rows: 0, alarms: 0 }, {
    rows: 1000,
    alarms: 2,
  }];
  const { ratio, medianRatio, rows, alarms } = calmRateOf(counts, { threshold: "peaks", asked: 1e-3 });
  deepStrictEqual([rows, alarms], [5000, 12]);
  ok(Math.abs(ratio - 2.4) < 1e-12 && Math.abs(medianRatio - 2) < 1e-12);
});
