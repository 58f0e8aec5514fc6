import { pow } from "../../stats/mod.ts";
/** The Euler-Mascheroni constant. */
const EULER = 0.5772156649015329;

/**
 * The mean depth of an unsuccessful search in a binary search tree of `points` points, c(n) = 2 (ln(n - 1) + 0.5772) - 2 (n - 1) / n: the
 * expected rest of a path that was cut off (Liu, Ting, Zhou, "Isolation-based anomaly detection", TKDD 2012).
 */
export function meanDepth(points: number): number {
  if (points <= 1) return 0;
  if (points === 2) return 1;
  return 2 * (Math.log(points - 1) + EULER) - 2 * (points - 1) / points;
}

/** Bits of a node's code for the feature; the bits above hold the left child. */
const FEATURE_BITS = 12;
const FEATURE = (1 << FEATURE_BITS) - 1;

/** Length of a tree's slice: the largest number of its nodes, rounded up. */
const nodesOf = (sample: number) => 2 * sample;

/** Isolation trees in flat arrays, one slice of each array per tree. */
export interface IsolationTrees {
  /** Grows a tree anew from a sample, drawn without replacement, of the first `count` points. */
  grow(tree: number, points: { readonly values: Float64Array; readonly count: number }): void;
  /** The anomaly score of a point of finite values, 0 to 1: 2^-(mean depth / c(sample)). */
  score(values: Float64Array): number;
  /** The whole state, which may be read and written. */
  readonly arrays: {
    /** Per node: values below it go to the left child. A leaf has Infinity and is its own left child. */
    readonly split: Float64Array;
    /** Per node: the left child, shifted, and the feature; the right child is the next node. */
    readonly code: Int32Array;
    /** Per leaf: its depth divided by the mean depth of its tree's sample. */
    readonly depth: Float64Array;
  };
}

/** Whether every path down the trees ends in a leaf. */
export function leadsDown(
  code: readonly number[],
  { dimensions, sample }: { readonly dimensions: number; readonly sample: number },
): boolean {
  const nodes = nodesOf(sample);
  return code.every((one, node) => {
    const child = one >> FEATURE_BITS;
    const deeper = child > node && child < (Math.floor(node / nodes) + 1) * nodes - 1;
    return (child === node || deeper) && (one & FEATURE) < dimensions;
  });
}

/** The size of a forest and its source of random numbers. */
export interface IsolationTreesOptions {
  /** 1 or more. With `sample`: trees x sample at most 262,000. */
  readonly trees: number;
  /** Points that a tree is grown from, 2 or more. Default 256 (Liu, Ting, Zhou, "Isolation forest", ICDM 2008). */
  readonly sample?: number;
  /** 1 to 4,096. */
  readonly dimensions: number;
  /** Returns numbers uniform in [0, 1). */
  readonly next: () => number;
}

/** Trees that are not grown yet: each consists of one leaf. */
export function createIsolationTrees(
  { trees, sample: size = 256, dimensions, next }: IsolationTreesOptions,
): IsolationTrees {
  const nodes = nodesOf(size);
  /** The longest path to a leaf. */
  const height = Math.ceil(Math.log2(size));
  // Rounded up to a multiple of four; the additional trees are never grown and have depth 0.
  const padded = 4 * Math.ceil(trees / 4);
  const split = new Float64Array(padded * nodes).fill(Infinity);
  const code = Int32Array.from(split, (_, node) => node << FEATURE_BITS);
  const depths = new Float64Array(padded * nodes);
  const sample = new Float64Array(size * dimensions);
  const order = new Int32Array(size);
  const features = Int32Array.from({ length: dimensions }, (_, feature) => feature);
  let pool = new Int32Array(0);
  const swapped = new Int32Array(size);

  /** Draws points without replacement: the first of a list that is partly shuffled, then put in order again. @returns how many */
  function draw({ values, count }: { values: Float64Array; count: number }): number {
    if (pool.length !== count) pool = Int32Array.from({ length: count }, (_, row) => row);
    const drawn = Math.min(count, size);
    for (let i = 0; i < drawn; i++) {
      const j = i + Math.floor(next() * (count - i));
      const row = pool[j]!;
      pool[j] = pool[i]!;
      pool[i] = row;
      swapped[i] = j;
      order[i] = i * dimensions;
      for (let f = 0; f < dimensions; f++) sample[i * dimensions + f] = values[row * dimensions + f]!;
    }
    // A tree must not depend on those grown before: the state of a forest is its arrays and the random stream, nothing else.
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
    let free = tree * nodes + 1;

    function leaf(node: number, depth: number, count: number): void {
      split[node] = Infinity;
      code[node] = node << FEATURE_BITS;
      depths[node] = (depth + meanDepth(count)) / whole;
    }

    function branch(node: number, from: number, to: number, depth: number): void {
      if (depth === height || to - from < 2) return leaf(node, depth, to - from);
      // Features are drawn until one is not constant here; constant ones drop out as they are drawn.
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
          // Halved first, because the difference of two huge values overflows.
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
    branch(tree * nodes, 0, drawn, 0);
  }

  /** Partitions the points: those below the split come first. @returns where the rest begins */
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
      // Four trees at a time hide each other's memory latency; a leaf leads to itself, so that every path has the same length and needs no
      // branch. Written out because it takes half the time of a loop over the trees.
      for (let first = 0; first < padded; first += 4) {
        let a = first * nodes;
        let b = a + nodes;
        let c = b + nodes;
        let d = c + nodes;
        for (let step = 0; step < height; step++) {
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
      return pow(2, -sum / trees);
    },
  };
}
