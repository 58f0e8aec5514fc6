import { significant } from "../model/testing/significant.ts";
import { createStream, normalQuantile } from "../random/mod.ts";
import { createThreshold, THRESHOLDS } from "./alarms/catalogue.ts";
import { createStreamDetector, STREAM_DETECTORS } from "./catalogue.ts";
import type { StreamPoint } from "./detector.ts";

// What a method answers today, number by number: published results rest on it. Where a method is changed on purpose, its tests say what is right,
// and `deno test --allow-read --allow-write -u FILE` saves the new numbers.

const WARMUP = 300;

/** Two series with a wave of 96 steps, noise, gaps, a spike, a step, a flat stretch and a slow rise. */
function made(length: number): StreamPoint[] {
  const stream = createStream(11, "pinned");
  return Array.from({ length }, (_, step) => {
    const wave = 3 * Math.sin(2 * Math.PI * step / 96);
    const values = Float64Array.of(
      20 + wave + normalQuantile(stream.next()),
      100 - 2 * wave + 4 * normalQuantile(stream.next()),
    );
    if (step % 53 === 7) values[1] = NaN;
    if (step === 350 || step === 520) values[0]! += 12;
    if (step >= 420 && step < 450) values[1]! += 35;
    if (step >= 560 && step < 575) values.fill(20);
    if (step >= 600) values[0]! += (step - 600) / 10;
    return { timeSeconds: 900 * step, values };
  });
}

const SERIES = made(700);

for (const name of STREAM_DETECTORS) {
  Deno.test(`${name} scores two series as it did`, async (t) => {
    const detector = createStreamDetector(name, { dimensions: 2, seed: 1 });
    detector.fit(SERIES.slice(0, WARMUP));
    const scores = SERIES.slice(WARMUP).map((point) => detector.update(point));
    const sums = [0, 100, 200, 300].map((from) => scores.slice(from, from + 100).reduce((a, b) => a + b));
    await t.assertSnapshot(significant([...scores.filter((_, i) => i % 25 === 0), ...sums]));
  });
}

for (const name of THRESHOLDS) {
  Deno.test(`${name} raises its alarms and its level as it did`, async (t) => {
    const { next } = createStream(12, "pinned");
    const score = (_: unknown, i: number) => -Math.log(1 - next()) * (i % 400 > 380 ? 3 : 1) + i / 4000;
    const threshold = createThreshold(name, { falseAlarmRate: 1e-2 });
    threshold.fit(Float64Array.from({ length: 600 }, score));
    const judged = Array.from({ length: 1500 }, score).map((one) => ({
      alarm: threshold.update(one),
      level: threshold.level,
    }));
    await t.assertSnapshot(significant({
      alarms: judged.flatMap(({ alarm }, i) => alarm ? [i] : []),
      levels: judged.filter((_, i) => i % 250 === 0).map(({ level }) => level),
    }));
  });
}
