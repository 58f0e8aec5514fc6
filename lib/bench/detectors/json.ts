import { roundedJson } from "../../report/rounded_json.ts";
import type { Estimate } from "../../stats/mod.ts";
import type { DetectorComparison, DetectorSummary } from "./summary.ts";

/**
 * The comparison for other programs, after the settings that it was made with. All times are kept apart under "times", because only they
 * differ from run to run. Undefined measures and intervals are null.
 */
export function detectorsToJson(
  { detectors, series, labelled, windows, rule }: DetectorComparison,
  { settings, times }: { readonly settings: Readonly<Record<string, unknown>>; readonly times: boolean },
): string {
  return roundedJson({
    ...settings,
    series,
    labelled,
    windows,
    rule,
    detectors: detectors.map(withoutTimes),
    ...(times && { times: detectors.map(({ name, microsPerRow }) => ({ name, microsPerRow })) }),
  });
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
