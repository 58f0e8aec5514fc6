import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createWindow } from "../../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { KINDS, type Scores } from "../learnt/scorer.ts";
import { FEATURES } from "./features.ts";
import { FURTHER_FEATURES, learnFurtherFeatures } from "./further_features.ts";

const observe = synthesize(1);
const window = (rows: number) => {
  const made = createWindow(SYNTHETIC, rows);
  for (let i = 0; i < rows; i++) made.push(observe());
  return made.signals().metrics;
};

/** api calls cache and db; the second network is told that one of them is the first cause. */
function featuresWith(first: string) {
  const names = SYNTHETIC.services.map(({ name }) => name);
  const table = Float64Array.from({ length: names.length * FEATURES.length }, (_, i) => i);
  const posterior = new Float64Array(names.length * KINDS.length + 1);
  posterior[2 * KINDS.length + KINDS.indexOf("slow_query")] = 0.3;
  posterior[2 * KINDS.length + KINDS.indexOf("disk_full")] = 0.1;
  const scores: Scores = { posterior, atFault: Float64Array.of(0.5, 0, 0.9) };
  const features = learnFurtherFeatures(SYNTHETIC, window(30))(
    { first: names.indexOf(first), table, scores, after: window(6) },
  );
  strictEqual(features.length, names.length * FURTHER_FEATURES.length);
  return (service: string, feature: string) => {
    const column = FURTHER_FEATURES.indexOf(feature);
    ok(column >= 0, feature);
    return features[names.indexOf(service) * FURTHER_FEATURES.length + column]!;
  };
}

Deno.test("a service is told where it stands to the first cause", () => {
  const at = featuresWith("db");
  const relations = [
    "is the first cause",
    "is called by the first cause",
    "calls the first cause",
    "the first cause depends on it",
    "depends on the first cause",
  ];
  const told = (service: string) => relations.map((name) => at(service, name));
  deepStrictEqual(told("db"), [1, 0, 0, 0, 0]);
  deepStrictEqual(told("api"), [0, 0, 1, 0, 1]);
  deepStrictEqual(told("cache"), [0, 0, 0, 0, 0]);
  const below = featuresWith("api");
  deepStrictEqual(relations.map((name) => below("cache", name)), [0, 1, 0, 1, 0]);
});

Deno.test("what the first network thinks of a service is passed on: its odds and its kinds", () => {
  const at = featuresWith("db");
  strictEqual(at("api", "log odds"), 0);
  ok(at("cache", "log odds") === -1 && at("db", "log odds") > 0.5);
  ok(Math.abs(at("db", "may have slow_query") - 0.75) < 1e-12);
  strictEqual(at("cache", "may have slow_query"), 0);
});

Deno.test("the features of a service by itself are its own, those that compare it with others are left out", () => {
  const at = featuresWith("db");
  strictEqual(at("cache", "memory gain"), FEATURES.length + FEATURES.indexOf("memory gain"));
  strictEqual(at("cache", "database"), FEATURES.length + FEATURES.indexOf("database"));
  ok(!FURTHER_FEATURES.some((name) => /^(callees|callers|behind)/.test(name)));
});
