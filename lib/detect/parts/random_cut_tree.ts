/** Stands for no node. */
const NONE = -1;

/** The points of a tree in slots of `width` numbers each; the tree's capacity is the number of slots. */
export interface PointSlots {
  readonly values: Float64Array;
  readonly width: number;
}

/** The structure of a tree. With capacity n, branches have the numbers 0 to n - 2; the leaf of the point in slot i is node n - 1 + i. */
export interface TreeArrays {
  /** Two per branch. */
  readonly children: Int32Array;
  /** Per branch: the dimension that is cut. */
  readonly dimension: Int32Array;
  /** Per branch: a point whose number is at most this goes left. */
  readonly cut: Float64Array;
  /** The root, one number. */
  readonly root: Int32Array;
}

/** A robust random cut tree over points that are stored elsewhere. */
export interface RandomCutTree {
  readonly arrays: TreeArrays;
  /** Inserts the point in a slot. */
  insert(slot: number): void;
  /** Removes the point in a slot; must be called before the slot is overwritten. */
  remove(slot: number): void;
  /**
   * The collusive displacement of the point in a slot: the largest ratio, over all subtrees that contain it, of the points in the sibling
   * to the points in the subtree.
   */
  displacement(slot: number): number;
  /** Recomputes what follows from `arrays` after they were overwritten. @returns whether they form a tree of `count` points */
  restore(count: number): boolean;
}

/**
 * A robust random cut tree (Guha, Mishra, Roy, Schrijvers, "Robust random cut forest based anomaly detection on streams", ICML 2016). The
 * dimension of a cut is drawn in proportion to the sides of the bounding box; after an insertion (algorithm 2 of the paper) or a removal
 * (algorithm 1) the tree has the same distribution as one grown anew.
 *
 * @param next returns numbers uniform in [0, 1)
 */
export function createRandomCutTree({ values, width }: PointSlots, next: () => number): RandomCutTree {
  const capacity = values.length / width;
  const branches = capacity - 1;
  const children = new Int32Array(2 * branches).fill(NONE);
  const dimension = new Int32Array(branches);
  const cut = new Float64Array(branches);
  const root = Int32Array.of(NONE);
  const parent = new Int32Array(branches + capacity).fill(NONE);
  const size = new Int32Array(branches + capacity).fill(1);
  // The bounding box of each node; that of a leaf is its point.
  const low = new Float64Array((branches + capacity) * width);
  const high = new Float64Array((branches + capacity) * width);
  const free = Array.from({ length: branches }, (_, i) => branches - 1 - i);

  const isLeaf = (node: number) => node >= branches;

  function boxLeaf(leaf: number): void {
    const point = (leaf - branches) * width;
    for (let i = 0; i < width; i++) low[leaf * width + i] = high[leaf * width + i] = values[point + i]!;
  }

  function siblingOf(node: number): number {
    const at = 2 * parent[node]!;
    return children[at] === node ? children[at + 1]! : children[at]!;
  }

  /** Puts a node in the place of another. */
  function replace(old: number, node: number): void {
    const above = parent[old]!;
    parent[node] = above;
    if (above === NONE) root[0] = node;
    else children[2 * above + (children[2 * above] === old ? 0 : 1)] = node;
  }

  /** Sets the box of a branch to that of its two children. @returns whether it has changed */
  function boxBranch(branch: number): boolean {
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

  /** The sum of the sides of the box around a node and a point. */
  function sidesOf(node: number, point: number): number {
    let sum = 0;
    for (let i = 0, at = node * width; i < width; i++, at++) {
      const x = values[point + i]!;
      sum += (x > high[at]! ? x : high[at]!) - (x < low[at]! ? x : low[at]!);
    }
    return sum;
  }

  /**
   * Draws a cut of the box around a node and a point, whose sides sum to `sides`, and stores it in the branch.
   *
   * @returns whether the cut separates the point from the node
   */
  function separates(node: number, point: number, branch: number, sides: number): boolean {
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

  /** Makes a leaf the sibling of a node, below a branch whose cut separates them. */
  function attach(leaf: number, node: number, branch: number): void {
    replace(node, branch);
    const point = (leaf - branches) * width;
    const first = values[point + dimension[branch]!]! <= cut[branch]!;
    children[2 * branch] = first ? leaf : node;
    children[2 * branch + 1] = first ? node : leaf;
    parent[leaf] = branch;
    parent[node] = branch;
    size[branch] = size[node]!;
    for (let up = branch; up !== NONE; up = parent[up]!) size[up]!++;
    for (let up = branch, changed = true; up !== NONE && changed; up = parent[up]!) {
      changed = boxBranch(up) || up === branch;
    }
  }

  function insert(slot: number): void {
    const leaf = branches + slot;
    size[leaf] = 1;
    boxLeaf(leaf);
    if (root[0] === NONE) {
      root[0] = leaf;
      parent[leaf] = NONE;
      return;
    }
    const branch = free.pop()!;
    const point = slot * width;
    for (let node = root[0]!;;) {
      // Identical points cannot be separated by a cut: they become siblings.
      const sides = sidesOf(node, point);
      if (sides === 0) {
        dimension[branch] = 0;
        cut[branch] = values[point]!;
        return attach(leaf, node, branch);
      }
      if (separates(node, point, branch, sides)) return attach(leaf, node, branch);
      node = children[2 * node + (values[point + dimension[node]!]! <= cut[node]! ? 0 : 1)]!;
    }
  }

  function remove(slot: number): void {
    const leaf = branches + slot;
    const branch = parent[leaf]!;
    if (branch === NONE) {
      root[0] = NONE;
      return;
    }
    const sibling = siblingOf(leaf);
    replace(branch, sibling);
    free.push(branch);
    for (let up = parent[sibling]!; up !== NONE; up = parent[up]!) size[up]!--;
    for (let up = parent[sibling]!; up !== NONE && boxBranch(up);) up = parent[up]!;
  }

  /** The largest subtree that contains only the point and identical ones. */
  function identicalTo(leaf: number): number {
    let node = leaf;
    for (let up = parent[node]!; up !== NONE && isPoint(up); up = parent[up]!) node = up;
    return node;
  }

  function isPoint(branch: number): boolean {
    for (let i = branch * width; i < (branch + 1) * width; i++) if (low[i] !== high[i]) return false;
    return true;
  }

  /** Recomputes a subtree. @returns its number of leaves, or NaN if it is not a tree */
  function recompute(node: number, above: number, visited: Set<number>): number {
    if (!Number.isInteger(node) || node < 0 || node >= branches + capacity || visited.has(node)) return NaN;
    visited.add(node);
    parent[node] = above;
    if (isLeaf(node)) {
      boxLeaf(node);
      return size[node] = 1;
    }
    if (!(dimension[node]! >= 0 && dimension[node]! < width)) return NaN;
    const leaves = recompute(children[2 * node]!, node, visited) +
      recompute(children[2 * node + 1]!, node, visited);
    if (Number.isNaN(leaves)) return NaN;
    size[node] = leaves;
    low.fill(NaN, node * width, (node + 1) * width);
    boxBranch(node);
    return leaves;
  }

  return {
    arrays: { children, dimension, cut, root },
    insert,
    remove,
    displacement: (slot) => {
      let most = 0;
      for (let node = identicalTo(branches + slot); parent[node] !== NONE; node = parent[node]!) {
        most = Math.max(most, size[siblingOf(node)]! / size[node]!);
      }
      return most;
    },
    restore: (count) => {
      const visited = new Set<number>();
      const leaves = root[0] === NONE ? 0 : recompute(root[0]!, NONE, visited);
      free.length = 0;
      for (let branch = branches - 1; branch >= 0; branch--) if (!visited.has(branch)) free.push(branch);
      return leaves === count && [...visited].every((node) => !isLeaf(node) || node - branches < count);
    },
  };
}
