import { IsolationForest } from "ml-isolation-forest";
import type { Stream } from "../../random/mod.ts";

/**
 * An isolation forest of `npm:ml-isolation-forest`. The package draws from Math.random: a stream stands in for it while it trains, and
 * only then.
 */
export function trainNpmForest(rows: number[][], stream: Stream): IsolationForest {
  const forest = new IsolationForest();
  const own = Math.random;
  Math.random = stream.next;
  try {
    forest.train(rows);
  } finally {
    Math.random = own;
  }
  return forest;
}
