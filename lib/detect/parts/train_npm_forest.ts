import { IsolationForest } from "ml-isolation-forest";
import type { Stream } from "../../random/mod.ts";

/**
 * Trains an isolation forest of `npm:ml-isolation-forest`. The package draws from Math.random, which is replaced by the stream while it
 * trains, and only then.
 *
 * @param options.trees default 100, as the package has it
 */
export function trainNpmForest(
  rows: number[][],
  { stream, trees = 100 }: { readonly stream: Stream; readonly trees?: number },
): IsolationForest {
  const forest = new IsolationForest({ nEstimators: trees });
  const own = Math.random;
  Math.random = stream.next;
  try {
    forest.train(rows);
  } finally {
    Math.random = own;
  }
  return forest;
}
