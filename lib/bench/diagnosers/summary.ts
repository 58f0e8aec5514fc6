import type { LeftOut } from "./bench.ts";
import type { View } from "./view.ts";
import type { Estimate } from "../../stats/mod.ts";

/** Measures of a ranking, each 0 to 1, more is better. */
export const RANKING_MEASURES = ["ac1", "ac3", "ac5", "avg5", "mrr"] as const;

/** One of `RANKING_MEASURES`. */
export type RankingMeasure = typeof RANKING_MEASURES[number];

/** Measures of a method; NaN if there was no case to measure it on. */
export interface MethodMeasures extends Readonly<Record<RankingMeasure, number>> {
  /** Share of the fault-free cases in which the confidence stays below 0.5. */
  readonly specificity: number;
  /** Brier score of the confidence that the first service named is at fault, over the cases with a fault. */
  readonly brier: number;
  /** Expected calibration error in ten bins, over the same cases. */
  readonly ece: number;
}

/** Summary of one method on one view of the signals. */
export interface MethodSummary extends MethodMeasures {
  /** Name of the method. */
  readonly name: string;
  /** The signals that it was given. */
  readonly view: View;
  /** Number of cases with a fault. */
  readonly cases: number;
  /** Number of cases without a fault. */
  readonly calmCases: number;
  /** Share of the cases whose fault type it named correctly; null if it names no types, or the data set has other words for them. */
  readonly kindRight: number | null;
  /** 95 % intervals of all measures but `ece`. */
  readonly intervals: Readonly<Record<RankingMeasure | "specificity" | "brier", Estimate>>;
  /** Paired difference to the reference method `to`, on the same incidents. */
  readonly difference: { readonly to: string; readonly ac1: Estimate; readonly avg5: Estimate };
  /** Median time to fit (ms), over the incidents that needed a fit; NaN without a clock. */
  readonly fitMsMedian: number;
  /** Median time to diagnose (ms); 0 without a clock. */
  readonly diagnoseMsMedian: number;
  /** Median time of both together (ms). */
  readonly msMedian: number;
}

/** Summary of one method on the incidents with one type of fault. */
export interface FaultSummary {
  /** The fault type, in the data set's words. */
  readonly fault: string;
  /** Name of the method. */
  readonly name: string;
  /** The signals that it was given. */
  readonly view: View;
  /** Number of incidents with that fault type. */
  readonly cases: number;
  /** Share of them whose cause was named first, with its 95 % interval. */
  readonly ac1: Estimate;
  /** Mean of AC@1 to AC@5. */
  readonly avg5: number;
  /** As in `MethodSummary`. */
  readonly kindRight: number | null;
}

/** The gain of a method from more signals, on the same incidents. */
export interface ViewGain {
  /** Name of the method. */
  readonly name: string;
  /** The signals that it was given. */
  readonly view: View;
  /** The view that the gain is measured from. */
  readonly from: View;
  /** Paired difference of AC@1, with its 95 % interval. */
  readonly ac1: Estimate;
  /** Paired difference of Avg@5, with its 95 % interval. */
  readonly avg5: Estimate;
}

/** Methods compared on the same incidents. */
export interface DiagnoserComparison {
  /** View by view, best first: by AC@1, then Avg@5, then MRR. */
  readonly methods: readonly MethodSummary[];
  /** Fault type by fault type, in order of first appearance; an incident with several faults counts for each of their types. */
  readonly faults: readonly FaultSummary[];
  /** Empty for a single view. */
  readonly gains: readonly ViewGain[];
  /** Methods that could not run on the incidents. */
  readonly leftOut: readonly LeftOut[];
}
