import type { LeftOut } from "./bench.ts";
import type { View } from "./view.ts";
import type { Estimate } from "../../stats/mod.ts";

/** The measures of a ranking, each 0 to 1, more is better. */
export const RANKING_MEASURES = ["ac1", "ac3", "ac5", "avg5", "mrr"] as const;

/** One of `RANKING_MEASURES`. */
export type RankingMeasure = typeof RANKING_MEASURES[number];

/** What is measured of a method; NaN where there was no case for it. */
export interface MethodMeasures extends Readonly<Record<RankingMeasure, number>> {
  /** Share of the fault-free cases in which the confidence stays below 0.5. */
  readonly specificity: number;
  /** Of the confidence that the first named is right, over the cases with a fault. */
  readonly brier: number;
  /** The expected calibration error in ten bins, over the same cases. */
  readonly ece: number;
}

/** What one method came to. */
export interface MethodSummary extends MethodMeasures {
  readonly name: string;
  /** What it was given of the signals. */
  readonly view: View;
  /** Cases with a fault, and without one. */
  readonly cases: number;
  readonly calmCases: number;
  /** Share of the cases whose kind of fault it named rightly; null where it names no kinds, or the data have other words for them. */
  readonly kindRight: number | null;
  /** Limits of 95 % for all but `ece`. */
  readonly intervals: Readonly<Record<RankingMeasure | "specificity" | "brier", Estimate>>;
  /** Minus the reference on the same incidents. */
  readonly difference: { readonly to: string; readonly ac1: Estimate; readonly avg5: Estimate };
  /** Milliseconds; NaN without a clock. What neighbours share was learnt once and counts once. */
  readonly fitMsMedian: number;
  readonly diagnoseMsMedian: number;
  /** Of a whole case. */
  readonly msMedian: number;
}

/** One method against one kind of fault. */
export interface FaultSummary {
  readonly fault: string;
  readonly name: string;
  readonly view: View;
  readonly cases: number;
  readonly ac1: Estimate;
  readonly avg5: number;
  /** As of `MethodSummary`. */
  readonly kindRight: number | null;
}

/** What more signals gain a method, on the same incidents. */
export interface ViewGain {
  readonly name: string;
  readonly view: View;
  /** The view that it is measured from. */
  readonly from: View;
  readonly ac1: Estimate;
  readonly avg5: Estimate;
}

/** Methods compared on the same incidents. */
export interface DiagnoserComparison {
  /** View by view, the best first: by AC@1, then Avg@5, then MRR. */
  readonly methods: readonly MethodSummary[];
  /** Kind by kind, in the order in which they first come; with several faults an incident counts for each of their kinds. */
  readonly faults: readonly FaultSummary[];
  /** Empty for a single view. */
  readonly gains: readonly ViewGain[];
  readonly leftOut: readonly LeftOut[];
}
