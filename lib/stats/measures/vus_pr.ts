import { z } from "zod";
import { anyNumber, numbers, outcomes } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import { UsageError } from "../../model/usage_error.ts";
import { requireOneLength } from "../samples/pairs.ts";
import { byFallingScore } from "./by_falling_score.ts";

const ARGUMENTS = z.object({
  scores: numbers,
  labels: outcomes,
  options: z.strictObject({ buffer: anyNumber.optional(), thresholds: anyNumber.optional() }),
});

/** Options of the volume under the surface. */
export interface VusOptions {
  /** Width of the longest buffer around the windows, in rows, half of it on each side; about the period of the series. Default 100. */
  readonly buffer?: number;
  /** Number of thresholds, spread evenly over the ranks of the scores, 2 or more. Default 250, as in the published tables. */
  readonly thresholds?: number;
}

/** First and last row of a window, both included. */
type Run = readonly [number, number];

/**
 * VUS-PR, the volume under the precision-recall surface: the range-based area under the precision-recall curve, with a buffer around each
 * window in which the label falls off with the square root of the distance, averaged over buffers of 0 to `buffer` rows. Paparrizos et
 * al., "Volume under the surface", VLDB 2022, section 4; recall counts half of the buffer that was hit and is weighted by the share of
 * windows that were hit at all.
 *
 * @param scores higher is more anomalous
 * @param labels 1 or true where a row is anomalous; consecutive ones form a window
 * @returns 0 to 1; NaN where no row is anomalous
 * @throws {UsageError} if there is not one label for each score, if a score is not a number, if the buffer is not an integer of 0 or more
 * or the number of thresholds not an integer of 2 or more
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { vusPr } from "./vus_pr.ts";
 * const labels = [0, 0, 0, 0, 1, 1, 0, 0, 0, 0];
 * const late = vusPr([0, 0, 0, 0, 0, 0, 9, 8, 0, 0], labels, { buffer: 4 });
 * const never = vusPr([9, 8, 0, 0, 0, 0, 0, 0, 0, 0], labels, { buffer: 4 });
 * ok(late > never); // a near miss counts for something
 * ```
 */
export function vusPr(
  scores: ArrayLike<number>,
  labels: ArrayLike<number | boolean>,
  options: VusOptions = {},
): number {
  checkOptions("vusPr", ARGUMENTS, { scores, labels, options });
  const { buffer = 100, thresholds = 250 } = options;
  requireOneLength(scores, labels);
  requireWhole("buffer", buffer, 0);
  requireWhole("number of thresholds", thresholds, 2);
  const windows = runsOf(labels);
  const order = byFallingScore(scores);
  if (windows.length === 0) return NaN;
  const cuts = cutsOf(scores, order, thresholds);
  let volume = 0;
  for (let width = 0; width <= buffer; width++) volume += areaAt(width, { labels, windows, cuts });
  return volume / (buffer + 1);
}

function requireWhole(what: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new UsageError(`A ${what} must be an integer of ${least} or more, found ${value}`);
}

function runsOf(labels: ArrayLike<number | boolean>): Run[] {
  const runs: Run[] = [];
  for (let row = 0, first = 0; row < labels.length; row++) {
    if (labels[row] && !labels[row - 1]) first = row;
    if (labels[row] && !labels[row + 1]) runs.push([first, row]);
  }
  return runs;
}

/** The thresholds, in falling order. */
interface Cuts {
  /** The number of rows that reach each threshold. */
  readonly predicted: Float64Array;
  /** Per row the first of the thresholds that it reaches. */
  readonly firstOf: Uint32Array;
}

function cutsOf(scores: ArrayLike<number>, order: Uint32Array, thresholds: number): Cuts {
  const predicted = new Float64Array(thresholds);
  const firstOf = new Uint32Array(order.length);
  const step = (order.length - 1) / (thresholds - 1);
  let reached = 0;
  for (let cut = 0; cut < thresholds; cut++) {
    // The last rank is set explicitly: (n - 1) / (k - 1) times k - 1 may be below n - 1 by a rounding error.
    const place = cut === thresholds - 1 ? order.length - 1 : Math.floor(cut * step);
    const threshold = scores[order[place]!]!;
    for (; reached < order.length && scores[order[reached]!]! >= threshold; reached++) {
      firstOf[order[reached]!] = cut;
    }
    predicted[cut] = reached;
  }
  return { predicted, firstOf };
}

interface Task {
  readonly labels: ArrayLike<number | boolean>;
  readonly windows: readonly Run[];
  readonly cuts: Cuts;
}

/** The area under the precision-recall curve for buffers of one width. */
function areaAt(width: number, { labels, windows, cuts: { predicted, firstOf } }: Task): number {
  const half = Math.floor(width / 2);
  const inWindows = new Float64Array(predicted.length);
  const inBuffers = new Float64Array(predicted.length);
  const stretchesHit = new Float64Array(predicted.length);
  const stretches = stretched(windows, half, labels.length);
  for (const stretch of stretches) {
    const soft = softLabels(stretch, width);
    let hit = Infinity;
    for (let row = stretch.from; row <= stretch.to; row++) {
      const cut = firstOf[row]!;
      hit = Math.min(hit, cut);
      if (labels[row]) inWindows[cut]!++;
      else inBuffers[cut]! += Math.min(1, soft[row - stretch.from]!);
    }
    stretchesHit[hit]!++;
  }
  const rows = windows.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  return areaUnder({ inWindows, inBuffers, stretchesHit, predicted }, { rows, stretches: stretches.length });
}

/** Windows whose buffers touch, together with those buffers. */
interface Stretch {
  readonly from: number;
  to: number;
  readonly windows: Run[];
}

/** Extends each window by half a buffer on both sides and merges those that then touch. */
function stretched(windows: readonly Run[], half: number, length: number): Stretch[] {
  const stretches: Stretch[] = [];
  for (const window of windows) {
    const from = Math.max(0, window[0] - half);
    const to = Math.min(length - 1, window[1] + half);
    const before = stretches.at(-1);
    if (before === undefined || before.to < from) stretches.push({ from, to, windows: [window] });
    else {
      before.to = to;
      before.windows.push(window);
    }
  }
  return stretches;
}

/** Per row of a stretch the label it gets from the windows around it: sqrt(1 - distance / width), summed where two windows reach it. */
function softLabels({ from, to, windows }: Stretch, width: number): Float64Array {
  const soft = new Float64Array(to - from + 1);
  for (let distance = 1; distance <= width / 2; distance++) {
    const label = Math.sqrt(1 - distance / width);
    for (const [first, last] of windows) {
      if (first - distance >= from) soft[first - distance - from]! += label;
      if (last + distance <= to) soft[last + distance - from]! += label;
    }
  }
  return soft;
}

/** What is counted per threshold. */
interface Hits {
  /** Rows of windows of which it is the first threshold reached. */
  readonly inWindows: Float64Array;
  /** The same for rows in buffers, each counted by its label. */
  readonly inBuffers: Float64Array;
  /** The same for stretches. */
  readonly stretchesHit: Float64Array;
  readonly predicted: Float64Array;
}

function areaUnder(hits: Hits, { rows, stretches }: { rows: number; stretches: number }): number {
  let area = 0;
  let lastRecall = 0;
  let inWindows = 0;
  let inBuffers = 0;
  let hit = 0;
  for (let cut = 0; cut < hits.predicted.length; cut++) {
    inWindows += hits.inWindows[cut]!;
    inBuffers += hits.inBuffers[cut]!;
    hit += hits.stretchesHit[cut]!;
    const found = inWindows + inBuffers;
    const recall = Math.min(1, found / (rows + inBuffers / 2)) * hit / stretches;
    area += (recall - lastRecall) * found / hits.predicted[cut]!;
    lastRecall = recall;
  }
  return area;
}
