import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { roundedJson } from "../../report/rounded_json.ts";
import type { Estimate } from "../../stats/mod.ts";
import { type Alarm, timeText } from "./alarms.ts";
import type { DetectorComparison, DetectorSummary } from "./summary.ts";

const ARGUMENTS = z.object({
  comparison: objectWith({ detectors: "list", series: "number" }),
  options: objectWith({ settings: "object" }),
});

/**
 * The comparison for other programs, after the settings that it was made with. All times are kept apart under "times", because only they
 * differ from run to run. Undefined measures and intervals are null.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function detectorsToJson(
  comparison: DetectorComparison,
  options: {
    /** What the comparison was made with; it comes first in the file. */
    readonly settings: Readonly<Record<string, unknown>>;
    /** Whether to say how long each took, which differs from run to run. */
    readonly times: boolean;
    /** The alarms, if a rule was applied. */
    readonly alarms?: readonly Alarm[];
  },
): string {
  checkOptions("detectorsToJson", ARGUMENTS, { comparison, options });
  const { detectors, series, labelled, windows, rule } = comparison;
  const { settings, times, alarms } = options;
  return roundedJson({
    ...settings,
    series,
    labelled,
    windows,
    rule,
    detectors: detectors.map(withoutTimes),
    ...(alarms && { alarms: alarms.map(alarmRecord) }),
    ...(times && { times: detectors.map(({ name, microsPerRow }) => ({ name, microsPerRow })) }),
  });
}

function alarmRecord({ rows: [firstRow, lastRow], level, dated, ...alarm }: Alarm) {
  const { fromSeconds, untilSeconds, highestAtSeconds, ...rest } = alarm;
  const [from, until, highestAt] = [fromSeconds, untilSeconds, highestAtSeconds].map((seconds) =>
    timeText(seconds, undefined, dated)
  );
  return {
    ...rest,
    ...{ from, until, firstRow, lastRow, highestAt },
    level: Number.isFinite(level) ? level : null,
  };
}

function withoutTimes({ microsPerRow: _, auc, averagePrecision, vusPr, ...measures }: DetectorSummary) {
  return {
    ...measures,
    auc: auc.value,
    averagePrecision: averagePrecision.value,
    vusPr: vusPr.value,
    intervals: {
      auc: limits(auc),
      averagePrecision: limits(averagePrecision),
      vusPr: limits(vusPr),
    },
  };
}

function limits({ low, high }: Estimate): [number, number] | null {
  return Number.isNaN(low) ? null : [low, high];
}
