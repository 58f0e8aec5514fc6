import { z } from "zod";
import { wholeNumber } from "../../model/mod.ts";
import { normalCdf } from "../../stats/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import { finite, numbers, readState } from "../state/state.ts";

/** Standard deviation of a window of equal values. */
const CONSTANT_SPREAD = 1e-6;

/**
 * Phi(|x - m| / s), 0.5 to 1, the largest of all dimensions, with mean m and standard deviation s of a sliding window: the baseline
 * `windowedGaussian_detector.py` of the Numenta Anomaly Benchmark. Beyond 8.3 standard deviations all scores are 1.
 */
export const windowedGaussian: DetectorEntry = detector({
  name: "windowed-gaussian",
  about: "distance from the mean of a sliding window, as a probability of a normal distribution",
  source:
    'NAB, "windowedGaussian" (Ahmad, Lavin, Purdy, Agha, "Unsupervised real-time anomaly detection for streaming data", Neurocomputing 2017)',
  highestScore: 1,
  parameters: {
    window: wholeNumber({
      about: "points from which mean and standard deviation are taken",
      unit: "points",
      range: [100, 20_000],
      default: 6400,
    }),
    slide: wholeNumber({
      about: "points by which a full window moves on at a time",
      unit: "points",
      range: [1, 100],
      default: 100,
    }),
  },
  stream: ({ dimensions }, { window, slide }) => {
    const ring = new Float64Array(window * dimensions);
    const waiting = new Float64Array(slide * dimensions);
    const mean = new Float64Array(dimensions);
    /** Sums of squared distances from the mean. */
    const squares = new Float64Array(dimensions);
    // Rows in the ring, the index of the oldest one once it is full, and rows that wait to replace the oldest ones.
    let rows = 0;
    let oldest = 0;
    let waits = 0;

    const schema = z.object({
      ring: z.array(finite).max(window * dimensions).refine((list) => list.length % dimensions === 0),
      waiting: z.array(finite).max((slide - 1) * dimensions).refine((list) => list.length % dimensions === 0),
      mean: numbers(dimensions),
      squares: numbers(dimensions),
      oldest: z.int().min(0).max(window - 1),
    });

    function scoreOf(values: Float64Array): number {
      let largest = 0;
      for (let i = 0; i < dimensions; i++) {
        const spread = Math.sqrt(squares[i]! / rows) || CONSTANT_SPREAD;
        largest = Math.max(largest, normalCdf(Math.abs(values[i]! - mean[i]!) / spread));
      }
      return largest;
    }

    /** Adds a row while the window is not full (Welford, Technometrics 1962). */
    function grow(values: Float64Array): void {
      ring.set(values, rows * dimensions);
      rows++;
      for (let i = 0; i < dimensions; i++) {
        const delta = values[i]! - mean[i]!;
        mean[i]! += delta / rows;
        squares[i]! += delta * (values[i]! - mean[i]!);
      }
    }

    /** Replaces the oldest rows by the waiting ones. The sums are computed anew, so that rounding errors do not accumulate. */
    function slideWindow(): void {
      const fitting = Math.min(slide, window - oldest) * dimensions;
      ring.set(waiting.subarray(0, fitting), oldest * dimensions);
      ring.set(waiting.subarray(fitting), 0);
      oldest = (oldest + slide) % window;
      waits = 0;
      for (let i = 0; i < dimensions; i++) {
        let sum = 0;
        for (let at = i; at < ring.length; at += dimensions) sum += ring[at]!;
        mean[i] = sum / window;
        let spread = 0;
        for (let at = i; at < ring.length; at += dimensions) spread += (ring[at]! - mean[i]!) ** 2;
        squares[i] = spread;
      }
    }

    function update({ values }: { values: Float64Array }): number {
      const score = rows === 0 ? 0 : scoreOf(values);
      if (rows < window) grow(values);
      else {
        waiting.set(values, waits * dimensions);
        if (++waits === slide) slideWindow();
      }
      return score;
    }

    return {
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
  },
});
