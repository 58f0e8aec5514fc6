import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import type { Estimate } from "../../stats/mod.ts";
import { mean } from "../../stats/mod.ts";
import type { Sheet } from "../../report/tables/html_table.ts";
import { type Part, partsText } from "../../report/tables/sheet.ts";
import { type DetectorComparison, type DetectorSummary, partOf, type SeriesResult } from "./summary.ts";

const ARGUMENTS = z.object({
  comparison: objectWith({ detectors: "list", results: "list" }),
  options: z.strictObject({ times: z.boolean().optional() }),
});

/** Columns of the table of parts that fit a line. */
const MAX_PARTS = 8;

/**
 * The comparison as text: a table of all measures, and one of AUC and average precision by part of the data set if it has several.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function detectorsText(
  comparison: DetectorComparison,
  options: {
    /** Whether to say how long each took, which differs from run to run. Default true. */
    readonly times?: boolean;
  } = {},
): string {
  checkOptions("detectorsText", ARGUMENTS, { comparison, options });
  return partsText(detectorsParts(comparison, options));
}

/** The same as tables and notes. */
export function detectorsParts(
  { detectors, results, windows, labelled, rule }: DetectorComparison,
  { times = true }: { readonly times?: boolean } = {},
): Part[] {
  const parts = [...Map.groupBy(results, ({ series }) => partOf(series)).keys()];
  return [
    measureTable(detectors, times),
    ...(parts.length > 1 && parts.length <= MAX_PARTS ? [partTable(detectors, results)] : []),
    `${windows} window${windows === 1 ? "" : "s"} in ${labelled} series` +
    alarmsNote(detectors, { rule, parts: parts.length }),
  ];
}

/** At which threshold what stands in the table was found. */
function alarmsNote(
  detectors: readonly DetectorSummary[],
  { rule, parts }: { readonly rule: string | null; readonly parts: number },
): string {
  if (!isKnown(detectors, ({ found }) => found)) return "";
  return "; found, delay and false alarms " +
    (rule === null
      ? "at the threshold with the best standard score, which was chosen with the windows in sight" +
        (parts > 1 ? "; held out: NAB at the threshold that is best on the other parts" : "")
      : `at ${rule}`);
}

/** A measure in the table: its name, its text, and whether it is known. */
type Column = readonly [name: string, text: (one: DetectorSummary) => string, isShown: boolean];

function measureTable(detectors: readonly DetectorSummary[], times: boolean): Sheet {
  const early = isKnown(detectors, ({ nabStandard }) => nabStandard);
  const raised = isKnown(detectors, ({ found }) => found);
  const columns: readonly Column[] = [
    ["NAB", ({ nabStandard }) => digits(nabStandard, 1), early],
    ["low FP", ({ nabLowFp }) => digits(nabLowFp, 1), early],
    ["low FN", ({ nabLowFn }) => digits(nabLowFn, 1), early],
    ["held out", ({ nabHeldOut }) => digits(nabHeldOut, 1), isKnown(detectors, (one) => one.nabHeldOut)],
    ["AUC", ({ auc }) => estimateText(auc), true],
    ["avg. precision", ({ averagePrecision }) => estimateText(averagePrecision), true],
    ["VUS-PR", ({ vusPr }) => estimateText(vusPr), true],
    ["found", ({ found }) => digits(found, 2), raised],
    ["delay, rows", ({ delayMedianRows }) => digits(delayMedianRows, 0), raised],
    ["false a day", ({ falseAlarmsPerDay }) => short(falseAlarmsPerDay), raised],
    ["µs a row", ({ microsPerRow }) => short(microsPerRow), times],
  ];
  const shown = columns.filter(([, , isShown]) => isShown);
  return {
    header: ["detector", ...shown.map(([name]) => name)],
    rows: detectors.map((one) => [one.name, ...shown.map(([, text]) => text(one))]),
  };
}

function isKnown(detectors: readonly DetectorSummary[], of: (one: DetectorSummary) => number): boolean {
  return detectors.some((one) => !Number.isNaN(of(one)));
}

function partTable(detectors: readonly DetectorSummary[], results: readonly SeriesResult[]): Sheet {
  const parts = [...Map.groupBy(results, ({ series }) => partOf(series))];
  const rows = detectors.map(({ name }) => [
    name,
    ...parts.map(([, all]) => {
      const own = all.filter(({ detector, auc }) => detector === name && !Number.isNaN(auc));
      const of = (value: (one: SeriesResult) => number) => digits(mean(own.map(value)), 2);
      return `${of(({ auc }) => auc)}/${of(({ averagePrecision }) => averagePrecision)}`;
    }),
  ]);
  return {
    caption: "AUC/average precision, part by part",
    header: ["detector", ...parts.map(([part]) => part)],
    rows,
  };
}

function estimateText({ value, low, high }: Estimate): string {
  return Number.isNaN(low) ? digits(value, 2) : `${digits(value, 2)} [${digits(low, 2)}, ${digits(high, 2)}]`;
}

function digits(value: number, many: number): string {
  return Number.isFinite(value) ? value.toFixed(many) : "-";
}

function short(value: number): string {
  if (!Number.isFinite(value)) return "-";
  return value === 0 || value >= 100 ? value.toFixed(0) : value.toPrecision(2);
}
