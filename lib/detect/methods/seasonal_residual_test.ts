import { ok } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createEwma } from "./ewma.ts";
import { createSeasonalResidual } from "./seasonal_residual.ts";
import type { StreamDetector } from "../stream_detector.ts";

/** How a detector scores a value of so much where it should be less, against the highest score of the day before. */
function standsOut(
  create: (context: { dimensions: number; seed: number }) => StreamDetector,
  dimensions: 1 | 2,
): number {
  const { next } = createStream(1, "seasonal test");
  const point = (step: number, extra = 0) => {
    const load = 10 + 6 * Math.sin(2 * Math.PI * step / 288) +
      (dimensions === 2 ? 3 * Math.sin(step / 7) : 0);
    const busy = load / 20 + 0.01 * normalQuantile(next()) + extra;
    return { timeSeconds: 300 * step, values: Float64Array.of(...[busy, load].slice(0, dimensions)) };
  };
  const detector = create({ dimensions, seed: 1 });
  detector.fit(Array.from({ length: 288 }, (_, step) => point(step)));
  const before = Array.from({ length: 4 * 288 }, (_, i) => detector.update(point(288 + i)));
  // At the foot of the wave, by a third of the wave's height: nothing that was not there at noon.
  return detector.update(point(5 * 288 + 216, 0.2)) / Math.max(...before.slice(-288));
}

Deno.test("what is too much for the time of the day stands out, for an average over all hours it does not", () => {
  ok(standsOut(createSeasonalResidual, 1) > 2, `${standsOut(createSeasonalResidual, 1)}`);
  ok(standsOut(createEwma, 1) < 1, `${standsOut(createEwma, 1)}`);
});

Deno.test("what is too much for the load stands out", () => {
  ok(standsOut(createSeasonalResidual, 2) > 2, `${standsOut(createSeasonalResidual, 2)}`);
  ok(standsOut(createEwma, 2) < 1);
});
