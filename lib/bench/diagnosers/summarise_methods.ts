import type { Verdict } from "./verdict.ts";
import type { View } from "./view.ts";
import { brierScore, type Estimate, expectedCalibrationError, mean, median } from "../../stats/mod.ts";
import { meanEstimates, pairedEstimates } from "./intervals.ts";
import { kindRightShare } from "./kinds.ts";
import { isRight, measured } from "./measures.ts";
import { type MethodSummary, RANKING_MEASURES, type RankingMeasure } from "./summary.ts";

/** A method accuses a service if its confidence reaches this value. */
const ACCUSATION_CONFIDENCE = 0.5;

/** The verdicts of one method on one view: those of cases with and without a fault, and the measures case by case. */
export interface MethodVerdicts {
  readonly name: string;
  readonly view: View;
  readonly all: readonly Verdict[];
  readonly faulty: readonly Verdict[];
  readonly calm: readonly Verdict[];
  readonly values: Readonly<Record<RankingMeasure, Float64Array>>;
}

/** Groups verdicts by view and method, in order of first appearance. */
export function verdictsByMethod(verdicts: readonly Verdict[]): MethodVerdicts[] {
  return [...Map.groupBy(verdicts, ({ view }) => view)].flatMap(([view, seen]) =>
    [...Map.groupBy(seen, ({ method }) => method)].map(([name, all]) => {
      const faulty = all.filter(({ truth }) => truth.length > 0);
      const calm = all.filter(({ truth }) => truth.length === 0);
      const values = Object.fromEntries(
        RANKING_MEASURES.map((measure) => [measure, measured(measure, faulty)]),
      );
      return { name, view, all, faulty, calm, values: values as MethodVerdicts["values"] };
    })
  );
}

/**
 * Summarises the methods of one view, best first.
 *
 * @param reference the method that the others are compared with; the best one if it is not among them
 */
export function summariseMethods(methods: readonly MethodVerdicts[], reference?: string): MethodSummary[] {
  const sorted = methods.toSorted((a, b) => byMerit(b, a) || (a.name < b.name ? -1 : 1));
  const base = sorted.find(({ name }) => name === reference) ?? sorted[0]!;
  const differences = pairedEstimates(
    sorted.flatMap((
      { values },
    ) => [minus(values.ac1, base.values.ac1), minus(values.avg5, base.values.avg5)]),
  );
  const intervals = meanEstimates(sorted.flatMap((own) => [
    ...RANKING_MEASURES.map((measure) => own.values[measure]),
    own.calm.map(({ confidence }) => confidence < ACCUSATION_CONFIDENCE ? 1 : 0),
    own.faulty.map((verdict) => (verdict.confidence - Number(isRight(verdict))) ** 2),
  ]));
  const width = RANKING_MEASURES.length + 2;
  return sorted.map((own, i) =>
    summaryOf(own, {
      intervals: intervals.slice(i * width, (i + 1) * width),
      difference: { to: base.name, ac1: differences[2 * i]!, avg5: differences[2 * i + 1]! },
    })
  );
}

/** Differences case by case. */
export function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]!);
}

function summaryOf(
  { name, view, all, faulty, calm, values }: MethodVerdicts,
  { intervals, difference }: { intervals: readonly Estimate[]; difference: MethodSummary["difference"] },
): MethodSummary {
  const confidences = faulty.map(({ confidence }) => confidence);
  const outcomes = faulty.map(isRight);
  return {
    name,
    view,
    cases: faulty.length,
    calmCases: calm.length,
    ...meansOf(values),
    specificity: intervals.at(-2)!.value,
    brier: brierScore(confidences, outcomes),
    ece: expectedCalibrationError(confidences, outcomes),
    kindRight: kindRightShare(faulty),
    intervals: Object.fromEntries(
      [...RANKING_MEASURES, "specificity", "brier"].map((measure, i) => [measure, intervals[i]!]),
    ) as MethodSummary["intervals"],
    difference,
    ...timesOf(all),
  };
}

function meansOf(values: MethodVerdicts["values"]): Record<RankingMeasure, number> {
  return Object.fromEntries(RANKING_MEASURES.map((measure) => [measure, mean(values[measure])])) as Record<
    RankingMeasure,
    number
  >;
}

function timesOf(all: readonly Verdict[]) {
  return {
    fitMsMedian: median(all.flatMap(({ fitMs }) => fitMs === null ? [] : [fitMs])),
    diagnoseMsMedian: median(all.map(({ diagnoseMs }) => diagnoseMs)),
    msMedian: median(all.map(({ fitMs, diagnoseMs }) => (fitMs ?? 0) + diagnoseMs)),
  };
}

function byMerit(a: MethodVerdicts, b: MethodVerdicts): number {
  for (const measure of ["ac1", "avg5", "mrr"] as const) {
    const difference = mean(a.values[measure]) - mean(b.values[measure]);
    if (difference !== 0 && !Number.isNaN(difference)) return difference;
  }
  return 0;
}
