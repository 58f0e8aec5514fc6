import { DecisionTreeClassifier } from "ml-cart";
import { TREE_CHOICES } from "../../../decide/tree/choices.ts";
import type { TreeNode } from "../../../decide/methods/decision_tree.ts";
import type { TreeExample } from "./tree_examples.ts";

/** A node as ml-cart writes it. */
interface CartNode {
  readonly splitColumn?: number;
  readonly splitValue?: number;
  readonly left?: CartNode;
  readonly right?: CartNode;
  readonly distribution?: readonly (readonly number[])[];
}

/** Least number of examples that a node is split for. */
const MIN_EXAMPLES = 10;

/** Grows a classification tree by Gini's impurity (Breiman and others, 1984). */
export function growTree(examples: readonly TreeExample[], { depth }: { depth: number }): TreeNode {
  const classifier = new DecisionTreeClassifier({
    gainFunction: "gini",
    maxDepth: depth,
    minNumSamples: MIN_EXAMPLES,
  });
  classifier.train(
    examples.map(({ features }) => [...features]),
    examples.map(({ choice }) => TREE_CHOICES.indexOf(choice)),
  );
  // Its matrices become lists only in the text.
  return nodeOf((JSON.parse(JSON.stringify(classifier)) as { root: CartNode }).root);
}

function nodeOf({ splitColumn, splitValue, left, right, distribution }: CartNode): TreeNode {
  if (splitColumn !== undefined && left !== undefined && right !== undefined) {
    const below = Number(splitValue!.toPrecision(4));
    return { feature: splitColumn, below, yes: nodeOf(left), no: nodeOf(right) };
  }
  const shares = distribution?.[0] ?? [];
  const order = TREE_CHOICES.map((choice, i) => ({ choice, share: shares[i] ?? 0 }));
  return { choices: order.toSorted((a, b) => b.share - a.share).map(({ choice }) => choice) };
}
