import { ok } from "node:assert";
import { METRIC_COUNT } from "../../model/mod.ts";
import { FEATURE_COUNT, serviceFeatures } from "./service_features.ts";

const features = (row: readonly number[]) => {
  const values = new Float64Array(2 * METRIC_COUNT);
  values.set(row, METRIC_COUNT);
  return serviceFeatures(values, { service: 1, usualRate: 100, into: new Float64Array(FEATURE_COUNT) });
};

Deno.test("twice the load with twice the CPU leaves the CPU feature unchanged", () => {
  const [usual, busy] = [features([70, 0.002, 0.3, 0.45, 100]), features([70, 0.002, 0.6, 0.45, 200])];
  ok(Math.abs(usual[2]! - busy[2]!) < 1e-9);
});

Deno.test("features are finite without any requests", () => {
  ok(features([0, 0, 0, 0.45, 0]).every(Number.isFinite));
});

Deno.test("serviceFeatures() gives each metric in units of its smallest deviation that means something, worked out by hand", () => {
  const found = serviceFeatures(Float64Array.of(70, 0.002, 0.5, 0.45, 50), {
    service: 0,
    usualRate: 100,
    into: new Float64Array(5),
  });
  const expected = [Math.log(70) / 0.04, 0.002 / 0.004, 0.5 * 2 / 0.01, 0.45 / 0.006, Math.log(50) / 0.04];
  expected.forEach((x, i) => ok(Math.abs(found[i]! - x) < 1e-9, `${i}: ${found[i]}, not ${x}`));
});
