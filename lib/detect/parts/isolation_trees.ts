/** Points that a tree is grown from. Liu, Ting, Zhou, "Isolation forest", ICDM 2008. */
export const SAMPLE = 256;
const EULER = 0.5772156649015329;

/**
 * The mean depth of an unsuccessful search in a binary search tree of so many points, c(n): what a branch is taken to go on for where it
 * was cut off. Liu, Ting, Zhou, "Isolation-based anomaly detection", TKDD 2012.
 */
export function meanDepth(points: number): number {
  if (points <= 1) return 0;
  if (points === 2) return 1;
  return 2 * (Math.log(points - 1) + EULER) - 2 * (points - 1) / points;
}

/** The most splits on the way to a leaf. */
const HEIGHT = Math.ceil(Math.log2(SAMPLE));
/** Places for a tree's nodes: as many as it can have, and one to round up. */
const NODES = 2 * SAMPLE;
/** Bits of a node's code that tell the feature; those above tell the left child. */
const FEATURE_BITS = 12;
const FEATURE = (1 << FEATURE_BITS) - 1;
/** Most dimensions: what these bits can tell apart. */
export const MOST_DIMENSIONS = FEATURE + 1;

/** Isolation trees in flat arrays, a slice of each array per tree. */
export interface IsolationTrees {
  /** Grows a tree anew from a sample, without replacement, of the first so many points. */
  grow(tree: number, points: { readonly values: Float64Array; readonly count: number }): void;
  /** The anomaly score of a point of finite values, 0 to 1: 2 to the power of -(mean depth / c(sample)). */
  score(values: Float64Array): number;
  /** All that was grown, as arrays that may be read and written. */
  readonly arrays: {
    /** Per node: what goes to the left child lies below. A leaf has Infinity and leads to itself. */
    readonly split: Float64Array;
    /** Per node: the left child, shifted, and the feature; the right child is the next one. */
    readonly code: Int32Array;
    /** Per leaf: its depth, as a share of the mean depth of its tree's sample. */
    readonly depth: Float64Array;
  };
}

/** Whether each way down the trees ends. */
export function leadsDown(code: readonly number[], dimensions: number): boolean {
  return code.every((one, node) => {
    const child = one >> FEATURE_BITS;
    const deeper = child > node && child < (Math.floor(node / NODES) + 1) * NODES - 1;
    return (child === node || deeper) && (one & FEATURE) < dimensions;
  });
}

/**
 * Trees that are not grown yet: every point is in the first leaf.
 *
 * @param options.trees 1 or more
 * @param options.dimensions 1 to 4,096
 * @param options.next numbers uniform in [0, 1)
 */
export function createIsolationTrees(
  { trees, dimensions, next }: { trees: number; dimensions: number; next: () => number },
): IsolationTrees {
  // Trees that are added to make fours are never grown, and their depth is 0.
  const padded = 4 * Math.ceil(trees / 4);
  const split = new Float64Array(padded * NODES).fill(Infinity);
  const code = Int32Array.from(split, (_, node) => node << FEATURE_BITS);
  const depths = new Float64Array(padded * NODES);
  const sample = new Float64Array(SAMPLE * dimensions);
  const order = new Int32Array(SAMPLE);
  const features = Int32Array.from({ length: dimensions }, (_, feature) => feature);
  let pool = new Int32Array(0);
  const swapped = new Int32Array(SAMPLE);

  /** Draws points without replacement: the first of a list that is partly shuffled, and put in order again. @returns how many */
  function draw({ values, count }: { values: Float64Array; count: number }): number {
    if (pool.length !== count) pool = Int32Array.from({ length: count }, (_, row) => row);
    const drawn = Math.min(count, SAMPLE);
    for (let i = 0; i < drawn; i++) {
      const j = i + Math.floor(next() * (count - i));
      const row = pool[j]!;
      pool[j] = pool[i]!;
      pool[i] = row;
      swapped[i] = j;
      order[i] = i * dimensions;
      for (let f = 0; f < dimensions; f++) sample[i * dimensions + f] = values[row * dimensions + f]!;
    }
    // What was grown before must not show in what is grown next: a forest is its arrays and the stream, nothing else.
    for (let i = drawn - 1; i >= 0; i--) {
      const row = pool[i]!;
      pool[i] = pool[swapped[i]!]!;
      pool[swapped[i]!] = row;
    }
    for (let f = 0; f < dimensions; f++) features[f] = f;
    return drawn;
  }

  function grow(tree: number, points: { values: Float64Array; count: number }): void {
    const drawn = draw(points);
    const whole = Math.max(meanDepth(drawn), Number.MIN_VALUE);
    let free = tree * NODES + 1;

    function leaf(node: number, depth: number, count: number): void {
      split[node] = Infinity;
      code[node] = node << FEATURE_BITS;
      depths[node] = (depth + meanDepth(count)) / whole;
    }

    function branch(node: number, from: number, to: number, depth: number): void {
      if (depth === HEIGHT || to - from < 2) return leaf(node, depth, to - from);
      // A feature is drawn among those that are not the same everywhere here: those that are drop out as they are drawn.
      for (let left = dimensions; left > 0; left--) {
        const drawnAt = Math.floor(next() * left);
        const feature = features[drawnAt]!;
        let low = sample[order[from]! + feature]!;
        let high = low;
        for (let i = from + 1; i < to; i++) {
          const x = sample[order[i]! + feature]!;
          if (x < low) low = x;
          else if (x > high) high = x;
        }
        if (high > low) {
          // Halves first: the difference of two huge values would not be a number.
          const at = low + 2 * next() * (high / 2 - low / 2);
          const middle = part(from, to, feature, at);
          const child = free;
          free += 2;
          split[node] = at;
          code[node] = child << FEATURE_BITS | feature;
          branch(child, from, middle, depth + 1);
          return branch(child + 1, middle, to, depth + 1);
        }
        features[drawnAt] = features[left - 1]!;
        features[left - 1] = feature;
      }
      leaf(node, depth, to - from);
    }
    branch(tree * NODES, 0, drawn, 0);
  }

  /** Moves what lies below the split to the front. @returns where the rest begins */
  function part(from: number, to: number, feature: number, at: number): number {
    let [left, right] = [from, to - 1];
    while (left <= right) {
      const row = order[left]!;
      if (sample[row + feature]! < at) left++;
      else {
        order[left] = order[right]!;
        order[right--] = row;
      }
    }
    return left;
  }

  return {
    grow,
    arrays: { split, code, depth: depths },
    score: (values) => {
      let sum = 0;
      // Four trees at a time, so that while one waits for memory the others go on; leaves lead to themselves, so that all ways are
      // walked to the same depth without a question. Written out: half the time of a loop over the trees.
      for (let first = 0; first < padded; first += 4) {
        let a = first * NODES;
        let b = a + NODES;
        let c = b + NODES;
        let d = c + NODES;
        for (let step = 0; step < HEIGHT; step++) {
          const ofA = code[a]!;
          a = (ofA >> FEATURE_BITS) + Number(values[ofA & FEATURE]! >= split[a]!);
          const ofB = code[b]!;
          b = (ofB >> FEATURE_BITS) + Number(values[ofB & FEATURE]! >= split[b]!);
          const ofC = code[c]!;
          c = (ofC >> FEATURE_BITS) + Number(values[ofC & FEATURE]! >= split[c]!);
          const ofD = code[d]!;
          d = (ofD >> FEATURE_BITS) + Number(values[ofD & FEATURE]! >= split[d]!);
        }
        sum += depths[a]! + depths[b]! + depths[c]! + depths[d]!;
      }
      return 2 ** (-sum / trees);
    },
  };
}
