import { detector, type DetectorEntry } from "../detector_entry.ts";
import { createStream } from "../../random/mod.ts";
import { keptArrays } from "../state/kept_arrays.ts";
import type { StreamContext, StreamDetector } from "../stream_detector.ts";

const TREES = 10;
const HEIGHT = 8;
const NODES = 2 ** (HEIGHT + 1) - 1;
const INNER = 2 ** HEIGHT - 1;
/** Points after which what was counted becomes what is expected. */
const WINDOW = 250;
/** A node with fewer points than this is not looked into. */
const FEW = 0.1 * WINDOW;

/**
 * Half-space trees: space is halved at random beforehand, and a point is odd where few points of the last window lay (Tan, Ting, Liu,
 * "Fast anomaly detection for streaming data", IJCAI 2011, with its 10 trees of height 8 and windows of 250). Values are scaled by their
 * range in the warm-up. The score is window / (window + mean mass x 2^depth), from 0 to 1.
 */
export function createHalfSpaceTrees({ dimensions, seed }: StreamContext): StreamDetector {
  const low = new Float64Array(dimensions);
  const width = new Float64Array(dimensions).fill(1);
  const dimension = new Float64Array(TREES * INNER);
  const cut = new Float64Array(TREES * INNER);
  const expected = new Float64Array(TREES * NODES);
  const counted = new Float64Array(TREES * NODES);
  const seen = new Float64Array(1);
  const scaled = new Float64Array(dimensions);

  function grow(): void {
    const stream = createStream(seed, "half-space-trees");
    for (let tree = 0; tree < TREES; tree++) {
      const ranges = Array.from({ length: dimensions }, () => {
        const middle = stream.next();
        const reach = 2 * Math.max(middle, 1 - middle);
        return [middle - reach, middle + reach] as const;
      });
      halve(tree, 0, ranges);
    }

    function halve(tree: number, node: number, ranges: readonly (readonly [number, number])[]): void {
      if (node >= INNER) return;
      const along = stream.integer(dimensions);
      const [from, to] = ranges[along]!;
      const middle = (from + to) / 2;
      dimension[tree * INNER + node] = along;
      cut[tree * INNER + node] = middle;
      halve(tree, 2 * node + 1, ranges.with(along, [from, middle]));
      halve(tree, 2 * node + 2, ranges.with(along, [middle, to]));
    }
  }

  /** Counts the point in a tree. @returns the mass expected where it lies, as if all space were so full */
  function visit(tree: number): number {
    const [inner, nodes] = [tree * INNER, tree * NODES];
    let mass = -1;
    for (let node = 0, depth = 0;; depth++) {
      counted[nodes + node]!++;
      const here = expected[nodes + node]!;
      if (mass < 0 && (here < FEW || depth === HEIGHT)) mass = here * 2 ** depth;
      if (depth === HEIGHT) return mass;
      node = 2 * node + (scaled[dimension[inner + node]!]! < cut[inner + node]! ? 1 : 2);
    }
  }

  function update({ values }: { values: Float64Array }): number {
    for (let i = 0; i < dimensions; i++) scaled[i] = (values[i]! - low[i]!) / width[i]!;
    let mass = 0;
    for (let tree = 0; tree < TREES; tree++) mass += visit(tree) / TREES;
    const judged = seen[0]! >= WINDOW;
    if (++seen[0]! % WINDOW === 0) {
      expected.set(counted);
      counted.fill(0);
    }
    return judged ? WINDOW / (WINDOW + mass) : 0;
  }

  return {
    name: "half-space-trees",
    fit: (warmup) => {
      for (let i = 0; i < dimensions; i++) {
        const [least, most] = warmup.reduce(
          ([least, most], { values }) => [Math.min(least, values[i]!), Math.max(most, values[i]!)],
          [Infinity, -Infinity],
        );
        low[i] = least;
        width[i] = most > least ? most - least : Math.abs(most) || 1;
      }
      grow();
      // A warm-up shorter than a window is gone through again until there is something to expect.
      for (let i = 0; i < Math.max(WINDOW, warmup.length); i++) update(warmup[i % warmup.length]!);
    },
    update,
    ...keptArrays("half-space-trees", { low, width, dimension, cut, expected, counted, seen }),
  };
}

/** The entry of the catalogue. */
export const halfSpaceTrees: DetectorEntry = detector({
  name: "half-space-trees",
  about: "how few points of the last window lay where this one lies, in randomly halved space",
  source: 'Tan, Ting, Liu, "Fast anomaly detection for streaming data", IJCAI 2011',
  stream: createHalfSpaceTrees,
});
