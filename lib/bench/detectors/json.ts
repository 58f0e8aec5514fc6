import type { Estimate } from "../../stats/mod.ts";
import type { DetectorComparison, DetectorSummary } from "./summary.ts";

/** Digits after the point that are the same on every machine. */
const DIGITS = 9;

/**
 * The comparison for other programs, behind the settings that it was made with. All times are kept apart under "times", because they alone
 * differ from run to run. What is not defined is null.
 */
export function detectorsToJson(
  { detectors, series, labelled, windows, rule }: DetectorComparison,
  { settings, times }: { readonly settings: Readonly<Record<string, unknown>>; readonly times: boolean },
): string {
  const document = {
    ...settings,
    series,
    labelled,
    windows,
    rule,
    detectors: detectors.map(detectorOf),
    ...(times && {
      times: detectors.map(({ name, microsPerRow }) => ({ name, micros_per_row: microsPerRow })),
    }),
  };
  return `${JSON.stringify(document, rounded, 1)}\n`;
}

function detectorOf(one: DetectorSummary) {
  return {
    name: one.name,
    nab_standard: one.nabStandard,
    nab_low_fp: one.nabLowFp,
    nab_low_fn: one.nabLowFn,
    nab_held_out: one.nabHeldOut,
    auc: one.auc.value,
    auc_interval: limits(one.auc),
    average_precision: one.averagePrecision.value,
    average_precision_interval: limits(one.averagePrecision),
    vus_pr: one.vusPr.value,
    vus_pr_interval: limits(one.vusPr),
    found: one.found,
    delay_median_rows: one.delayMedianRows,
    false_alarms_per_day: one.falseAlarmsPerDay,
  };
}

function limits({ low, high }: Estimate): [number, number] | null {
  return Number.isNaN(low) ? null : [low, high];
}

/** JSON knows neither NaN nor Infinity: both become null. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toFixed(DIGITS)) : value;
}
