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
