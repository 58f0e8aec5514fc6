import { detector, type DetectorEntry } from "../detector_entry.ts";
import { keptArrays } from "../state/kept_arrays.ts";
import type { StreamContext, StreamDetector, StreamPoint } from "../stream_detector.ts";

/** Without limits given, the span of the warm-up is widened by this share of itself at either end. */
const WIDER = 0.5;

/** Between these two a value is as it should be. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

/**
 * Fixed limits, as of a rule of an alert: the score is 0 in the middle between them, 1 at a limit and rises evenly beyond; the largest of all
 * dimensions. Without limits given, those are the least and the most of the warm-up, moved apart by half their distance
 * each. A value that never changed in the warm-up has no such distance: anything else scores 1.
 *
 * @param limits one per dimension, `low` below `high`
 */
export function createStaticThreshold(
  { dimensions }: StreamContext,
  limits?: readonly Limits[],
): StreamDetector {
  const low = Float64Array.from({ length: dimensions }, (_, i) => limits?.[i]?.low ?? 0);
  const high = Float64Array.from({ length: dimensions }, (_, i) => limits?.[i]?.high ?? 0);

  function learn(warmup: readonly StreamPoint[]): void {
    for (let i = 0; i < dimensions; i++) {
      const [least, most] = extremes(warmup, i);
      low[i] = least - WIDER * (most - least);
      high[i] = most + WIDER * (most - least);
    }
  }

  return {
    name: "static-threshold",
    fit: (warmup) => limits === undefined && learn(warmup),
    update: ({ values }) => {
      let worst = 0;
      for (let i = 0; i < dimensions; i++) worst = Math.max(worst, outside(values[i]!, low[i]!, high[i]!));
      return worst;
    },
    ...keptArrays("static-threshold", { low, high }),
  };
}

function extremes(points: readonly StreamPoint[], i: number): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const { values } of points) {
    least = Math.min(least, values[i]!);
    most = Math.max(most, values[i]!);
  }
  return [least, most];
}

/** Distance from the middle of the limits, in halves of their distance. */
function outside(value: number, low: number, high: number): number {
  if (low === high) return value === low ? 0 : 1;
  return Math.abs(value - (low + high) / 2) / ((high - low) / 2);
}

/** The entry of the catalogue. */
export const staticThreshold: DetectorEntry = detector({
  name: "static-threshold",
  about: "fixed limits around the range of the warm-up",
  stream: (context) => createStaticThreshold(context),
});
