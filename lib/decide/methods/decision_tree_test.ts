import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { leafOf, type TreeNode } from "./decision_tree.ts";
import tree from "../tree/tree.json" with { type: "json" };
import { TREE_FEATURES, treeView } from "../tree/features.ts";
import { actionOf, TREE_CHOICES } from "../tree/choices.ts";
import { decisionTree } from "./decision_tree.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { CPU_UTILISATION, LATENCY_P95_MS, METRIC_COUNT, REQUEST_RATE } from "../../model/mod.ts";

const TREE: TreeNode = {
  feature: 1,
  below: 0.5,
  yes: { choices: ["restart service"] },
  no: { feature: 0, below: 2, yes: { choices: ["clear cache"] }, no: { choices: ["limit traffic"] } },
};

Deno.test("leafOf() goes to yes below a limit, and to no at it", () => {
  deepStrictEqual(leafOf(TREE, [9, 0.49]), ["restart service"]);
  deepStrictEqual(leafOf(TREE, [1.9, 0.5]), ["clear cache"]);
  deepStrictEqual(leafOf(TREE, [2, 0.5]), ["limit traffic"]);
});

Deno.test("treeView() looks at the service of each kind that has changed most, and forms ratios to its healthy means", () => {
  const normal = new Float64Array(3 * METRIC_COUNT).fill(0.5);
  for (let node = 0; node < 3; node++) {
    normal[node * METRIC_COUNT + LATENCY_P95_MS] = 100;
    normal[node * METRIC_COUNT + REQUEST_RATE] = 50;
  }
  const values = normal.slice();
  values[LATENCY_P95_MS] = 440;
  values[REQUEST_RATE] = 25;
  values[2 * METRIC_COUNT + CPU_UTILISATION] = 0.9;
  const context = { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.5 } };
  const { features, suspects } = treeView({ step: 1, timeSeconds: 5, values }, normal, context);
  deepStrictEqual(features.slice(0, 3), [2, 1, 0.5]);
  strictEqual(features[13], 0.9);
  deepStrictEqual(suspects, { service: 0, cache: 1, database: 2 });
});

Deno.test("actionOf() needs a suspect of the choice's kind", () => {
  const suspects = { service: "api", cache: undefined, database: "db" };
  deepStrictEqual(actionOf("failover database", suspects), { kind: "failover", service: "db" });
  deepStrictEqual(actionOf("scale service", suspects), { kind: "scale", service: "api", delta: 1 });
  strictEqual(actionOf("restart cache", suspects), undefined);
  strictEqual(actionOf("clear cache", suspects), undefined);
});

/** The nodes of a tree below one, itself included, each with the questions that lead there. */
function nodesOf(node: TreeNode, depth = 0): { node: TreeNode; depth: number }[] {
  const below = "choices" in node ? [] : [node.yes, node.no].flatMap((child) => nodesOf(child, depth + 1));
  return [{ node, depth }, ...below];
}

Deno.test("the tree that is shipped asks three questions at most, each about a feature that there is, and knows a first choice in each leaf", () => {
  const nodes = nodesOf(tree as TreeNode);
  ok(Math.max(...nodes.map(({ depth }) => depth)) <= 3);
  const leaves = nodes.flatMap(({ node }) => "choices" in node ? [node.choices] : []);
  const questions = nodes.flatMap(({ node }) => "choices" in node ? [] : [node]);
  strictEqual(leaves.length, questions.length + 1);
  for (const { feature, below } of questions) {
    ok(Number.isInteger(feature) && feature >= 0 && feature < TREE_FEATURES.length, `${feature}`);
    ok(Number.isFinite(below), `${below}`);
  }
  for (const choices of leaves) {
    ok(choices.length > 0);
    ok(choices.every((choice) => TREE_CHOICES.includes(choice)), `${choices}`);
    strictEqual(new Set(choices).size, choices.length);
  }
  ok(
    new Set(leaves.map(([first]) => first)).size > 1,
    "a tree whose leaves all say the same needs no question",
  );
  strictEqual(decisionTree.trained, true);
});

Deno.test("the tree has as many features as it has names for, and a value that is missing is 0, not NaN", () => {
  const context = { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.5 } };
  const values = new Float64Array(3 * METRIC_COUNT).fill(NaN);
  const { features } = treeView({ step: 1, timeSeconds: 5, values }, values.slice().fill(1), context);
  deepStrictEqual(features, TREE_FEATURES.map(() => 0));
});
