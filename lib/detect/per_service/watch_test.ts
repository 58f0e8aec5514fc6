import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createWindow } from "../../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import type { StreamDetector, StreamPoint } from "../detector.ts";
import { REQUEST_RATE } from "../../model/mod.ts";
import { median } from "../../stats/mod.ts";
import { createThreshold } from "../alarms/catalogue.ts";
import { serviceFeatures } from "./service_features.ts";
import { watchServices } from "./watch.ts";

const CONTEXT = { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 }, seed: 2 };

/** Services watched by detectors whose score is the error feature, with a record of what these were given. */
function watched() {
  const made: { seed: number; dimensions: number; warmup: StreamPoint[]; scored: StreamPoint[] }[] = [];
  const watch = watchServices({
    ...CONTEXT,
    create: (context): StreamDetector => {
      const one = { ...context, warmup: [] as StreamPoint[], scored: [] as StreamPoint[] };
      made.push(one);
      return {
        name: "errors",
        fit: (warmup) => void one.warmup.push(...warmup),
        update: (point) => {
          one.scored.push(point);
          return point.values[1]!;
        },
        saveState: () => null,
        loadState: () => {},
      };
    },
  });
  const observe = synthesize(1);
  const healthy = createWindow(SYNTHETIC, 60);
  for (let i = 0; i < 70; i++) healthy.push(observe());
  watch.fit(healthy);
  return { watch, made, healthy, observe };
}

Deno.test("watchServices() gives each service a stream of five features with a seed of its own", () => {
  const { made } = watched();
  deepStrictEqual(made.slice(0, 3).map(({ seed, dimensions }) => [seed, dimensions]), [
    [2000, 5],
    [2001, 5],
    [2002, 5],
  ]);
});

Deno.test("watchServices() gives the points of warm-up and of updates the times of their observations", () => {
  const { watch, made, healthy, observe } = watched();
  const { timesSeconds } = healthy.signals().metrics;
  const next = observe();
  watch.update(next);
  for (const { warmup, scored } of made.slice(0, 3)) {
    deepStrictEqual(warmup.map(({ timeSeconds }) => timeSeconds), [...timesSeconds]);
    deepStrictEqual(scored.map(({ timeSeconds }) => timeSeconds), [next.timeSeconds]);
  }
  strictEqual(next.timeSeconds - timesSeconds.at(-1)!, timesSeconds[1]! - timesSeconds[0]!);
});

Deno.test("watchServices() scores a service from 1 on exactly where its threshold raises an alarm", () => {
  const { watch, observe } = watched();
  const calm = watch.update(observe()).scores;
  ok(calm.every((score) => score >= 0 && score < 1), String(calm));
  const { scores, anomalous } = watch.update(observe({ values: { 1: 0.5 } }));
  ok(anomalous && scores[0]! >= 1 && scores[1]! < 1 && scores[2]! < 1, String(scores));
});

Deno.test("watchServices() scores a service by its stream's score over the threshold's level, below 1 and above it", () => {
  const { watch, made, healthy, observe } = watched();
  const threshold = createThreshold("peaks");
  threshold.fit(made[0]!.warmup.slice(-30).map(({ values }) => values[1]!));
  for (const errors of [0.001, 0.5]) {
    const { level } = threshold;
    const observation = observe({ values: { 1: errors } });
    const [score] = watch.update(observation).scores;
    threshold.update(errors / 0.004);
    ok(Math.abs(score! / (errors / 0.004 / level) - 1) < 1e-9, `${score} at ${errors}, level ${level}`);
    const usualRate = median(healthy.series(0, REQUEST_RATE));
    const { values } = observation;
    deepStrictEqual(
      made[0]!.scored.at(-1)!.values,
      serviceFeatures(values, { service: 0, usualRate, into: new Float64Array(5) }),
    );
  }
});
