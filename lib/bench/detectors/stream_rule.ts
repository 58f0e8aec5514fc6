import { z } from "zod";
import { checkOptions } from "../../model/check_options.ts";
import { judgeScore } from "../../detect/alarms/threshold.ts";
import { seriesPoints } from "../../detect/mod.ts";
import { createThreshold, scoresToLearnFrom } from "../../detect/mod.ts";
import type { LabelledSeries } from "../../model/mod.ts";
import { type AlarmBudget, type AlarmRule, alarmRule, budgetSchema } from "./alarm_rule.ts";

const ARGUMENTS = z.object({
  budget: budgetSchema,
  options: z.strictObject({ threshold: z.unknown(), text: z.string() }),
});

/** Highest false alarm rate per row that can be asked for. */
const MAX_FALSE_ALARM_RATE = 0.5;

/**
 * Alarms as in a stream: a threshold with the given false alarm rate judges each score from the scores before it. It is fitted to the scores
 * of the second half of the warm-up, given by the same detector fitted to the first half.
 *
 * @param text of the rule
 * @throws {UsageError} from `judge` and `raise`, for an unknown threshold and a warm-up of fewer than two rows
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
export function streamRule(budget: AlarmBudget, options: {
  /** The threshold, with parameters as `peaks:tail=0.05`. */
  threshold: string;
  /** What the rule is called. */
  text: string;
}): AlarmRule {
  checkOptions("streamRule", ARGUMENTS, { budget, options });
  const { threshold, text } = options;
  return alarmRule(text, (series, scores, create) => {
    const limit = createThreshold(threshold, { falseAlarmRate: rateOf(budget, series) });
    const { warmupRows } = series;
    const detector = create();
    limit.fit(scoresToLearnFrom(create, seriesPoints(series, 0, warmupRows)));
    const alarms = new Uint8Array(scores.length);
    const levels = new Float64Array(scores.length).fill(NaN, 0, warmupRows);
    for (let row = warmupRows; row < scores.length; row++) {
      const { level, alarm } = judgeScore(limit, scores[row]!, detector);
      levels[row] = level;
      alarms[row] = Number(alarm);
    }
    return { alarms, levels };
  });
}

/** The false alarms asked for per row; a budget per time is converted with the mean time of a row in the warm-up. */
export function rateOf(budget: AlarmBudget, { timesSeconds, warmupRows }: LabelledSeries): number {
  if ("rate" in budget) return Math.min(MAX_FALSE_ALARM_RATE, budget.rate);
  const seconds = timesSeconds[warmupRows - 1]! - timesSeconds[0]!;
  const perRow = seconds > 0 ? seconds / (warmupRows - 1) : budget.everySeconds * MAX_FALSE_ALARM_RATE;
  return Math.min(MAX_FALSE_ALARM_RATE, perRow / budget.everySeconds);
}
