import type { MetricRole, MetricTable } from "../../model/mod.ts";
import { betaCdf, normalCdf } from "../../stats/distributions/distributions.ts";
import { mean } from "../../stats/samples/quantiles.ts";
import { present } from "./deviations.ts";
import { isConstant } from "../../stats/samples/constant.ts";

/** How the level of a metric over the whole window after differs from that before. */
export interface Shift {
  /** The chance of so clear a shift in a quiet window, which may exceed 1; NaN where that can't be told. */
  readonly chance: number;
  /** Difference of the means in standard deviations of the values before, or in twentieths of their mean if that is more; 0 where that can't be told. */
  readonly separation: number;
  /** The same difference in the unit of the metric; 0 where that can't be told. */
  readonly distance: number;
  /** The logarithm of the ratio of the means, where both are above 0; otherwise 0. */
  readonly logRatio: number;
}

/** Values that a metric needs before, and after. */
const [MIN_BEFORE, MIN_AFTER] = [12, 3];
/** Shares of the window before at which it is cut to see how far metrics shift by themselves. */
const CUTS: readonly number[] = [1 / 4, 3 / 8, 1 / 2, 5 / 8, 3 / 4];
/** Blocks of a window whose means tell how much these vary by themselves. */
const BLOCKS = 6;
/** The least standard deviation of values, as a share of their mean: what hardly varied would count beyond measure. */
const MIN_SPREAD_SHARE = 0.05;
const NO_SHIFT: Shift = { chance: NaN, separation: 0, distance: 0, logRatio: 0 };

/**
 * Learns where metrics are; the function returned tells of each how clearly it is elsewhere in a window that follows. What lasts but stays
 * within the range of single values, as a delay of half a second among requests that may take two, is a shift and no excursion.
 *
 * Ranks are compared (Mann and Whitney, Annals of Mathematical Statistics 1947), with as many independent values as the autocorrelation leaves:
 * by an autoregression of the first order and by the means of six blocks, whichever leaves fewer. What metrics of the same role and all
 * together show at pseudo-onsets in the window before, beyond what chance would, makes a shift as much less telling.
 */
export function learnShifts({ indicators, columns }: MetricTable): (after: MetricTable) => readonly Shift[] {
  const values = columns.map(present);
  const usual = values.map((its) =>
    its.length < MIN_BEFORE || isConstant(its)
      ? undefined
      : { sorted: its.toSorted(), inflation: inflationOf(its), spread: deviationOf(its) }
  );
  const sizes = values.map((its, i) => usual[i] ? CUTS.map((share) => pseudoDistance(its, share)) : []);
  const wildnessOfSizes = wildnessOf(sizes, indicators.map(({ role }) => role));
  const means = values.map(mean);
  const pseudo = usual.map((its, i) => its ? CUTS.map((share) => pseudoShift(values[i]!, share)) : []);
  const wildness = wildnessOf(pseudo, indicators.map(({ role }) => role));
  return (after) =>
    usual.map((its, i) => {
      const later = present(after.columns[i]!);
      const [was, is] = [means[i]!, mean(later)];
      const distance = is - was || 0;
      if (later.length < MIN_AFTER) return { ...NO_SHIFT, distance };
      const spread = Math.max(its === undefined ? 0 : its.spread, MIN_SPREAD_SHARE * Math.abs(was));
      const separation = spread > 0 ? distance / spread : 0;
      const logRatio = was > 0 && is > 0 ? Math.log(is / was) : 0;
      if (its === undefined) return { chance: NaN, separation, distance, logRatio };
      return {
        chance: Math.min(
          2 * normalCdf(-Math.abs(rankScore(its.sorted, later, its.inflation)) / wildness(i)),
          2 *
            studentTail(
              distanceScore(values[i]!, later, its.inflation) / wildnessOfSizes(i),
              Math.max(1, values[i]!.length / its.inflation - 2),
            ),
        ),
        separation,
        distance,
        logRatio,
      };
    });
}

/** As it would have been judged then: by no more than what had been seen. */
function pseudoShift(values: Float64Array, share: number): number {
  const cut = Math.floor(share * values.length);
  const [seen, rest] = [values.subarray(0, cut), values.subarray(cut)];
  if (seen.length < BLOCKS || rest.length < MIN_AFTER || isConstant(seen)) return 0;
  return Math.abs(rankScore(seen.toSorted(), rest, inflationOf(seen)));
}

function distanceScore(before: Float64Array, after: Float64Array, inflation: number): number {
  const [n, m] = [before.length / inflation, after.length / inflation];
  const spread = Math.max(deviationOf(before), 1e-3 * Math.abs(mean(before)), 1e-300);
  return Math.abs(mean(after) - mean(before)) / (spread * Math.sqrt(1 / n + 1 / m));
}

function pseudoDistance(values: Float64Array, share: number): number {
  const cut = Math.floor(share * values.length);
  const [seen, rest] = [values.subarray(0, cut), values.subarray(cut)];
  if (seen.length < BLOCKS || rest.length < MIN_AFTER || isConstant(seen)) return 0;
  return distanceScore(seen, rest, inflationOf(seen));
}

/** How much larger shifts at pseudo-onsets are than those of chance, at least 1: the geometric mean of that of the role and of all. */
function wildnessOf(
  pseudo: readonly (readonly number[])[],
  roles: readonly MetricRole[],
): (column: number) => number {
  const beyondChance = (scores: readonly number[]) =>
    scores.length === 0
      ? 1
      : Math.max(1, scores.reduce((a, b) => Math.max(a, b)) / Math.sqrt(2 * Math.log(2 * scores.length + 2)));
  const byRole = new Map(
    [...Map.groupBy(pseudo.keys(), (i) => roles[i]!)].map((
      [role, its],
    ) => [role, beyondChance(its.flatMap((i) => pseudo[i]!))]),
  );
  const all = beyondChance(pseudo.flat());
  return (column) => Math.sqrt(byRole.get(roles[column]!)! * all);
}

/** Mann and Whitney's statistic as a standard score. @param inflation values per independent one */
function rankScore(before: Float64Array, after: Float64Array, inflation: number): number {
  let [above, at] = [0, 0];
  for (const x of after.toSorted()) {
    while (at < before.length && before[at]! < x) at++;
    let equal = 0;
    while (at + equal < before.length && before[at + equal] === x) equal++;
    above += at + equal / 2;
  }
  const [some, others] = [before.length / inflation, after.length / inflation];
  const superiority = above / (before.length * after.length) - 0.5;
  return superiority / Math.sqrt((some + others + 1) / (12 * some * others));
}

/** How many values are worth an independent one, at least 1. */
function inflationOf(values: Float64Array): number {
  const centre = mean(values);
  let [products, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    squares += (values[i]! - centre) ** 2;
    if (i > 0) products += (values[i]! - centre) * (values[i - 1]! - centre);
  }
  const slope = products / squares;
  const remaining = Math.min(0.999, Math.max(0, slope + (1 + 3 * slope) / values.length));
  const size = Math.floor(values.length / BLOCKS);
  let blocks = 0;
  for (let block = 0; block < BLOCKS; block++) {
    blocks += (mean(values.subarray(block * size, (block + 1) * size)) - centre) ** 2;
  }
  return Math.max(
    (1 + remaining) / (1 - remaining),
    size * (blocks / (BLOCKS - 1)) / (squares / values.length),
    1,
  );
}

function deviationOf(values: Float64Array): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / values.length);
}

function studentTail(x: number, freedom: number): number {
  return betaCdf(freedom / (freedom + x * x), { a: freedom / 2, b: 0.5 }) / 2;
}
