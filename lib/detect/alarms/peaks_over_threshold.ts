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
  /**
   * Correction of a level that is too high: the rate is multiplied by exp(feedback x alarms overdue), those that were due by the rate less those raised;
   * 0: none. After adaptive conformal inference (Gibbs and Candes, NeurIPS 2021), in one direction only.
   */
  readonly feedback: number;
}

/** Alarms that may be overdue. None can be raised in advance: what was raised may have been right, and must not keep the next incident quiet. */
const MAX_OVERDUE = 4;
/** Steps between two corrections of the level. */
const CORRECTION_STEPS = 16;

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
  LEVEL = 5,
  RAISED = 6,
  RAISED_AT = 7,
  FITTED_AT = 8,
  TAIL_BASE = 9,
  TAIL_SHARE = 10,
  SHAPE = 11,
  SCALE = 12;

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
  const { name, quantile, together, prior, alarmsTeach, censored, cautious, feedback } = options;
  const heights = new Float64Array(MAX_PEAKS);
  const steps = new Float64Array(MAX_PEAKS);
  // scores seen, peaks seen, peaks since the fit, step at which the latest event began, base of the peaks, alarm level; alarms raised, step of the
  // latest one, scores of the fit; base of the tail, share of the steps with a peak in it, its shape and scale
  const own = Float64Array.of(0, 0, 0, -together, 0, UNREACHABLE_LEVEL, 0, -together, 0, 0, 1, 0, 0);

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
    own[TAIL_BASE] = base;
    own[TAIL_SHARE] = above.length / (own[SEEN]! - first);
    const { shape, scale } = above.length > 0 ? tailOf(above, base) : { shape: 0, scale: 0 };
    own[SHAPE] = shape;
    own[SCALE] = scale;
    own[UNFITTED] = 0;
    setLevel();
  }

  function setLevel(): void {
    const [base, scale] = [own[TAIL_BASE]!, own[SCALE]!];
    const due = falseAlarmRate * (own[SEEN]! - own[FITTED_AT]!);
    const overdue = Math.max(0, Math.min(MAX_OVERDUE, due - own[RAISED]!));
    const rate = falseAlarmRate * Math.exp(feedback * overdue);
    own[LEVEL] = base +
      (scale === 0
        ? MIN_EXCESS * (1 + base)
        : excessAt(Math.min(1, rate / own[TAIL_SHARE]!), { shape: own[SHAPE]!, scale }));
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

  /** Counts an alarm, unless it belongs to the one before. */
  function count(): void {
    if (own[SEEN]! - own[RAISED_AT]! > together) own[RAISED]!++;
    own[RAISED_AT] = own[SEEN]!;
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
      own[FITTED_AT] = own[SEEN]!;
      refit();
    },
    update: (score) => {
      if (!Number.isFinite(score)) return false;
      const level = own[LEVEL]!;
      const alarm = score > level;
      if (!alarm || alarmsTeach) learn(score);
      else own[SEEN]!++;
      if (alarm) count();
      if (own[UNFITTED]! > REFIT_SHARE * Math.min(MAX_PEAKS, own[PEAKS]!)) refit();
      else if (feedback > 0 && (alarm || own[SEEN]! % CORRECTION_STEPS === 0)) setLevel();
      return alarm;
    },
    ...savedArrays(name, { heights, steps, own }, "threshold"),
  };
}

function quantileOf(scores: Float64Array, quantile: number): number {
  return scores.toSorted()[Math.min(scores.length - 1, Math.floor(quantile * scores.length))] ?? 0;
}
