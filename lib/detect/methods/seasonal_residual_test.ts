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

/** The least squares line of y over x and a constant, each point weighing `memory` times what the next does, as [constant, slope]. */
function line(points: readonly (readonly [x: number, y: number])[], memory: number, prior: number): number[] {
  let [n, sx, sxx, sy, sxy] = [prior, 0, prior, 0, 0];
  for (const [x, y] of points) {
    [n, sx, sxx, sy, sxy] = [
      n * memory + 1,
      sx * memory + x,
      sxx * memory + x * x,
      sy * memory + y,
      sxy * memory + x * y,
    ];
  }
  const determinant = n * sxx - sx * sx;
  return [(sxx * sy - sx * sxy) / determinant, (n * sxy - sx * sy) / determinant];
}

for (const [memory, prior] of [[1, 1 / 100], [0.95, 0]] as const) {
  Deno.test(`seasonal-residual's recursion with memory ${memory} comes to the weights of least squares over all points`, () => {
    const { next } = createStream(2, "recursive");
    const points = Array.from({ length: 500 }, (_, step) => {
      const load = normalQuantile(next());
      // The slope changes half-way.
      const busy = (step < 250 ? 2 : 0.5) * load + 0.3 * normalQuantile(next());
      return { timeSeconds: step, values: Float64Array.of(busy, load) };
    });
    const detector = createStreamDetector({ name: "seasonal-residual", waves: 0, memory, gate: 100 }, {
      dimensions: 2,
      seed: 1,
    });
    detector.fit(points);
    const { inner } = detector.saveState() as { inner: { detector: Record<string, number[]> } };
    const { weights, centre, width } = inner.detector;
    const scaled = points.map(({ values }) => [0, 1].map((i) => (values[i]! - centre![i]!) / width![i]!));
    // Of the busy on the load, and of the load on the busy.
    const expected = [
      ...line(scaled.map(([busy, load]) => [load!, busy!]), memory, prior),
      ...line(scaled.map(([busy, load]) => [busy!, load!]), memory, prior),
    ];
    expected.forEach((weight, i) => ok(Math.abs(weights![i]! - weight) < 1e-6, `${weights} ${expected}`));
  });
}
