import { z } from "zod";
import { UsageError, wholeNumber } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import { createRandomCutTree } from "../parts/random_cut_tree.ts";
import { createWarmupScale } from "../parts/warmup_scale.ts";
import { numbers, readState, streamState } from "../state/state.ts";
import type { StreamPoint } from "../detector.ts";

/** Largest standardised value in size. */
const MAX_SCALED = 1e6;

/**
 * Robust random cut forest over the latest `sample` shingles of consecutive points, first in, first out. The score is the collusive
 * displacement, the mean over all trees of how many points would lie higher up without this one and those like it; 0 to `sample`. Values are
 * standardised by the warm-up, so that cuts do not depend on units.
 */
export const randomCutForest: DetectorEntry = detector({
  name: "random-cut-forest",
  about: "a robust random cut forest: how much a point changes the trees that it is inserted into",
  source:
    'Guha, Mishra, Roy, Schrijvers, "Robust random cut forest based anomaly detection on streams", ICML 2016',
  parameters: {
    trees: wholeNumber({ about: "number of trees", unit: "trees", range: [1, 100], default: 40 }),
    sample: wholeNumber({
      about: "shingles that a tree holds",
      unit: "shingles",
      range: [8, 512],
      default: 256,
    }),
    shingle: wholeNumber({
      about: "consecutive points that are watched together",
      unit: "points",
      range: [1, 32],
      default: 4,
    }),
  },
  stream: ({ dimensions, seed }, { trees, sample, shingle }) => {
    const name = "random-cut-forest";
    const width = shingle * dimensions;
    const branches = sample - 1;
    const stream = createStream(seed, name);
    const scale = createWarmupScale(dimensions);
    const { centre, width: spread } = scale.arrays;
    const window = new Float64Array(width);
    const values = new Float64Array(sample * width);
    const forest = Array.from(
      { length: trees },
      () => createRandomCutTree({ capacity: sample, values, width }, stream.next),
    );
    let seen = 0;
    const whole = (length: number) => z.array(z.int32()).length(length);
    const schema = z.object({
      seen: z.number().int().min(0),
      centre: numbers(dimensions),
      spread: numbers(dimensions),
      window: numbers(width),
      values: numbers(values.length),
      trees: z.array(z.object({
        root: whole(1),
        children: whole(2 * branches),
        dimension: whole(branches),
        cut: numbers(branches),
      })).length(trees),
      stream: streamState,
    });
    type State = z.infer<typeof schema>;

    function prepare(warmup: readonly StreamPoint[]): void {
      scale.learn(warmup);
      for (let at = 0; at < shingle; at++) push(warmup[0]!);
    }

    function push({ values }: StreamPoint): void {
      window.copyWithin(0, dimensions);
      scale.apply(values, window.subarray(width - dimensions), MAX_SCALED);
    }

    function update(point: StreamPoint): number {
      push(point);
      const slot = seen % sample;
      if (seen >= sample) { for (const tree of forest) tree.remove(slot); }
      values.set(window, slot * width);
      seen++;
      let sum = 0;
      for (const tree of forest) {
        tree.insert(slot);
        sum += tree.displacement(slot);
      }
      return sum / trees;
    }

    function load(read: State): boolean {
      seen = read.seen;
      centre.set(read.centre);
      spread.set(read.spread);
      window.set(read.window);
      values.set(read.values);
      stream.restore(read.stream);
      return forest.every(({ arrays, restore }, i) => {
        for (const key of ["root", "children", "dimension", "cut"] as const) {
          arrays[key].set(read.trees[i]![key]);
        }
        return restore(Math.min(seen, sample));
      });
    }

    const saveState = () => ({
      seen,
      centre: [...centre],
      spread: [...spread],
      window: [...window],
      values: [...values],
      trees: forest.map(({ arrays: { root, children, dimension, cut } }) => ({
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
        if (load(readState(name, schema, state))) return;
        throw new UsageError(
          `Cannot take the state of the detector "${name}" at trees: a tree does not hold each point once`,
        );
      },
    };
  },
});
