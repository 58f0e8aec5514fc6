import { deepStrictEqual, strictEqual } from "node:assert";
import { METRIC_COUNT } from "../../model/mod.ts";
import { createTopology } from "../../simulator/mod.ts";
import { withoutImpossible } from "./impossible.ts";

const topology = createTopology("three-tier");

Deno.test("values that no system can have are not measured, those within rounding are, and the note names some", () => {
  const values = new Float64Array(3 * METRIC_COUNT).fill(0.5);
  values.set([-1, 1.2, 35, -0.001, 1e300]);
  values.set([1e300, 1.001, 1.2, -1e-9, 1e5], METRIC_COUNT);
  values.set([NaN, NaN, NaN, NaN, NaN], 2 * METRIC_COUNT);
  const given = { step: 1, timeSeconds: 5, values };
  const { observation, note } = withoutImpossible(given, topology);
  deepStrictEqual([...observation.values], [
    ...[NaN, NaN, NaN, NaN, NaN],
    ...[NaN, 1.001, 1.2, -1e-9, 1e5],
    ...[NaN, NaN, NaN, NaN, NaN],
  ]);
  strictEqual(
    note,
    "impossible values are not measured: latencyP95Ms of api is -1, errorRate of api is 1.2, cpuUtilisation of api is 35 and 3 more",
  );
  strictEqual(withoutImpossible(observation, topology).observation, observation);
});
