import { deepStrictEqual, ok } from "node:assert";
import type { Choice } from "../../model/mod.ts";
import { estimators } from "./catalogue.ts";
import { standardError, valueOf } from "./ratios.ts";
import type { WeightedLog } from "./weighted_log.ts";

// Two episodes, of two decisions and of one: weights 2, 1/2 and 1, computed by hand from the formulas in fractions.
const LOG: WeightedLog = {
  starts: Int32Array.of(0, 2, 3),
  rewards: Float64Array.of(1, 0, 2),
  weights: Float64Array.of(2, 0.5, 1),
  expectedOfLogged: Float64Array.of(0.5, 0.25, 1),
  expectedOfTarget: Float64Array.of(0.75, 0.5, 1.5),
};

function valueBy(choice: Choice, log = LOG): number {
  const { entry, parameters } = estimators.choose(choice);
  return valueOf(entry.ratios(log, parameters));
}

for (
  const { choice, value, formula } of [
    { choice: "dm", value: 2.75 / 3, formula: "(3/4 + 1/2 + 3/2) / 3" },
    { choice: "ips", value: 4 / 3, formula: "(2 * 1 + 1/2 * 0 + 1 * 2) / 3" },
    { choice: "clipped-ips:lambda=1.5", value: 3.5 / 3, formula: "(3/2 * 1 + 0 + 2) / 3" },
    { choice: "snips", value: 4 / 3.5, formula: "4 / (2 + 1/2 + 1)" },
    { choice: "dr", value: (2.75 + 1 - 0.125 + 1) / 3, formula: "dm + (2 * 1/2 - 1/2 * 1/4 + 1 * 1) / 3" },
    { choice: "sndr", value: 2.75 / 3 + 1.875 / 3.5, formula: "dm + (1 - 1/8 + 1) / (7/2)" },
    { choice: "switch-dr:tau=1", value: (2.75 - 0.125 + 1) / 3, formula: "dm + (0 - 1/8 + 1) / 3" },
    {
      choice: "dros:lambda=2",
      value: (2.75 + 0.5 * 4 / 6 - 0.25 / 2.25 + 2 / 3) / 3,
      formula: "weights 2 * 2 / (4 + 2), 2 * 1/2 / (1/4 + 2), 2 * 1 / (1 + 2)",
    },
    { choice: "dros:lambda=0", value: 2.75 / 3, formula: "dm" },
    // Products 2 and 1 in the first episode, 1 in the second.
    { choice: "per-decision", value: (2 * 1 + 1 * 0 + 1 * 2) / 2, formula: "((2 * 1 + 1 * 0) + 1 * 2) / 2" },
    {
      choice: "per-decision:discount=0.5,clip=1",
      value: (1 + 2) / 2,
      formula: "((1 * 1 + 1/2 * 1 * 0) + 1 * 2) / 2",
    },
    {
      choice: "weighted-dr",
      // t = 0: base (3/4 + 3/2) / 2, correction (2 * 1/2 + 1 * 1) / 3; t = 1: base 2 * 1/2 / 3, correction 1 * (-1/4) / 2.
      value: 2.25 / 2 + 2 / 3 + 1 / 3 - 0.25 / 2,
      formula: "9/8 + 2/3 + 1/3 - 1/8",
    },
    {
      choice: "weighted-dr:discount=0.5",
      value: 2.25 / 2 + 2 / 3 + 0.5 * (1 / 3 - 0.25 / 2),
      formula: "9/8 + 2/3 + 1/2 * (1/3 - 1/8)",
    },
  ]
) {
  Deno.test(`${choice} of a tiny log is ${formula}, to 1e-12`, () => {
    const found = valueBy(choice);
    ok(Math.abs(found - value) < 1e-12, `${found} is not ${value}`);
  });
}

Deno.test("without weights other than 1 all estimators but the direct method give the mean of the log, episodes their mean sum", () => {
  const own = { ...LOG, weights: Float64Array.of(1, 1, 1) };
  for (const choice of ["ips", "snips", "clipped-ips:lambda=1"]) {
    ok(Math.abs(valueBy(choice, own) - 1) < 1e-12, choice);
  }
  ok(Math.abs(valueBy("per-decision", own) - 1.5) < 1e-12);
});

Deno.test("a log that holds none of a policy's actions has no self-normalised value; its doubly robust one is the model's", () => {
  const none = { ...LOG, weights: new Float64Array(3) };
  deepStrictEqual([valueBy("ips", none), valueBy("snips", none)], [0, NaN]);
  for (const choice of ["dr", "sndr", "switch-dr:tau=9", "dros:lambda=9"]) {
    ok(Math.abs(valueBy(choice, none) - 2.75 / 3) < 1e-12, choice);
  }
  ok(Math.abs(valueBy("weighted-dr", none) - 2.25 / 2) < 1e-12);
});

Deno.test("standardError() of a mean over episodes of one decision is s / sqrt(n)", () => {
  const mean = [{ numerators: Float64Array.of(1, 2, 6), denominators: Float64Array.of(1, 1, 1) }];
  ok(Math.abs(standardError(mean) - Math.sqrt((4 + 1 + 9) / 2 / 3)) < 1e-12);
});
