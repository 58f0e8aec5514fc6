import { type Action, METRIC_COUNT } from "../../model/mod.ts";
import { createPacedPolicy } from "../pacing/paced.ts";
import { policy, type PolicyEntry } from "../policy_entry.ts";
import { actionOf, type TreeChoice } from "../tree/choices.ts";
import { treeView } from "../tree/features.ts";
import tree from "../tree/tree.json" with { type: "json" };

/** A node of the tree: a question, or a leaf with the choices in the order of their frequency in training. */
export type TreeNode =
  | { readonly feature: number; readonly below: number; readonly yes: TreeNode; readonly no: TreeNode }
  | { readonly choices: readonly TreeChoice[] };

/** Follows the features to a leaf. */
export function leafOf(node: TreeNode, features: readonly number[]): readonly TreeChoice[] {
  return "choices" in node
    ? node.choices
    : leafOf(features[node.feature]! < node.below ? node.yes : node.no, features);
}

/**
 * Three questions about the metrics of one step, and then a remedy: a classification tree (Breiman and others, 1984) of depth 3, trained on
 * simulated incidents of the seeds 1 to 1000 by `deno task train`. What is left of a leaf is tried in the order of its frequency.
 */
export const decisionTree: PolicyEntry = policy({
  name: "decision-tree",
  about: "three questions about the metrics of one step, learnt from simulated incidents",
  trained: true,
  trivial: true,
  create: (context) => {
    const normal = new Float64Array(context.topology.services.length * METRIC_COUNT);
    const paced = createPacedPolicy({
      name: "decision-tree",
      choose: ({ observation }, tried) => {
        const { features, suspects } = treeView(observation, normal, context);
        const nameOf = (node: number | undefined) =>
          node === undefined ? undefined : context.topology.services[node]!.name;
        const names = {
          service: nameOf(suspects.service),
          cache: nameOf(suspects.cache),
          database: nameOf(suspects.database),
        };
        const action = leafOf(tree as TreeNode, features)
          .map((choice): Action | undefined => actionOf(choice, names))
          .find((one) => one !== undefined && !tried(one));
        return action && { action, reason: "the leaf of the tree" };
      },
      exhausted: { reason: "everything of this leaf has been tried: start over" },
    }, context);
    return {
      ...paced,
      fit: (healthy) => {
        for (let at = 0; at < normal.length; at++) {
          normal[at] = healthy.mean(Math.floor(at / METRIC_COUNT), at % METRIC_COUNT, healthy.length);
        }
      },
    };
  },
});
