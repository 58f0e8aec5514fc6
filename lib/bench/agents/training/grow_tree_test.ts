import { deepStrictEqual, ok } from "node:assert";
import { leafOf } from "../../../decide/methods/decision_tree.ts";
import { growTree } from "./grow_tree.ts";
import { treeExamples } from "./tree_examples.ts";

Deno.test("growTree() finds the limits that part the choices, and orders a leaf's choices by their frequency", () => {
  const examples = Array.from({ length: 60 }, (_, i) => ({
    features: [i % 2, i],
    choice: i < 30
      ? "limit traffic" as const
      : i % 3 === 0
      ? "clear cache" as const
      : "restart cache" as const,
  }));
  const tree = growTree(examples, { depth: 1 });
  deepStrictEqual(leafOf(tree, [0, 10])[0], "limit traffic");
  deepStrictEqual(leafOf(tree, [0, 50]).slice(0, 2), ["restart cache", "clear cache"]);
});

Deno.test("treeExamples() takes breaches alone, each with the remedy of its fault", () => {
  const examples = [...treeExamples({ topology: "three-tier", firstSeed: 1, count: 30 })];
  ok(examples.length >= 27, `${examples.length}`);
  ok(examples.every(({ features }) => features[0]! > 1 || features[1]! > 1));
  ok(new Set(examples.map(({ choice }) => choice)).size >= 4);
});
