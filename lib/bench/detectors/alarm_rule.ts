import { z } from "zod";
import { anyFunction } from "../../model/argument_schemas.ts";
import { checkOptions } from "../../model/check_options.ts";
import type { StreamDetector } from "../../detect/mod.ts";
import type { LabelledSeries } from "../../model/mod.ts";

/** False alarms allowed; none: a rate of 0. */
export const budgetSchema: z.ZodType<AlarmBudget> = z.union([
  z.strictObject({ everySeconds: z.number().positive() }),
  z.strictObject({ rate: z.number().min(0).max(1) }),
]);

const ALARM_RULE_ARGUMENTS = z.object({ text: z.string(), judge: anyFunction });
const ARGUMENTS = z.object({ budget: budgetSchema, text: z.string() });

/** The alarms of a series, and the levels that its scores had to pass. */
export interface RaisedAlarms {
  /** 1 for each row with an alarm, else 0; 0 in the warm-up. */
  readonly alarms: Uint8Array;
  /** The level that the score of each row had to pass to be an alarm; NaN in the warm-up, Infinity where there could be none. */
  readonly levels: Float64Array;
}

/** Decides which scores are alarms. */
export interface AlarmRule {
  /** A phrase that follows "at": "at most 1 alarm a day". */
  readonly text: string;
  /**
   * Raises the alarms of a series, and says at which levels.
   *
   * @param create makes another detector like the one that gave the scores, for a rule that needs scores of the warm-up
   */
  judge(series: LabelledSeries, scores: Float64Array, create: () => StreamDetector): RaisedAlarms;
  /** The alarms of `judge` alone. */
  raise(series: LabelledSeries, scores: Float64Array, create: () => StreamDetector): Uint8Array;
}

/**
 * A rule with that text which judges so.
 *
 * @throws {UsageError} for an argument of another type
 */
export function alarmRule(text: string, judge: AlarmRule["judge"]): AlarmRule {
  checkOptions("alarmRule", ALARM_RULE_ARGUMENTS, { text, judge });
  return { text, judge, raise: (...args) => judge(...args).alarms };
}

/** The false alarms allowed: one per time, or a share of the rows. */
export type AlarmBudget = { readonly everySeconds: number } | { readonly rate: number };

/**
 * The rows with the highest scores of a whole series, as many runs of them as the budget allows and at least one. It needs the whole series,
 * so it suits recordings and not streams. A run of consecutive rows is one alarm; a score of 0 never is one, nor one up to the detector's
 * `leastAlarm`, nor one that more than half of the rows reach.
 *
 * @param text of the rule
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { createStreamDetector } from "../../detect/mod.ts";
 * import { hindsightRule } from "./alarm_rule.ts";
 * const series = {
 *   name: "a", columns: ["x"], timesSeconds: Float64Array.of(0, 1, 2, 3, 4), values: new Float64Array(5), windows: [], warmupRows: 1,
 * };
 * const rule = hindsightRule({ everySeconds: 4 }, "at most one in 4 s");
 * const ewma = () => createStreamDetector("ewma", { dimensions: 1, seed: 1 });
 * deepStrictEqual([...rule.raise(series, Float64Array.of(0, 3, 1, 9, 8), ewma)], [0, 0, 0, 1, 1]);
 * ```
 */
export function hindsightRule(budget: AlarmBudget, text: string): AlarmRule {
  checkOptions("hindsightRule", ARGUMENTS, { budget, text });
  return alarmRule(text, ({ timesSeconds, warmupRows }, scores, create) => {
    const rows = scores.length - warmupRows;
    // Each row stands for the time until the next one, the last one too: a week of rows is a week.
    const seconds = ((timesSeconds.at(-1) ?? 0) - (timesSeconds[warmupRows] ?? 0)) * rows /
      Math.max(1, rows - 1);
    const many = "rate" in budget ? budget.rate * rows : seconds / budget.everySeconds;
    const { leastAlarm = 0 } = create();
    const judged = scores.subarray(warmupRows);
    const threshold = thresholdFor(Math.max(1, Math.floor(many)), { scores: judged, leastAlarm });
    return {
      alarms: Uint8Array.from(scores, (score, row) => Number(row >= warmupRows && score >= threshold)),
      levels: new Float64Array(scores.length).fill(NaN, 0, warmupRows).fill(threshold, warmupRows),
    };
  });
}

/** The lowest threshold that gives at most `maxRuns` runs. */
function thresholdFor(
  maxRuns: number,
  { scores, leastAlarm }: { readonly scores: Float64Array; readonly leastAlarm: number },
): number {
  const order = Uint32Array.from(scores, (_, row) => row).sort((a, b) => scores[b]! - scores[a]!);
  const raised = new Uint8Array(scores.length);
  let runs = 0;
  let threshold = Infinity;
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    if (scores[row]! <= leastAlarm) break;
    if (i >= scores.length / 2) break; // what most rows have is the rule, not an alarm
    runs += 1 - (raised[row - 1] ?? 0) - (raised[row + 1] ?? 0);
    raised[row] = 1;
    const tied = scores[order[i + 1] ?? row] === scores[row] && i + 1 < order.length;
    if (tied) continue;
    if (runs > maxRuns) break;
    threshold = scores[row]!;
  }
  return threshold;
}
