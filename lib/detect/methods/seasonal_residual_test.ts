import { ok } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createStreamDetector } from "../catalogue.ts";

/** The score of a value that is too high for its time, relative to the highest score of the day before. */
function standsOut(name: string, dimensions: 1 | 2): number {
  const { next } = createStream(1, "seasonal test");
  const point = (step: number, extra = 0) => {
    const load = 10 + 6 * Math.sin(2 * Math.PI * step / 288) +
      (dimensions === 2 ? 3 * Math.sin(step / 7) : 0);
    const busy = load / 20 + 0.01 * normalQuantile(next()) + extra;
    return { timeSeconds: 300 * step, values: Float64Array.of(...[busy, load].slice(0, dimensions)) };
  };
  const detector = createStreamDetector(name, { dimensions, seed: 1 });
  detector.fit(Array.from({ length: 288 }, (_, step) => point(step)));
  const before = Array.from({ length: 4 * 288 }, (_, i) => detector.update(point(288 + i)));
  // At the trough, raised by a third of the wave: a value that is usual at its crest.
  return detector.update(point(5 * 288 + 216, 0.2)) / Math.max(...before.slice(-288));
}

Deno.test("seasonal-residual finds a value that is too high for the time of the day, ewma does not", () => {
  ok(standsOut("seasonal-residual", 1) > 2, `${standsOut("seasonal-residual", 1)}`);
  ok(standsOut("ewma", 1) < 1, `${standsOut("ewma", 1)}`);
});

Deno.test("seasonal-residual finds a value that is too high for the load, ewma does not", () => {
  ok(standsOut("seasonal-residual", 2) > 2, `${standsOut("seasonal-residual", 2)}`);
  ok(standsOut("ewma", 2) < 1);
});
