import { savedArrays } from "../state/state.ts";
import {
  excessAt,
  fitGeneralisedPareto,
  type GeneralisedPareto,
  type ShapePrior,
} from "./generalised_pareto.ts";
import type { Threshold, ThresholdContext } from "./threshold.ts";

/** How peaks are selected and their tail is fitted. */
export interface PeaksOptions {
  readonly name: string;
  /** Quantile of the scores of `fit` above which a score is a peak, in (0, 1). */
  readonly quantile: number;
  /** Steps within which peaks are one event, which counts at its maximum. */
  readonly together: number;
  /** Prior of the tail's shape. */
  readonly prior: ShapePrior;
  /** Whether an alarm is learnt from. */
  readonly alarmsTeach: boolean;
  /** Share of the excesses, the highest, of which only the number counts; 0 to below 1. */
  readonly censored: number;
  /**
   * Whether the tail begins above a gap between the base and the peaks, and the level allows for the uncertainty of few peaks: the predictive distribution of an exponential tail of which k excesses were
   * seen is, under Jeffreys' prior, a Pareto tail of shape 1 / k.
   */
  readonly cautious: boolean;
}

/** Latest peaks that are stored. */
const MAX_PEAKS = 500;
/** New peaks after which the tail is fitted again, as a share of the stored ones. */
const REFIT_SHARE = 0.05;
/** The excess where there was none at all, relative to the base and absolute. */
const MIN_EXCESS = 1e-9;
/** A level that no score exceeds: JSON has no Infinity. */
const UNREACHABLE_LEVEL = Number.MAX_VALUE;

/**
 * Scores that are 0 but for lone events leave a gap between the base and their peaks, which no Pareto tail has: the tail begins above the gap.
 * There is one if a low quantile of enough excesses is more than this share of their mean; 0.29 is that of an exponential tail.
 */
const GAP = { minPeaks: 8, quantile: 0.25, share: 0.55 };

/** Indices into a threshold's own numbers. */
const SEEN = 0,
  PEAKS = 1,
  UNFITTED = 2,
  BEGAN = 3,
  BASE = 4,
  LEVEL = 5;

/**
 * Peaks over a threshold: what exceeds a high quantile follows a generalised Pareto distribution, whatever the distribution below it
 * (Pickands, "Statistical inference using extreme order statistics", Annals of Statistics 1975). So the level that is exceeded at a given
 * rate can be computed from far fewer scores than it takes to see one such score. On streams: Siffer, Fouque, Termier, Largouet, "Anomaly
 * detection in streams with extreme value theory", KDD 2017.
 */
export function createPeaksOverThreshold(
  options: PeaksOptions,
  { falseAlarmRate }: ThresholdContext,
): Threshold {
  const { name, quantile, together, prior, alarmsTeach, censored, cautious } = options;
  const heights = new Float64Array(MAX_PEAKS);
  const steps = new Float64Array(MAX_PEAKS);
  // scores seen, peaks seen, peaks since the fit, step at which the latest event began, base of the peaks, alarm level
  const own = Float64Array.of(0, 0, 0, -together, 0, UNREACHABLE_LEVEL);

  function learn(score: number): void {
    const step = own[SEEN]!++;
    if (score <= own[BASE]!) return;
    const latest = (own[PEAKS]! + MAX_PEAKS - 1) % MAX_PEAKS;
    if (step - own[BEGAN]! < together) {
      heights[latest] = Math.max(heights[latest]!, score);
      return;
    }
    own[BEGAN] = step;
    const at = own[PEAKS]!++ % MAX_PEAKS;
    heights[at] = score;
    steps[at] = step;
    own[UNFITTED]!++;
  }

  function refit(): void {
    const count = Math.min(MAX_PEAKS, own[PEAKS]!);
    const first = own[PEAKS]! > MAX_PEAKS ? steps[own[PEAKS]! % MAX_PEAKS]! : 0;
    const base = own[BASE]! + (cautious ? gapAbove(count) : 0);
    const above = heights.subarray(0, count).filter((height) => height > base);
    const share = falseAlarmRate * (own[SEEN]! - first) / above.length;
    own[LEVEL] = base +
      (above.length === 0 ? MIN_EXCESS * (1 + base) : excessAt(Math.min(1, share), tailOf(above, base)));
    own[UNFITTED] = 0;
  }

  /** How far above the base the tail of the peaks begins. */
  function gapAbove(count: number): number {
    if (count < GAP.minPeaks) return 0;
    const excesses = heights.subarray(0, count).map((height) => height - own[BASE]!);
    const low = quantileOf(excesses, GAP.quantile);
    const mean = excesses.reduce((sum, one) => sum + one, 0) / count;
    return low > GAP.share * mean ? low : 0;
  }

  function tailOf(heights: Float64Array, base: number): GeneralisedPareto {
    const excesses = heights.map((height) => height - base);
    const count = heights.length;
    const censoredBeyond = quantileOf(excesses, 1 - censored);
    const { shape, scale } = fitGeneralisedPareto(excesses, { prior, censoredBeyond });
    return { shape: cautious ? shape + 1 / count : shape, scale };
  }

  return {
    name,
    get level() {
      return own[LEVEL]! === UNREACHABLE_LEVEL ? Infinity : own[LEVEL]!;
    },
    fit: (scores) => {
      const known = Float64Array.from(scores).filter(Number.isFinite);
      own[BASE] = quantileOf(known, quantile);
      known.forEach(learn);
      refit();
    },
    update: (score) => {
      if (!Number.isFinite(score)) return false;
      const level = own[LEVEL]!;
      const alarm = score > level;
      if (!alarm || alarmsTeach) learn(score);
      else own[SEEN]!++;
      if (own[UNFITTED]! > REFIT_SHARE * Math.min(MAX_PEAKS, own[PEAKS]!)) refit();
      return alarm;
    },
    ...savedArrays(name, { heights, steps, own }, "threshold"),
  };
}

function quantileOf(scores: Float64Array, quantile: number): number {
  return scores.toSorted()[Math.min(scores.length - 1, Math.floor(quantile * scores.length))] ?? 0;
}
