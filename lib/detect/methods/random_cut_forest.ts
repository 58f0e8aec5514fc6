import { detector, type DetectorEntry } from "../detector_entry.ts";
import { z } from "zod";
import { UsageError } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { CAPACITY, createRandomCutTree } from "../parts/random_cut_tree.ts";
import { numbers, readState } from "../state/state.ts";
import type { StreamContext, StreamDetector, StreamPoint } from "../stream_detector.ts";
import { createWarmupScale } from "../parts/warmup_scale.ts";

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
  const scale = createWarmupScale(dimensions);
  const { centre, width: spread } = scale.arrays;
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
    scale.learn(warmup);
    for (let at = 0; at < SHINGLE; at++) push(warmup[0]!);
  }

  function push({ values }: StreamPoint): void {
    shingle.copyWithin(0, dimensions);
    scale.apply(values, shingle.subarray(width - dimensions), FARTHEST);
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
    centre.set(read.centre);
    spread.set(read.spread);
    shingle.set(read.shingle);
    values.set(read.values);
    stream.restore(read.stream);
    return trees.every(({ arrays, restore }, i) => {
      for (const key of ["root", "children", "dimension", "cut"] as const) {
        arrays[key].set(read.trees[i]![key]);
      }
      return restore(Math.min(seen, CAPACITY));
    });
  }

  const saveState = () => ({
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
    saveState,
    loadState: (state) => {
      if (take(readState(name, schema, state))) return;
      throw new UsageError(
        `Cannot take the state of the detector "${name}" at trees: a tree doesn't hold each point once`,
      );
    },
  };
}

/** The entry of the catalogue. */
export const randomCutForest: DetectorEntry = detector({
  name: "random-cut-forest",
  about: "a robust random cut forest: how much a point changes the trees that it is put into",
  source: "Guha, Mishra, Roy, Schrijvers, ICML 2016",
  stream: createRandomCutForest,
});
