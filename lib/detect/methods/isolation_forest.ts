import { detector, type DetectorEntry } from "../detector_entry.ts";
import { z } from "zod";
import { createStream } from "../../random/mod.ts";
import { createIsolationTrees, leadsDown } from "../parts/isolation_trees.ts";
import { numbers, readState } from "../state/state.ts";
import type { StreamContext, StreamDetector, StreamPoint } from "../stream_detector.ts";

const TREES = 100;
/** Points that trees are grown from: the latest so many. */
const REACH = 1024;

/**
 * Isolation forest (Liu, Ting, Zhou, "Isolation forest", ICDM 2008): 100 trees of 256 points in flat arrays. With each point the oldest
 * tree is grown anew from the latest 1,024 points, so that the forest follows what is normal. A feature that has never changed
 * can't be split on: what is odd in it alone is not seen until it has changed.
 */
export function createIsolationForest({ dimensions, seed }: StreamContext): StreamDetector {
  const stream = createStream(seed, "isolation-forest");
  const forest = createIsolationTrees({ trees: TREES, dimensions, next: stream.next });
  const ring = new Float64Array(REACH * dimensions);
  let seen = 0;
  const nodes = forest.arrays.split.length;
  const schema = z.object({
    seen: z.number().int().min(0),
    ring: numbers(ring.length),
    // JSON has no Infinity: a leaf's split is null there.
    split: z.array(z.number().nullable()).length(nodes),
    depth: numbers(nodes),
    code: z.array(z.int32().min(0)).length(nodes).refine(
      (code) => leadsDown(code, dimensions),
      "a branch of a tree doesn't lead down",
    ),
    stream: z.object({ c: z.number(), s0: z.number(), s1: z.number(), s2: z.number() }),
  });

  function keep({ values }: StreamPoint): void {
    ring.set(values, (seen++ % REACH) * dimensions);
  }
  const points = () => ({ values: ring, count: Math.min(seen, REACH) });

  return {
    name: "isolation-forest",
    fit: (warmup) => {
      warmup.forEach(keep);
      for (let tree = 0; tree < TREES; tree++) forest.grow(tree, points());
    },
    update: (point) => {
      const score = forest.score(point.values);
      keep(point);
      forest.grow(seen % TREES, points());
      return score;
    },
    saveState: () => ({
      seen,
      ring: [...ring],
      split: Array.from(forest.arrays.split, (at) => at === Infinity ? null : at),
      depth: [...forest.arrays.depth],
      code: [...forest.arrays.code],
      stream: { ...stream.save() },
    }),
    loadState: (state) => {
      const read = readState("isolation-forest", schema, state);
      seen = read.seen;
      ring.set(read.ring);
      stream.restore(read.stream);
      forest.arrays.split.set(read.split.map((at) => at ?? Infinity));
      forest.arrays.depth.set(read.depth);
      forest.arrays.code.set(read.code);
    },
  };
}

/** The entry of the catalogue. */
export const isolationForest: DetectorEntry = detector({
  name: "isolation-forest",
  about: "an isolation forest on the latest points",
  source: 'Liu, Ting, Zhou, "Isolation forest", ICDM 2008',
  stream: createIsolationForest,
});
