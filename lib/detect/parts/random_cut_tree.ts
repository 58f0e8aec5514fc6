/** Points that a tree holds at most. */
export const CAPACITY = 256;
/** Branches of a full tree. */
const BRANCHES = CAPACITY - 1;
/** Stands for no node. */
const NONE = -1;

/** Points by the place that they are kept in, `width` numbers each. */
export interface KeptPoints {
  readonly values: Float64Array;
  readonly width: number;
}

/** What a tree is made of: branches have the numbers from 0, the leaf of the point at a place has 255 and the place. */
export interface TreeArrays {
  /** Per branch, two each. */
  readonly children: Int32Array;
  readonly dimension: Int32Array;
  /** A point goes left where its number is no larger. */
  readonly cut: Float64Array;
  /** The root alone. */
  readonly root: Int32Array;
}

/** A robust random cut tree over points that are kept elsewhere. */
export interface RandomCutTree {
  readonly arrays: TreeArrays;
  /** Puts the point at a place in. */
  insert(place: number): void;
  /** Takes the point at a place out, before it is overwritten. */
  remove(place: number): void;
  /**
   * How much the point at a place displaces: the most, over all parts of the tree that hold it, of how many points the part's sibling holds
   * for each of its own.
   */
  displacement(place: number): number;
  /** Works out again all that follows from `arrays`, which have been overwritten. @returns whether they are a tree of so many points */
  restore(held: number): boolean;
}

/**
 * A tree of random cuts that follows its points (Guha, Mishra, Roy, Schrijvers, "Robust random cut forest based anomaly detection on streams",
 * ICML 2016): cuts fall in proportion to the sides of the box around the points, and after each insertion (its algorithm 2) and removal
 * (algorithm 1) the tree is distributed as one that is grown anew.
 *
 * @param next uniform numbers
 */
export function createRandomCutTree({ values, width }: KeptPoints, next: () => number): RandomCutTree {
  const children = new Int32Array(2 * BRANCHES).fill(NONE);
  const dimension = new Int32Array(BRANCHES);
  const cut = new Float64Array(BRANCHES);
  const root = Int32Array.of(NONE);
  const parent = new Int32Array(BRANCHES + CAPACITY).fill(NONE);
  const size = new Int32Array(BRANCHES + CAPACITY).fill(1);
  // The box around each node; a leaf's is its point.
  const low = new Float64Array((BRANCHES + CAPACITY) * width);
  const high = new Float64Array((BRANCHES + CAPACITY) * width);
  const free = Array.from({ length: BRANCHES }, (_, i) => BRANCHES - 1 - i);

  const isLeaf = (node: number) => node >= BRANCHES;

  function hold(leaf: number): void {
    const point = (leaf - BRANCHES) * width;
    for (let i = 0; i < width; i++) low[leaf * width + i] = high[leaf * width + i] = values[point + i]!;
  }

  function siblingOf(node: number): number {
    const at = 2 * parent[node]!;
    return children[at] === node ? children[at + 1]! : children[at]!;
  }

  /** Puts a node where another hangs, and tells both. */
  function replace(old: number, node: number): void {
    const above = parent[old]!;
    parent[node] = above;
    if (above === NONE) root[0] = node;
    else children[2 * above + (children[2 * above] === old ? 0 : 1)] = node;
  }

  /** Draws the box around its two children. @returns whether it has changed */
  function draw(branch: number): boolean {
    const [left, right] = [children[2 * branch]!, children[2 * branch + 1]!];
    let changed = false;
    for (
      let i = 0, at = branch * width, l = left * width, r = right * width;
      i < width;
      i++, at++, l++, r++
    ) {
      const least = low[l]! < low[r]! ? low[l]! : low[r]!;
      const most = high[l]! > high[r]! ? high[l]! : high[r]!;
      if (least !== low[at] || most !== high[at]) changed = true;
      low[at] = least;
      high[at] = most;
    }
    return changed;
  }

  /** The sides of the box around a node and a point, all together. */
  function span(node: number, point: number): number {
    let sum = 0;
    for (let i = 0, at = node * width; i < width; i++, at++) {
      const x = values[point + i]!;
      sum += (x > high[at]! ? x : high[at]!) - (x < low[at]! ? x : low[at]!);
    }
    return sum;
  }

  /** Cuts the box around a node and a point, whose sides are so long together. @returns whether the cut parts the point from the node; it then stands at the branch */
  function parts(node: number, point: number, branch: number, sides: number): boolean {
    let rest = next() * sides;
    for (let i = 0; i < width; i++) {
      const x = values[point + i]!;
      const least = low[node * width + i]!;
      const most = high[node * width + i]!;
      const side = Math.max(x, most) - Math.min(x, least);
      if (rest > side && i < width - 1) {
        rest -= side;
        continue;
      }
      const at = Math.min(x, least) + Math.min(rest, side);
      dimension[branch] = i;
      cut[branch] = at;
      return x <= at ? at < least : at >= most;
    }
    return false;
  }

  /** Hangs a leaf next to a node, below a branch whose cut parts them. */
  function hang(leaf: number, node: number, branch: number): void {
    replace(node, branch);
    const point = (leaf - BRANCHES) * width;
    const first = values[point + dimension[branch]!]! <= cut[branch]!;
    children[2 * branch] = first ? leaf : node;
    children[2 * branch + 1] = first ? node : leaf;
    parent[leaf] = branch;
    parent[node] = branch;
    size[branch] = size[node]!;
    for (let up = branch; up !== NONE; up = parent[up]!) size[up]!++;
    for (let up = branch, changed = true; up !== NONE && changed; up = parent[up]!) {
      changed = draw(up) || up === branch;
    }
  }

  function insert(place: number): void {
    const leaf = BRANCHES + place;
    size[leaf] = 1;
    hold(leaf);
    if (root[0] === NONE) {
      root[0] = leaf;
      parent[leaf] = NONE;
      return;
    }
    const branch = free.pop()!;
    const point = place * width;
    for (let node = root[0]!;;) {
      // Points that are all the same can't be parted: they hang side by side.
      const sides = span(node, point);
      if (sides === 0) {
        dimension[branch] = 0;
        cut[branch] = values[point]!;
        return hang(leaf, node, branch);
      }
      if (parts(node, point, branch, sides)) return hang(leaf, node, branch);
      node = children[2 * node + (values[point + dimension[node]!]! <= cut[node]! ? 0 : 1)]!;
    }
  }

  function remove(place: number): void {
    const leaf = BRANCHES + place;
    const branch = parent[leaf]!;
    if (branch === NONE) {
      root[0] = NONE;
      return;
    }
    const sibling = siblingOf(leaf);
    replace(branch, sibling);
    free.push(branch);
    for (let up = parent[sibling]!; up !== NONE; up = parent[up]!) size[up]!--;
    for (let up = parent[sibling]!; up !== NONE && draw(up);) up = parent[up]!;
  }

  /** The largest part of the tree that holds nothing but the point and others just like it. */
  function sameAs(leaf: number): number {
    let node = leaf;
    for (let up = parent[node]!; up !== NONE && isPoint(up); up = parent[up]!) node = up;
    return node;
  }

  function isPoint(branch: number): boolean {
    for (let i = branch * width; i < (branch + 1) * width; i++) if (low[i] !== high[i]) return false;
    return true;
  }

  /** Goes through what hangs below a node. @returns how many leaves, or NaN where it is no tree */
  function measure(node: number, above: number, met: Set<number>): number {
    if (!Number.isInteger(node) || node < 0 || node >= BRANCHES + CAPACITY || met.has(node)) return NaN;
    met.add(node);
    parent[node] = above;
    if (isLeaf(node)) {
      hold(node);
      return size[node] = 1;
    }
    if (!(dimension[node]! >= 0 && dimension[node]! < width)) return NaN;
    const many = measure(children[2 * node]!, node, met) + measure(children[2 * node + 1]!, node, met);
    if (Number.isNaN(many)) return NaN;
    size[node] = many;
    low.fill(NaN, node * width, (node + 1) * width);
    draw(node);
    return many;
  }

  return {
    arrays: { children, dimension, cut, root },
    insert,
    remove,
    displacement: (place) => {
      let most = 0;
      for (let node = sameAs(BRANCHES + place); parent[node] !== NONE; node = parent[node]!) {
        most = Math.max(most, size[siblingOf(node)]! / size[node]!);
      }
      return most;
    },
    restore: (held) => {
      const met = new Set<number>();
      const many = root[0] === NONE ? 0 : measure(root[0]!, NONE, met);
      free.length = 0;
      for (let branch = BRANCHES - 1; branch >= 0; branch--) if (!met.has(branch)) free.push(branch);
      return many === held && [...met].every((node) => !isLeaf(node) || node - BRANCHES < held);
    },
  };
}
