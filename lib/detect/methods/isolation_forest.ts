import { z } from "zod";
import { wholeNumber } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import { createIsolationTrees, leadsDown } from "../parts/isolation_trees.ts";
import { numbers, readState, streamState } from "../state/state.ts";
import type { StreamPoint } from "../detector.ts";

/**
 * Isolation forest over a sliding window: 2^-(mean depth / c(sample)), 0 to 1. With every point one tree, in turn, is grown anew from a sample
 * of the window, so that the forest follows the stream. A dimension that was constant in the window cannot be split: a change in it alone
 * is not seen before it is in the window.
 */
export const isolationForest: DetectorEntry = detector({
  name: "isolation-forest",
  about: "an isolation forest over a sliding window",
  source: 'Liu, Ting, Zhou, "Isolation forest", ICDM 2008',
  highestScore: 1,
  parameters: {
    trees: wholeNumber({ about: "number of trees", unit: "trees", range: [1, 200], default: 100 }),
    sample: wholeNumber({
      about: "points from which a tree is grown",
      unit: "points",
      range: [2, 512],
      default: 256,
    }),
    window: wholeNumber({
      about: "latest points from which samples are drawn",
      unit: "points",
      range: [2, 10_000],
      default: 1024,
    }),
  },
  stream: ({ dimensions, seed }, { trees, sample, window }) => {
    const stream = createStream(seed, "isolation-forest");
    const forest = createIsolationTrees({ trees, sample, dimensions, next: stream.next });
    const ring = new Float64Array(window * dimensions);
    let seen = 0;
    const nodes = forest.arrays.split.length;
    const schema = z.object({
      seen: z.number().int().min(0),
      ring: numbers(ring.length),
      // JSON has no Infinity: the split of a leaf is null.
      split: z.array(z.number().nullable()).length(nodes),
      depth: numbers(nodes),
      code: z.array(z.int32().min(0)).length(nodes).refine(
        (code) => leadsDown(code, { dimensions, sample }),
        "a branch of a tree does not lead down",
      ),
      stream: streamState,
    });

    function store({ values }: StreamPoint): void {
      ring.set(values, (seen++ % window) * dimensions);
    }
    const points = () => ({ values: ring, count: Math.min(seen, window) });

    return {
      fit: (warmup) => {
        warmup.forEach(store);
        for (let tree = 0; tree < trees; tree++) forest.grow(tree, points());
      },
      update: (point) => {
        const score = forest.score(point.values);
        store(point);
        forest.grow(seen % trees, points());
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
  },
});
