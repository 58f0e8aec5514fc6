import { number } from "../../model/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import type { StreamPoint } from "../detector.ts";

/**
 * Fixed limits as in an alerting rule: |x - c| / h, where c is the middle of the limits and h half their distance; 1 at a limit, the largest of
 * all dimensions. The limits are the extremes of the warm-up, each moved outwards by `margin` times their range. If a value was constant
 * in the warm-up, any other value scores 1.
 */
export const staticThreshold: DetectorEntry = detector({
  name: "static-threshold",
  about: "fixed limits around the range of the warm-up",
  parameters: {
    margin: number({
      about: "by how much each limit lies outside of the warm-up's range",
      unit: "ranges",
      range: [0, 10],
      default: 0.5,
    }),
  },
  stream: ({ dimensions }, { margin }) => {
    const low = new Float64Array(dimensions);
    const high = new Float64Array(dimensions);
    return {
      fit: (warmup) => {
        for (let i = 0; i < dimensions; i++) {
          const [lowest, highest] = extremes(warmup, i);
          low[i] = lowest - margin * (highest - lowest);
          high[i] = highest + margin * (highest - lowest);
        }
      },
      update: ({ values }) => {
        let worst = 0;
        for (let i = 0; i < dimensions; i++) {
          worst = Math.max(worst, distanceFromMiddle(values[i]!, low[i]!, high[i]!));
        }
        return worst;
      },
      arrays: { low, high },
    };
  },
});

/** The lowest and the highest value of a dimension. */
function extremes(points: readonly StreamPoint[], dimension: number): [number, number] {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const { values } of points) {
    lowest = Math.min(lowest, values[dimension]!);
    highest = Math.max(highest, values[dimension]!);
  }
  return [lowest, highest];
}

/** Distance from the middle of two limits, in units of half their distance. */
function distanceFromMiddle(value: number, low: number, high: number): number {
  if (low === high) return value === low ? 0 : 1;
  return Math.abs(value - (low + high) / 2) / ((high - low) / 2);
}
