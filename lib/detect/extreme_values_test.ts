import { ok } from "node:assert";
import { createWindow } from "../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../observe/testing/synthetic.ts";
import { createDetector, createStreamDetector, DETECTORS, STREAM_DETECTORS } from "./catalogue.ts";
import { THRESHOLDS } from "./mod.ts";
import { createThreshold } from "./alarms/catalogue.ts";

const EXTREMES = [1e308, -1e308, Infinity, -Infinity, NaN, Number.MIN_VALUE, -0, Number.MAX_VALUE];
const CONTEXT = { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 }, seed: 1 };

for (const name of STREAM_DETECTORS) {
  Deno.test(`${name} scores a stream with values of 1e308, infinite and missing ones: finite, 0 or more`, () => {
    for (const inWarmup of [false, true]) {
      const detector = createStreamDetector(name, { dimensions: 2, seed: 1 });
      const point = (step: number, value: number) => ({
        timeSeconds: 5 * step,
        values: Float64Array.of(value, Math.sin(step)),
      });
      const warmup = Array.from({ length: 80 }, (_, i) => point(i, Math.cos(i)));
      if (inWarmup) EXTREMES.forEach((value, i) => warmup[20 + 3 * i] = point(20 + 3 * i, value));
      detector.fit(warmup);
      for (let step = 80; step < 160; step++) {
        const value = step % 3 === 0 ? EXTREMES[step % EXTREMES.length]! : Math.cos(step);
        const score = detector.update(point(step, value));
        ok(Number.isFinite(score) && score >= 0, `${score} for ${value} in step ${step}`);
      }
    }
  });
}

for (const name of DETECTORS) {
  Deno.test(`${name} judges services with values of 1e308, infinite and missing ones: no score is NaN`, () => {
    for (const inWarmup of [false, true]) {
      const detector = createDetector(name, CONTEXT);
      const observe = synthesize(1);
      const healthy = createWindow(SYNTHETIC, 60);
      for (let step = 0; step < 60; step++) {
        const extreme = EXTREMES[step % EXTREMES.length]!;
        healthy.push(observe(inWarmup && step % 7 === 0 ? { values: { [step % 15]: extreme } } : {}));
      }
      detector.fit(healthy);
      for (let step = 0; step < 60; step++) {
        const { scores, globalScore } = detector.update(
          observe({ values: { [step % 15]: EXTREMES[step % EXTREMES.length]! } }),
        );
        ok(scores.every((score) => score >= 0), `${scores} in step ${step}`);
        ok(!Number.isNaN(globalScore), `${globalScore} in step ${step}`);
      }
    }
  });
}

for (const name of THRESHOLDS) {
  Deno.test(`the threshold ${name} has a level after scores of 1e308, infinite and missing ones`, () => {
    for (const inWarmup of [false, true]) {
      const threshold = createThreshold(name);
      const scores = Array.from({ length: 300 }, (_, i) => Math.abs(Math.sin(i * i)));
      if (inWarmup) EXTREMES.forEach((value, i) => scores[9 * i] = value);
      threshold.fit(scores);
      for (const value of [...EXTREMES, 0.5, ...EXTREMES]) threshold.update(value);
      ok(!Number.isNaN(threshold.level), `${threshold.level}`);
    }
  });
}
