import { wholeNumber } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import { trainNpmForest } from "../parts/train_npm_forest.ts";
import { savedArrays } from "../state/state.ts";

/**
 * The isolation forest of `npm:ml-isolation-forest`, which departs from the paper in places, trained once on the last points of the warm-up;
 * scores 0 to 1. It does not follow the stream, and a change of a value that was constant in the warm-up is not seen. Its state is the
 * points, from which the same forest is grown again.
 */
export const mlIsolationForest: DetectorEntry = detector({
  name: "ml-isolation-forest",
  about: "an isolation forest of the last points of the warm-up, by the package",
  source: 'npm:ml-isolation-forest; Liu, Ting, Zhou, "Isolation forest", ICDM 2008',
  highestScore: 1,
  parameters: {
    trees: wholeNumber({ about: "number of trees", unit: "trees", range: [1, 200], default: 100 }),
    sample: wholeNumber({
      about: "latest points of the warm-up that the forest is trained on",
      unit: "points",
      range: [2, 2048],
      default: 256,
    }),
  },
  stream: ({ dimensions, seed }, { trees, sample }) => {
    const name = "ml-isolation-forest";
    const points = new Float64Array(sample * dimensions);
    // number of points, seed
    const own = Float64Array.of(0, seed);
    const saved = savedArrays(name, { points, own });
    let forest: ReturnType<typeof trainNpmForest> | undefined;

    function train(): void {
      const rows = Array.from(
        { length: own[0]! },
        (_, row) => [...points.subarray(row * dimensions, (row + 1) * dimensions)],
      );
      // The package returns NaN for a forest of a single row.
      forest = rows.length < 2
        ? undefined
        : trainNpmForest(rows, { stream: createStream(own[1]!, name), trees });
    }

    return {
      name,
      fit: (warmup) => {
        const latest = warmup.slice(-sample);
        latest.forEach(({ values }, row) => points.set(values, row * dimensions));
        own[0] = latest.length;
        train();
      },
      update: ({ values }) => forest?.predict([[...values]])[0] ?? 0,
      saveState: saved.saveState,
      loadState: (state) => {
        saved.loadState(state);
        train();
      },
    };
  },
});
