import { seriesPoints } from "../../detect/mod.ts";
import { createThreshold, scoresToLearnFrom } from "../../detect/mod.ts";
import type { LabelledSeries } from "../../model/mod.ts";
import type { AlarmBudget, AlarmRule } from "./alarm_rule.ts";

/** The most false alarms for each row that can be asked for. */
const OFTEN = 0.5;

/**
 * Alarms as a stream would raise them: a threshold that is asked for so many false alarms judges each score by those before it. It first
 * learns from the second half of the warm-up, as the same detector scores it after the first half.
 *
 * @param text as of the rule
 * @throws {UsageError} from `raise`, for an unknown threshold and a warm-up of fewer than two rows
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { regimeSeries } from "./regimes/regimes.ts";
 * import { scoreDetectors } from "./score_detectors.ts";
 * import { streamRule } from "./stream_rule.ts";
 * const rule = streamRule({ rate: 1e-3 }, { threshold: "peaks", text: "1 in 1,000 rows" });
 * const [ewma] = scoreDetectors(regimeSeries("stationary", 1), { detectors: ["ewma"], rule });
 * ok(ewma!.alarms!.includes(1));
 * ```
 */
export function streamRule(
  budget: AlarmBudget,
  { threshold, text }: { threshold: string; text: string },
): AlarmRule {
  return {
    text,
    raise: (series, scores, create) => {
      const limit = createThreshold(threshold, { falseAlarmRate: rateOf(budget, series) });
      const { warmupRows } = series;
      limit.fit(scoresToLearnFrom(create, seriesPoints(series, 0, warmupRows)));
      return Uint8Array.from(scores, (score, row) => Number(row >= warmupRows && limit.update(score)));
    },
  };
}

/** False alarms for each row; where they are asked for by time, by the time that a row took in the warm-up. */
function rateOf(budget: AlarmBudget, { timesSeconds, warmupRows }: LabelledSeries): number {
  if ("rate" in budget) return Math.min(OFTEN, budget.rate);
  const seconds = timesSeconds[warmupRows - 1]! - timesSeconds[0]!;
  const perRow = seconds > 0 ? seconds / (warmupRows - 1) : budget.everySeconds * OFTEN;
  return Math.min(OFTEN, perRow / budget.everySeconds);
}
