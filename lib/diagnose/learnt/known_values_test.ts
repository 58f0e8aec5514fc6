import { deepStrictEqual } from "node:assert";
import { knownValuesOf, unknownValues } from "./known_values.ts";

const FEATURES = ["errors", "callers: errors", "waits"];
/** Two services of one example, one of another. */
const EXAMPLES = [
  { features: Float32Array.of(0, 2, NaN, 10, 1, NaN), truth: [] },
  { features: Float32Array.of(4, -1, NaN), truth: [] },
];

Deno.test("knownValuesOf() has the least and the greatest value of each feature, over all services of all examples", () => {
  deepStrictEqual(knownValuesOf(EXAMPLES, FEATURES), {
    features: FEATURES,
    least: [0, -1, 0],
    greatest: [10, 2, 0],
  });
});

Deno.test("knownValuesOf() keeps four digits", () => {
  const example = { features: Float32Array.of(-0.123456, 98765, 0), truth: [] };
  const { least, greatest } = knownValuesOf([example], FEATURES);
  deepStrictEqual([least, greatest], [[-0.1235, 98770, 0], [-0.1235, 98770, 0]]);
});

Deno.test("unknownValues() names what lies a tenth of the width outside, once, whose it may be, and nothing that is missing", () => {
  const known = knownValuesOf(EXAMPLES, FEATURES);
  const of = (...table: number[]) => [...unknownValues(known, table)];
  deepStrictEqual(of(0, 2, 0, 10, -1, NaN), []);
  deepStrictEqual(of(10.9, 2.2, 0, -0.9, -1.2, 0), []);
  deepStrictEqual(of(11.1, 0, 0), ["errors"]);
  deepStrictEqual(of(0, 0, 0, -1.1, 2.4, 0), ["errors"]);
  deepStrictEqual(of(NaN, -1.4, 0.1), ["errors", "waits"]);
});
