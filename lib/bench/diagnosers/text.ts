import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import type { Estimate } from "../../stats/mod.ts";
import type { Sheet } from "../../report/tables/html_table.ts";
import { type Part, partsText } from "../../report/tables/sheet.ts";
import type { DiagnoserComparison, FaultSummary, MethodSummary } from "./summary.ts";
import { fractionText } from "../../model/shown/share_text.ts";

const ARGUMENTS = z.object({
  comparison: objectWith({ methods: "list", faults: "list" }),
  options: z.strictObject({ times: z.boolean().optional() }),
});

/**
 * The comparison as text: one table per view, the gains from more signals, the best method by fault type, and the methods left out.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 */
export function comparisonText(
  comparison: DiagnoserComparison,
  options: {
    /** Whether to say how long each took, which differs from run to run. Default true. */
    readonly times?: boolean;
  } = {},
): string {
  checkOptions("comparisonText", ARGUMENTS, { comparison, options });
  return partsText(comparisonParts(comparison, options));
}

/** The same as tables and notes. */
export function comparisonParts(
  { methods, faults, gains, leftOut }: DiagnoserComparison,
  { times = true }: { readonly times?: boolean } = {},
): Part[] {
  const views = [...Map.groupBy(methods, ({ view }) => view)];
  const [view, alike] = views.at(-1)!;
  return [
    ...views.map(([view, alike]) => ({
      ...(views.length > 1 && { caption: `Given ${view}` }),
      ...methodTable(alike, times),
    })),
    ...(gains.length > 0 ? [gainTable(gains, methods)] : []),
    ...faultPart(faults.filter((fault) => fault.view === view && fault.name === alike[0]!.name)),
    calmText(methods[0]!),
    ...(leftOut.length > 0 ? [leftOutText(leftOut, methods)] : []),
  ];
}

function methodTable(methods: readonly MethodSummary[], times: boolean): Sheet {
  const { to } = methods[0]!.difference;
  const rows = methods.map((method) => [
    method.name,
    String(method.cases),
    estimateText(method.intervals.ac1),
    fractionText(method.ac3),
    fractionText(method.ac5),
    estimateText(method.intervals.avg5),
    fractionText(method.mrr),
    fractionText(method.specificity),
    fractionText(method.brier),
    fractionText(method.ece),
    ...(times ? [msText(method.msMedian)] : []),
    method.name === to ? "-" : estimateText(method.difference.ac1, true),
  ]);
  const time = times ? ["ms"] : [];
  return {
    header: [
      "method",
      "cases",
      "AC@1",
      "AC@3",
      "AC@5",
      "Avg@5",
      "MRR",
      "spec.",
      "Brier",
      "ECE",
      ...time,
      `AC@1 - ${to}`,
    ],
    rows,
  };
}

function calmText({ calmCases }: MethodSummary): string {
  return calmCases === 0
    ? "No case without a fault: no specificity"
    : `Specificity over ${calmCases} case${calmCases === 1 ? "" : "s"} without a fault`;
}

function faultPart(faults: readonly FaultSummary[]): Sheet[] {
  if (faults.length === 0) return [];
  const named = faults.some(({ kindRight }) => kindRight !== null);
  const rows = faults.toSorted((a, b) => a.ac1.value - b.ac1.value || (a.fault < b.fault ? -1 : 1)).map((
    { fault, cases, ac1, avg5, kindRight },
  ) => [
    fault,
    String(cases),
    estimateText(ac1),
    fractionText(avg5),
    ...(named ? [kindRight === null ? "-" : fractionText(kindRight)] : []),
  ]);
  const header = ["kind of fault", "cases", "AC@1", "Avg@5", ...(named ? ["kind named"] : [])];
  return [{ caption: `The best, ${faults[0]!.name}, by kind of fault`, header, rows }];
}

function gainTable(gains: DiagnoserComparison["gains"], methods: readonly MethodSummary[]): Sheet {
  const views = [...new Set(gains.map(({ view }) => view))];
  const { from } = gains[0]!;
  const base = new Map(methods.filter(({ view }) => view === from).map(({ name, ac1 }) => [name, ac1]));
  const rows = [...Map.groupBy(gains, ({ name }) => name)]
    .toSorted(([, a], [, b]) => b.at(-1)!.ac1.value - a.at(-1)!.ac1.value)
    .map(([name, own]) => [
      name,
      fractionText(base.get(name)!),
      ...views.map((view) => {
        const gain = own.find((each) => each.view === view);
        return gain ? estimateText(gain.ac1, true) : "-";
      }),
    ]);
  return {
    caption: "What more signals gain in AC@1, on the same incidents",
    header: ["method", `given ${from}`, ...views],
    rows,
  };
}

function leftOutText(leftOut: DiagnoserComparison["leftOut"], methods: readonly MethodSummary[]): string {
  const several = new Set(methods.map(({ view }) => view)).size > 1;
  return [...Map.groupBy(leftOut, ({ method }) => method)].map(([method, cases]) => {
    const { needs } = cases[0]!;
    const given = several ? ` given ${cases.map(({ view }) => view).join(", or ")}` : "";
    return `Left out: ${method} needs ${needs}, and there ${needs.endsWith("s") ? "are" : "is"} none${given}`;
  }).join("\n");
}

function msText(ms: number): string {
  return ms >= 10 ? ms.toFixed(0) : ms.toPrecision(2);
}

function estimateText({ value, low, high }: Estimate, signed = false): string {
  const text = (x: number) =>
    signed && !Number.isNaN(x) ? `${x > 0 ? "+" : ""}${x.toFixed(2)}` : fractionText(x);
  return Number.isNaN(low) ? text(value) : `${text(value)} [${text(low)}, ${text(high)}]`;
}
