import { deepStrictEqual, ok } from "node:assert";
import { FEATURES } from "../../../diagnose/features/features.ts";
import { examplesOf } from "./examples.ts";

const SCENARIO = { topology: "three-tier", firstSeed: 3, count: 24 } as const;

Deno.test("examples with gaps lack features, keep their truth, and are the same again", () => {
  const [whole, gappy] = [[...examplesOf(SCENARIO)], [...examplesOf({ ...SCENARIO, gapShare: 1 })]];
  deepStrictEqual(gappy.map(({ truth }) => truth), whole.map(({ truth }) => truth));
  ok(whole.every(({ features }) => features.every(Number.isFinite)));
  const lacking = gappy.filter(({ features }) => features.some(Number.isNaN));
  ok(lacking.length >= 10, `${lacking.length}`);
  ok(gappy.every(({ features }) => features.length === 3 * FEATURES.length && !features.every(Number.isNaN)));
  const again = [...examplesOf({ ...SCENARIO, gapShare: 1 })];
  deepStrictEqual(again.map(({ features }) => [...features]), gappy.map(({ features }) => [...features]));
});
