import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { envelope } from "./envelope.ts";

Deno.test("envelope() keeps a short line as it is", () => {
  deepStrictEqual(envelope([1, 2, 3], [5, NaN, 7], { buckets: 2 }), [
    { x: 1, y: 5 },
    { x: 2, y: NaN },
    { x: 3, y: 7 },
  ]);
});

Deno.test("envelope() keeps each spike of a long line, in order, with two points a bucket at most", () => {
  const ys = new Float64Array(10_000);
  ys[3333] = 9;
  ys[3340] = -4;
  const points = envelope(ys.map((_, row) => row), ys, { buckets: 100 });
  ok(points.length <= 200);
  deepStrictEqual(points.filter(({ y }) => y !== 0), [{ x: 3333, y: 9 }, { x: 3340, y: -4 }]);
  ok(points.every(({ x }, i) => i === 0 || x >= points[i - 1]!.x));
});

Deno.test("envelope() breaks the line where a whole bucket is missing, and passes over single gaps", () => {
  const ys = new Float64Array(1000).fill(1);
  ys.fill(NaN, 500, 510);
  ys[3] = NaN;
  const points = envelope(ys, ys, { buckets: 100 });
  strictEqual(points.filter(({ y }) => Number.isNaN(y)).length, 1);
});

Deno.test("envelope() breaks a short and a long line before the rows that it is told", () => {
  for (const rows of [10, 1000]) {
    const ys = Float64Array.from({ length: rows }, (_, row) => row);
    const points = envelope(ys, ys, { buckets: 100, breaks: [7] });
    const at = points.findIndex(({ y }) => Number.isNaN(y));
    deepStrictEqual(points.slice(at - 1, at + 2), [{ x: 6, y: 6 }, { x: 7, y: NaN }, { x: 7, y: 7 }]);
    strictEqual(points.filter(({ y }) => Number.isNaN(y)).length, 1);
  }
});
