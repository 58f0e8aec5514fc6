import { ok, strictEqual } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createMoments, largestSize } from "./moments.ts";

Deno.test("moments are the plain mean and variance as long as all points weigh the same", () => {
  const { next } = createStream(1, "moments");
  const moments = createMoments(1, { share: 1e-6, gate: 1e6 });
  const values = Array.from({ length: 500 }, () => 3 + 2 * normalQuantile(next()));
  const z = new Float64Array(1);
  for (const value of values) {
    moments.next(Float64Array.of(value), z);
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / 500;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 500;
  ok(Math.abs(moments.arrays.mean[0]! - mean) < 1e-9);
  ok(Math.abs(moments.arrays.variance[0]! - variance) < 1e-9);
  moments.next(Float64Array.of(mean + 5 * Math.sqrt(variance)), z);
  ok(Math.abs(z[0]! - 5) < 1e-6, String(z[0]));
});

Deno.test("moments move by a trusted value no further than the gate allows, and score it in full", () => {
  const { next } = createStream(2, "moments");
  const moments = createMoments(1, { share: 0.01, gate: 4 });
  const z = new Float64Array(1);
  for (let i = 0; i < 2000; i++) moments.next(Float64Array.of(normalQuantile(next())), z);
  const [mean, deviation] = [moments.arrays.mean[0]!, Math.sqrt(moments.arrays.variance[0]!)];
  moments.next(Float64Array.of(mean + 100 * deviation), z);
  ok(Math.abs(z[0]! - 100) < 1e-6);
  ok(Math.abs(moments.arrays.mean[0]! - (mean + 0.04 * deviation)) < 1e-9);
});

Deno.test("what floating point does not resolve is no deviation, and the z of a constant that changes is at most 6", () => {
  const moments = createMoments(1, { share: 0.01, gate: 4 });
  const z = new Float64Array(1);
  for (let i = 0; i < 300; i++) {
    moments.next(Float64Array.of(1e8 + 1e-6 * (i % 7)), z);
    ok(Math.abs(z[0]!) < 0.01, String(z[0]));
  }
  const constant = createMoments(1, { share: 0.01, gate: 4 });
  for (let i = 0; i < 300; i++) constant.next(Float64Array.of(0), z);
  constant.next(Float64Array.of(1000), z);
  strictEqual(z[0], 6);
  constant.next(Float64Array.of(-1000), z);
  strictEqual(z[0] < 0 && z[0] >= -6, true);
});

Deno.test("largestSize() is the largest absolute value", () => {
  strictEqual(largestSize(Float64Array.of(1, -7, 3)), 7);
  strictEqual(largestSize(new Float64Array(0)), 0);
});
