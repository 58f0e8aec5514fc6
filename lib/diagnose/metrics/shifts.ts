import type { MetricRole, MetricTable } from "../../model/mod.ts";
import { normalCdf, studentTail } from "../../stats/distributions/distributions.ts";
import { mean } from "../../stats/samples/quantiles.ts";
import { present } from "./deviations.ts";
import { MIN_SHARE } from "./scale.ts";
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
/** The least standard deviation of values, as a share of their mean: by what hardly varied a separation would be beyond measure. */
const MIN_SPREAD_SHARE = 0.05;

/**
 * Learns where metrics are; the function returned tells of each how clearly it is elsewhere in a window that follows. What lasts but stays
 * within the range of single values, as a delay of half a second among requests that may take two, is a shift and no excursion.
 *
 * Ranks are compared (Mann and Whitney, Annals of Mathematical Statistics 1947), and means by Student's t, since few ranks can't be telling
 * however far apart they are; the smaller chance of the two counts. Both reckon with as many independent values as the autocorrelation leaves:
 * by an autoregression of the first order and by the means of six blocks, whichever leaves fewer. What metrics of the same role and all
 * together show at pseudo-onsets in the window before, beyond what chance would, makes a shift as much less telling.
 */
export function learnShifts({ indicators, columns }: MetricTable): (after: MetricTable) => readonly Shift[] {
  const values = columns.map(present);
  const usual = values.map((its) => its.length < MIN_BEFORE || isConstant(its) ? undefined : usualOf(its));
  const means = values.map(mean);
  const roles = indicators.map(({ role }) => role);
  const pseudo = values.map((its, i) => usual[i] === undefined ? [] : pseudoScores(its));
  const wildness = {
    ranks: wildnessOf(pseudo.map((its) => its.map(({ ranks }) => ranks)), roles),
    means: wildnessOf(pseudo.map((its) => its.map(({ means }) => means)), roles),
  };
  return (after) =>
    usual.map((its, i): Shift => {
      const later = present(after.columns[i]!);
      const [was, is] = [means[i]!, mean(later)];
      const distance = is - was || 0;
      if (later.length < MIN_AFTER) return { chance: NaN, separation: 0, distance, logRatio: 0 };
      const spread = Math.max(its?.spread ?? 0, MIN_SPREAD_SHARE * Math.abs(was));
      const shift = {
        separation: spread > 0 ? distance / spread : 0,
        distance,
        logRatio: was > 0 && is > 0 ? Math.log(is / was) : 0,
      };
      if (its === undefined) return { chance: NaN, ...shift };
      const { ranks, means: apart } = scoresOf(its, later);
      const freedom = Math.max(1, its.sorted.length / its.inflation - 2);
      const chance = Math.min(
        2 * normalCdf(-ranks / wildness.ranks(i)),
        2 * studentTail(apart / wildness.means(i), freedom),
      );
      return { chance, ...shift };
    });
}

/** A metric before: its values in order, how many are worth an independent one, their mean and standard deviation. */
interface Usual {
  readonly sorted: Float64Array;
  readonly inflation: number;
  readonly centre: number;
  readonly spread: number;
}

function usualOf(values: Float64Array): Usual {
  return { sorted: values.toSorted(), ...spreadOf(values) };
}

/** How far values are apart by their ranks, and by their means, in standard errors. */
interface ShiftScores {
  readonly ranks: number;
  readonly means: number;
}

function scoresOf(usual: Usual, after: Float64Array): ShiftScores {
  const { sorted, inflation, centre, spread } = usual;
  const error = Math.max(spread, MIN_SHARE * Math.abs(centre)) *
    Math.sqrt(inflation / sorted.length + inflation / after.length);
  return {
    ranks: Math.abs(rankScore(sorted, after, inflation)),
    means: Math.abs(mean(after) - centre) / error,
  };
}

/** At pseudo-onsets, as it would have been judged then: by no more than what had been seen. */
function pseudoScores(values: Float64Array): ShiftScores[] {
  return CUTS.map((share) => {
    const cut = Math.floor(share * values.length);
    const [seen, rest] = [values.subarray(0, cut), values.subarray(cut)];
    if (seen.length < BLOCKS || rest.length < MIN_AFTER || isConstant(seen)) return { ranks: 0, means: 0 };
    return scoresOf(usualOf(seen), rest);
  });
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

/** The mean of values, their standard deviation, and how many are worth an independent one, at least 1. */
function spreadOf(values: Float64Array): Omit<Usual, "sorted"> {
  const centre = mean(values);
  let [products, squares, last] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const far = values[i]! - centre;
    squares += far * far;
    products += far * last;
    last = far;
  }
  const slope = products / squares;
  const remaining = Math.min(0.999, Math.max(0, slope + (1 + 3 * slope) / values.length));
  const size = Math.floor(values.length / BLOCKS);
  let blocks = 0;
  for (let block = 0; block < BLOCKS; block++) {
    blocks += (mean(values.subarray(block * size, (block + 1) * size)) - centre) ** 2;
  }
  const inflation = Math.max(
    (1 + remaining) / (1 - remaining),
    size * (blocks / (BLOCKS - 1)) / (squares / values.length),
    1,
  );
  return { centre, spread: Math.sqrt(squares / values.length), inflation };
}
