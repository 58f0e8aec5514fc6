import { strictEqual } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { medianAndDeviation } from "../../stats/mod.ts";
import { createStreamDetector } from "../catalogue.ts";

for (const window of [256, 7]) {
  Deno.test(`robust-z equals the formula on a sorted window of ${window} points, beyond its length and with ties`, () => {
    const stream = createStream(1, "robust-z");
    const values = Array.from(
      { length: 1200 },
      (_, i) => i % 4 === 0 ? Math.round(9 * stream.next()) : 9 * stream.next(),
    );
    const detector = createStreamDetector({ name: "robust-z", window }, { dimensions: 1, seed: 1 });
    const point = (value: number) => ({ timeSeconds: 0, values: Float64Array.of(value) });
    detector.fit(values.slice(0, 20).map(point));
    for (let i = 20; i < values.length; i++) {
      const { median, deviation } = medianAndDeviation(values.slice(Math.max(0, i - window), i));
      const expected = Math.abs(values[i]! - median) / (1.4826 * deviation);
      strictEqual(detector.update(point(values[i]!)).toFixed(9), expected.toFixed(9), `value ${i}`);
    }
  });
}
