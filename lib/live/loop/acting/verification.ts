import type { SloReading } from "../slo_watch.ts";

/** Share of the settling time, its last part, in which the SLO must hold. */
const JUDGED_SHARE = 0.25;

/** Whether an action has helped, and the reason in words. */
export interface Verification {
  readonly held: boolean;
  readonly why: string;
}

/**
 * Judges by the SLO over the last quarter of the settling time. A time in which nothing was measured is a failure: what can't be seen is not healthy.
 *
 * @param readings of the steps, oldest first, the last one is now
 */
export function verify(readings: readonly SloReading[], settleSteps: number): Verification {
  const judged = readings.slice(-Math.max(1, Math.ceil(settleSteps * JUDGED_SHARE)));
  const measured = judged.filter(({ isMeasured }) => isMeasured);
  if (measured.length === 0) return { held: false, why: "the SLO was not measured" };
  const breaches = measured.filter(({ inBreach }) => inBreach).length;
  return breaches === 0
    ? {
      held: true,
      why: `the SLO held in ${measured.length} of ${judged.length} steps, and was not violated in any`,
    }
    : { held: false, why: `the SLO was violated in ${breaches} of the last ${judged.length} steps` };
}
