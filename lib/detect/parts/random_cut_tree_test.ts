import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { createRandomCutTree } from "./random_cut_tree.ts";

const WIDTH = 3;
const CAPACITY = 256;
const BRANCHES = CAPACITY - 1;

/** A tree over the first slots, with random points, and a function that redraws a point. */
function grown(seed: number, places: number) {
  const { next } = createStream(seed, "tree test");
  const values = new Float64Array(CAPACITY * WIDTH);
  const tree = createRandomCutTree({ capacity: CAPACITY, values, width: WIDTH }, next);
  const draw = (place: number, shift = 0) => {
    for (let i = 0; i < WIDTH; i++) values[place * WIDTH + i] = normalQuantile(next()) + shift;
  };
  for (let place = 0; place < places; place++) {
    draw(place);
    tree.insert(place);
  }
  return { tree, values, draw };
}

/** Points of which the last is an outlier. */
const THIRTEEN = (() => {
  const { next } = createStream(7, "thirteen");
  const values = new Float64Array(CAPACITY * WIDTH);
  for (let i = 0; i < 13 * WIDTH; i++) values[i] = normalQuantile(next()) + (i >= 12 * WIDTH ? 5 : 0);
  return values;
})();

/** Places below a node, by walking down: nothing but children is believed. */
function placesBelow(tree: ReturnType<typeof grown>["tree"], node: number): number[] {
  if (node >= BRANCHES) return [node - BRANCHES];
  const { children } = tree.arrays;
  return [...placesBelow(tree, children[2 * node]!), ...placesBelow(tree, children[2 * node + 1]!)];
}

/** The most that a point displaces, by counting leaves anew at every branch on the way down to it. */
function displaced(tree: ReturnType<typeof grown>["tree"], place: number): number {
  const { children, root } = tree.arrays;
  let most = 0;
  for (let node = root[0]!; node < BRANCHES;) {
    const [left, right] = [0, 1].map((side) => children[2 * node + side]!) as [number, number];
    const [mine, other] = placesBelow(tree, left).includes(place) ? [left, right] : [right, left];
    most = Math.max(most, placesBelow(tree, other).length / placesBelow(tree, mine).length);
    node = mine;
  }
  return most;
}

Deno.test("each cut parts the points below it, after hundreds of insertions and removals", () => {
  const { tree, values, draw } = grown(1, 40);
  for (let i = 0; i < 400; i++) {
    const place = i % 40;
    tree.remove(place);
    draw(place);
    tree.insert(place);
  }
  const { children, dimension, cut, root } = tree.arrays;
  deepStrictEqual(placesBelow(tree, root[0]!).sort((a, b) => a - b), Array.from({ length: 40 }, (_, i) => i));
  const check = (node: number): void => {
    if (node >= BRANCHES) return;
    const at = (place: number) => values[place * WIDTH + dimension[node]!]!;
    ok(placesBelow(tree, children[2 * node]!).every((place) => at(place) <= cut[node]!));
    ok(placesBelow(tree, children[2 * node + 1]!).every((place) => at(place) > cut[node]!));
    check(children[2 * node]!);
    check(children[2 * node + 1]!);
  };
  check(root[0]!);
  for (let place = 0; place < 40; place++) strictEqual(tree.displacement(place), displaced(tree, place));
});

Deno.test("a tree from which a point was taken again is distributed as one that never held it", () => {
  // How many points lie on the smaller side of the first cut: its mean over many trees, either way.
  const mean = (detour: boolean) => {
    let sum = 0;
    for (let seed = 1; seed <= 3000; seed++) {
      const own = createRandomCutTree(
        { capacity: CAPACITY, values: THIRTEEN, width: WIDTH },
        createStream(seed, "cuts").next,
      );
      for (let place = 0; place < 12; place++) own.insert(place);
      if (detour) {
        own.insert(12);
        own.remove(12);
      }
      const { children, root } = own.arrays;
      const left = placesBelow(own, children[2 * root[0]!]!).length;
      sum += Math.min(left, 12 - left);
    }
    return sum / 3000;
  };
  const [plain, detour] = [mean(false), mean(true)];
  ok(Math.abs(plain - detour) < 0.15, `${plain} ${detour}`);
});

Deno.test("an outlier displaces many points, identical points displace none", () => {
  const { tree, values, draw } = grown(3, 100);
  draw(100, 30);
  tree.insert(100);
  ok(tree.displacement(100) > 20, `${tree.displacement(100)}`);
  const same = createRandomCutTree(
    { capacity: CAPACITY, values: values.fill(1), width: WIDTH },
    createStream(1, "same").next,
  );
  for (let place = 0; place < 50; place++) same.insert(place);
  strictEqual(same.displacement(49), 0);
  for (let place = 0; place < 50; place++) same.remove(place);
  strictEqual(same.arrays.root[0], -1);
});

Deno.test("a tree is taken back only with the number of points that it has, in the first slots", () => {
  for (
    const [places, taken, count, fits] of [[10, -1, 10, true], [10, -1, 9, false], [10, -1, 11, false], [
      10,
      9,
      9,
      true,
    ], [10, 3, 9, false]] as const
  ) {
    const { tree } = grown(5, places);
    if (taken >= 0) tree.remove(taken);
    strictEqual(tree.restore(count), fits, `${places} points without ${taken} as ${count}`);
  }
});
