import { detector, type DetectorEntry } from "../detector_entry.ts";
import { createStream } from "../../random/mod.ts";
import { trainNpmForest } from "../parts/train_npm_forest.ts";
import { keptArrays } from "../state/kept_arrays.ts";
import type { StreamContext, StreamDetector, StreamPoint } from "../stream_detector.ts";

/** Rows of the warm-up that a forest is trained on: the latest. */
const ROWS = 256;

/**
 * The isolation forest of `npm:ml-isolation-forest`, trained once, on the last 256 points of the warm-up (Liu, Ting, Zhou, "Isolation
 * forest", ICDM 2008, with the package's own deviations). It can't grow old with its stream, nor fire at a value that was constant in the
 * warm-up; the score lies from 0 to 1. Its state is the points, from which the same forest grows again.
 */
export function createMlIsolationForest({ dimensions, seed }: StreamContext): StreamDetector {
  const name = "ml-isolation-forest";
  const points = new Float64Array(ROWS * dimensions);
  const own = Float64Array.of(0, seed);
  const kept = keptArrays(name, { points, own });
  let forest: ReturnType<typeof trainNpmForest> | undefined;

  function train(): void {
    const rows = Array.from(
      { length: own[0]! },
      (_, row) => [...points.subarray(row * dimensions, (row + 1) * dimensions)],
    );
    // The package answers NaN for a forest of a single row.
    forest = rows.length < 2 ? undefined : trainNpmForest(rows, createStream(own[1]!, name));
  }

  return {
    name,
    fit: (warmup: readonly StreamPoint[]) => {
      const latest = warmup.slice(-ROWS);
      latest.forEach(({ values }, row) => points.set(values, row * dimensions));
      own[0] = latest.length;
      train();
    },
    update: ({ values }) => forest?.predict([[...values]])[0] ?? 0,
    saveState: kept.saveState,
    loadState: (state) => {
      kept.loadState(state);
      train();
    },
  };
}

/** The entry of the catalogue. */
export const mlIsolationForest: DetectorEntry = detector({
  name: "ml-isolation-forest",
  about: "an isolation forest on the latest points, by the package",
  source: "npm:ml-isolation-forest",
  stream: createMlIsolationForest,
});
