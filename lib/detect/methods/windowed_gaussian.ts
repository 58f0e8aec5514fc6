import { detector, type DetectorEntry } from "../detector_entry.ts";
import { z } from "zod";
import { normalCdf } from "../../stats/mod.ts";
import { finite, numbers, readState } from "../state/state.ts";
import type { StreamContext, StreamDetector } from "../stream_detector.ts";

/** Rows that mean and spread are taken of. */
const WINDOW = 6400;
/** Once the window is full it moves on by so many rows at a time; divides `WINDOW`. */
const STEP = 100;
/** Spread of rows that are all the same. */
const NO_SPREAD = 1e-6;

/**
 * The share of a normal distribution that lies nearer to its mean than the point does on its side, 0.5 to 1: mean and standard deviation are
 * those of the last 6,400 rows, the largest share of all dimensions counts. The windowed Gaussian of the Numenta Anomaly Benchmark
 * (its `windowedGaussian_detector.py`), by which others are measured there. Beyond 8.3 standard deviations all scores are 1.
 */
export function createWindowedGaussian({ dimensions }: StreamContext): StreamDetector {
  const ring = new Float64Array(WINDOW * dimensions);
  const waiting = new Float64Array(STEP * dimensions);
  const mean = new Float64Array(dimensions);
  /** Sums of squared distances from the mean. */
  const squares = new Float64Array(dimensions);
  /** Rows in the ring, the place of the oldest ones once it is full, and rows that wait to take it. */
  let rows = 0;
  let oldest = 0;
  let waits = 0;

  const schema = z.object({
    ring: z.array(finite).max(WINDOW * dimensions).refine((list) => list.length % dimensions === 0),
    waiting: z.array(finite).max((STEP - 1) * dimensions).refine((list) => list.length % dimensions === 0),
    mean: numbers(dimensions),
    squares: numbers(dimensions),
    oldest: z.int().min(0).max(WINDOW - STEP).multipleOf(STEP),
  });

  function scoreOf(values: Float64Array): number {
    let most = 0;
    for (let i = 0; i < dimensions; i++) {
      const spread = Math.sqrt(squares[i]! / rows) || NO_SPREAD;
      most = Math.max(most, normalCdf(Math.abs(values[i]! - mean[i]!) / spread));
    }
    return most;
  }

  /** One row more, while the window is not full: Welford, Technometrics 1962. */
  function grow(values: Float64Array): void {
    ring.set(values, rows * dimensions);
    rows++;
    for (let i = 0; i < dimensions; i++) {
      const delta = values[i]! - mean[i]!;
      mean[i]! += delta / rows;
      squares[i]! += delta * (values[i]! - mean[i]!);
    }
  }

  /** The rows that wait take the place of the oldest ones. All is summed anew, so that no rounding piles up. */
  function slide(): void {
    ring.set(waiting, oldest * dimensions);
    oldest = (oldest + STEP) % WINDOW;
    waits = 0;
    for (let i = 0; i < dimensions; i++) {
      let sum = 0;
      for (let at = i; at < ring.length; at += dimensions) sum += ring[at]!;
      mean[i] = sum / WINDOW;
      let spread = 0;
      for (let at = i; at < ring.length; at += dimensions) spread += (ring[at]! - mean[i]!) ** 2;
      squares[i] = spread;
    }
  }

  function update({ values }: { values: Float64Array }): number {
    const score = rows === 0 ? 0 : scoreOf(values);
    if (rows < WINDOW) grow(values);
    else {
      waiting.set(values, waits * dimensions);
      if (++waits === STEP) slide();
    }
    return score;
  }

  return {
    name: "windowed-gaussian",
    fit: (warmup) => warmup.forEach(update),
    update,
    saveState: () => ({
      ring: [...ring.subarray(0, rows * dimensions)],
      waiting: [...waiting.subarray(0, waits * dimensions)],
      mean: [...mean],
      squares: [...squares],
      oldest,
    }),
    loadState: (state) => {
      const read = readState("windowed-gaussian", schema, state);
      ring.set(read.ring);
      waiting.set(read.waiting);
      mean.set(read.mean);
      squares.set(read.squares);
      rows = read.ring.length / dimensions;
      waits = read.waiting.length / dimensions;
      oldest = read.oldest;
    },
  };
}

/** The entry of the catalogue. */
export const windowedGaussian: DetectorEntry = detector({
  name: "windowed-gaussian",
  about: "distance from the mean of a sliding window, as the tail probability of a normal distribution",
  source: 'NAB, "windowedGaussian" (Ahmad et al., Neurocomputing 2017)',
  stream: createWindowedGaussian,
});
