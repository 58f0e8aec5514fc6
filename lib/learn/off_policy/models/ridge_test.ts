import { ok } from "node:assert";
import { createStream } from "../../../random/mod.ts";
import type { ModelInput, ModelRow } from "./model.ts";
import { ridgeModel } from "./ridge.ts";

const PARAMETERS = { strength: 1, actions: true };

const inputOf = (action: string, features: readonly number[]): ModelInput => ({
  signature: "",
  action,
  features: Float64Array.from(features),
});

function rowsOf(count: number, toUnit: (features: readonly number[]) => number[]): ModelRow[] {
  const random = createStream(7);
  return Array.from({ length: count }, (_, i) => {
    const features = [random.next(), 100 * random.next(), 3];
    const action = i % 2 === 0 ? "wait" : "restart";
    const outcome = 4 * features[0]! - 0.05 * features[1]! + (action === "wait" ? 1 : -1);
    return { ...inputOf(action, toUnit(features)), outcome };
  });
}

Deno.test("ridge regression finds what rewards are made of, through its penalty", () => {
  const same = (features: readonly number[]) => [...features];
  const predict = ridgeModel.fit(rowsOf(4_000, same), PARAMETERS);
  for (
    const [action, features, outcome] of [
      ["wait", [0.5, 50, 3], 0.5],
      ["restart", [1, 0, 3], 3],
      ["wait", [0, 100, 3], -4],
    ] as const
  ) {
    const predicted = predict(inputOf(action, features));
    ok(Math.abs(predicted - outcome) < 0.02, `${action} ${features}: ${predicted} for ${outcome}`);
  }
});

Deno.test("units and zeros of features don't change what ridge regression predicts, a constant one counts for nothing", () => {
  const toUnit = (
    [share, ms, constant]: readonly number[],
  ) => [1e3 * share! - 7, ms! / 1e3 + 2, 60 * constant!];
  const same = (features: readonly number[]) => [...features];
  // Few rows and a strong penalty, so that one on features in their own units would show.
  const strong = { strength: 50, actions: true };
  const plain = ridgeModel.fit(rowsOf(40, same), strong);
  const scaled = ridgeModel.fit(rowsOf(40, toUnit), strong);
  for (const features of [[0.1, 90, 3], [0.9, 10, 3], [0.5, 50, 8]]) {
    const [one, other] = [
      plain(inputOf("wait", features)),
      scaled(inputOf("wait", toUnit(features))),
    ];
    ok(Math.abs(one - other) < 1e-9, `${features}: ${one} and ${other}`);
  }
});
