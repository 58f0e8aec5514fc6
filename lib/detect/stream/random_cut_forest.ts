import { z } from "zod";
import { type JsonValue, UsageError } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { CAPACITY, createRandomCutTree } from "./random_cut_tree.ts";
import { numbers, readState } from "./state.ts";
import type { StreamContext, StreamDetector, StreamPoint } from "./stream_detector.ts";

const TREES = 40;
/** Points that are looked at as one. */
const SHINGLE = 4;
/** Beyond so many spreads of the warm-up a value counts as this far. */
const FARTHEST = 1e6;
const BRANCHES = CAPACITY - 1;

/**
 * Robust random cut forest (Guha, Mishra, Roy, Schrijvers, ICML 2016): 40 trees over the last 256 shingles of 4 points, first in first out.
 * The score is the collusive displacement: how many points a tree would have held higher up without this one and its like, the mean
 * over all trees. Values are scaled by mean and standard deviation of the warm-up, so that cuts don't follow the units.
 */
export function createRandomCutForest({ dimensions, seed }: StreamContext): StreamDetector {
  const name = "random-cut-forest";
  const width = SHINGLE * dimensions;
  const stream = createStream(seed, name);
  const centre = new Float64Array(dimensions);
  const spread = new Float64Array(dimensions).fill(1);
  const shingle = new Float64Array(width);
  const values = new Float64Array(CAPACITY * width);
  const trees = Array.from({ length: TREES }, () => createRandomCutTree({ values, width }, stream.next));
  let seen = 0;
  const whole = (length: number) => z.array(z.int32()).length(length);
  const schema = z.object({
    seen: z.number().int().min(0),
    centre: numbers(dimensions),
    spread: numbers(dimensions),
    shingle: numbers(width),
    values: numbers(values.length),
    trees: z.array(z.object({
      root: whole(1),
      children: whole(2 * BRANCHES),
      dimension: whole(BRANCHES),
      cut: numbers(BRANCHES),
    })).length(TREES),
    stream: z.object({ c: z.number(), s0: z.number(), s1: z.number(), s2: z.number() }),
  });
  type State = z.infer<typeof schema>;

  function prepare(warmup: readonly StreamPoint[]): void {
    for (let i = 0; i < dimensions; i++) {
      const mean = warmup.reduce((sum, { values }) => sum + values[i]! / warmup.length, 0);
      const square = warmup.reduce((sum, { values }) => sum + (values[i]! - mean) ** 2 / warmup.length, 0);
      centre[i] = mean;
      spread[i] = Math.sqrt(square) > 1e-9 * Math.abs(mean) ? Math.sqrt(square) : Math.abs(mean) || 1;
    }
    for (let at = 0; at < SHINGLE; at++) push(warmup[0]!);
  }

  function push({ values }: StreamPoint): void {
    shingle.copyWithin(0, dimensions);
    for (let i = 0; i < dimensions; i++) {
      const scaled = (values[i]! - centre[i]!) / spread[i]!;
      shingle[width - dimensions + i] = Math.max(-FARTHEST, Math.min(FARTHEST, scaled));
    }
  }

  function update(point: StreamPoint): number {
    push(point);
    const place = seen % CAPACITY;
    if (seen >= CAPACITY) { for (const tree of trees) tree.remove(place); }
    values.set(shingle, place * width);
    seen++;
    let sum = 0;
    for (const tree of trees) {
      tree.insert(place);
      sum += tree.displacement(place);
    }
    return sum / TREES;
  }

  function take(read: State): boolean {
    seen = read.seen;
    for (
      const [list, saved] of [[centre, read.centre], [spread, read.spread], [shingle, read.shingle], [
        values,
        read.values,
      ]] as const
    ) {
      list.set(saved);
    }
    stream.restore(read.stream);
    return trees.every(({ arrays, restore }, i) => {
      for (const key of ["root", "children", "dimension", "cut"] as const) {
        arrays[key].set(read.trees[i]![key]);
      }
      return restore(Math.min(seen, CAPACITY));
    });
  }

  const save = () => ({
    seen,
    centre: [...centre],
    spread: [...spread],
    shingle: [...shingle],
    values: [...values],
    trees: trees.map(({ arrays: { root, children, dimension, cut } }) => ({
      root: [...root],
      children: [...children],
      dimension: [...dimension],
      cut: [...cut],
    })),
    stream: { ...stream.save() },
  });

  return {
    name,
    fit: (warmup) => {
      prepare(warmup);
      warmup.forEach(update);
    },
    update,
    saveState: save,
    loadState: (state) => {
      const read = readState(name, schema, state);
      const before = save() as JsonValue;
      if (take(read)) return;
      take(readState(name, schema, before));
      throw new UsageError(
        `Cannot take the state of the detector "${name}" at trees: a tree doesn't hold each point once`,
      );
    },
  };
}
