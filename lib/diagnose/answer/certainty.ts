import type { Diagnosis } from "../../model/mod.ts";

/**
 * How sure a ranking by anomaly is of its first service: how far the strongest deviation lies above an alarm, times how far the first
 * stands out from the second. Not calibrated. 0 where nothing exceeds the alarm.
 *
 * @param strongest the largest deviation seen, in the unit of `alarm`
 * @param alarm what a deviation must exceed to count
 * @returns 0 to 1
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { certainty } from "./certainty.ts";
 * const ranking = [{ service: "db", score: 12 }, { service: "api", score: 4 }];
 * strictEqual(certainty(ranking, { strongest: 12, alarm: 3 }), 0.75 * 0.75);
 * strictEqual(certainty(ranking, { strongest: 2, alarm: 3 }), 0);
 * ```
 */
export function certainty(
  ranking: Diagnosis["ranking"],
  { strongest, alarm }: { strongest: number; alarm: number },
): number {
  const first = ranking[0]?.score ?? 0;
  const second = Math.max(0, ranking[1]?.score ?? 0);
  if (!(strongest > alarm && first > 0)) return 0;
  return (1 - alarm / strongest) * (first / (first + second));
}
