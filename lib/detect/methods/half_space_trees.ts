import { wholeNumber } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";

/** Share of a window's points below which a node's children are not looked at. */
const MIN_MASS = 0.1;

/**
 * Half-space trees: space is halved at random beforehand, and a point is anomalous where few points of the last window lay. The score is
 * window / (window + m) with the mean m over all trees of mass x 2^depth at the point, 0 to 1; it is 0 during the first window. Values are
 * scaled by their range in the warm-up.
 */
export const halfSpaceTrees: DetectorEntry = detector({
  name: "half-space-trees",
  about: "how few points of the last window lay near this one, in randomly halved space",
  source: 'Tan, Ting, Liu, "Fast anomaly detection for streaming data", IJCAI 2011',
  highestScore: 1,
  parameters: {
    trees: wholeNumber({ about: "number of trees", unit: "trees", range: [1, 100], default: 10 }),
    height: wholeNumber({ about: "number of halvings from root to leaf", range: [1, 10], default: 8 }),
    window: wholeNumber({
      about: "points after which the counts become the expected ones",
      unit: "points",
      range: [10, 10_000],
      default: 250,
    }),
  },
  stream: ({ dimensions, seed }, { trees, height, window }) => {
    const nodesPerTree = 2 ** (height + 1) - 1;
    const innerPerTree = 2 ** height - 1;
    const low = new Float64Array(dimensions);
    const width = new Float64Array(dimensions).fill(1);
    const dimension = new Float64Array(trees * innerPerTree);
    const cut = new Float64Array(trees * innerPerTree);
    const expected = new Float64Array(trees * nodesPerTree);
    const counted = new Float64Array(trees * nodesPerTree);
    const seen = new Float64Array(1);
    const scaled = new Float64Array(dimensions);

    function grow(): void {
      const stream = createStream(seed, "half-space-trees");
      for (let tree = 0; tree < trees; tree++) {
        const ranges = Array.from({ length: dimensions }, () => {
          const middle = stream.next();
          const reach = 2 * Math.max(middle, 1 - middle);
          return [middle - reach, middle + reach] as const;
        });
        halve(tree, 0, ranges);
      }

      function halve(tree: number, node: number, ranges: readonly (readonly [number, number])[]): void {
        if (node >= innerPerTree) return;
        const along = stream.integer(dimensions);
        const [from, to] = ranges[along]!;
        const middle = (from + to) / 2;
        dimension[tree * innerPerTree + node] = along;
        cut[tree * innerPerTree + node] = middle;
        halve(tree, 2 * node + 1, ranges.with(along, [from, middle]));
        halve(tree, 2 * node + 2, ranges.with(along, [middle, to]));
      }
    }

    /** Counts the point in a tree. @returns the expected mass at its place, scaled to the whole space: mass x 2^depth */
    function visit(tree: number): number {
      const [inner, nodes] = [tree * innerPerTree, tree * nodesPerTree];
      let mass = -1;
      for (let node = 0, depth = 0;; depth++) {
        counted[nodes + node]!++;
        const here = expected[nodes + node]!;
        if (mass < 0 && (here < MIN_MASS * window || depth === height)) mass = here * 2 ** depth;
        if (depth === height) return mass;
        node = 2 * node + (scaled[dimension[inner + node]!]! < cut[inner + node]! ? 1 : 2);
      }
    }

    function update({ values }: { values: Float64Array }): number {
      for (let i = 0; i < dimensions; i++) scaled[i] = (values[i]! - low[i]!) / width[i]!;
      let mass = 0;
      for (let tree = 0; tree < trees; tree++) mass += visit(tree) / trees;
      const judged = seen[0]! >= window;
      if (++seen[0]! % window === 0) {
        expected.set(counted);
        counted.fill(0);
      }
      return judged ? window / (window + mass) : 0;
    }

    return {
      fit: (warmup) => {
        for (let i = 0; i < dimensions; i++) {
          const [lowest, highest] = warmup.reduce(
            ([low, high], { values }) => [Math.min(low, values[i]!), Math.max(high, values[i]!)],
            [Infinity, -Infinity],
          );
          low[i] = lowest;
          width[i] = highest > lowest ? highest - lowest : Math.abs(highest) || 1;
        }
        grow();
        // A warm-up shorter than a window is repeated until the window is full.
        for (let i = 0; i < Math.max(window, warmup.length); i++) update(warmup[i % warmup.length]!);
      },
      update,
      arrays: { low, width, dimension, cut, expected, counted, seen },
    };
  },
});
