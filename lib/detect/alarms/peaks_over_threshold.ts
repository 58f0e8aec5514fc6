import { keptArrays } from "../state/kept_arrays.ts";
import {
  excessAt,
  fitGeneralisedPareto,
  type GeneralisedPareto,
  type ShapeBelief,
} from "./generalised_pareto.ts";
import type { Threshold, ThresholdContext } from "./threshold.ts";

/** How peaks are taken and believed. */
export interface PeaksOptions {
  readonly name: string;
  /** Quantile of the scores of `fit` above which a score is a peak, in (0, 1). */
  readonly quantile: number;
  /** Steps within which peaks are one event, that counts where it is highest. */
  readonly together: number;
  /** What the shape of the tail is drawn towards. */
  readonly belief: ShapeBelief;
  /** Whether an alarm is learnt from. */
  readonly alarmsTeach: boolean;
  /** Share of the excesses, the highest, of which only the number counts, 0 to below 1. */
  readonly censored: number;
  /**
   * Whether the level allows for how little a few peaks tell: an exponential tail of which k excesses were seen is, seen from today, a
   * Pareto tail of shape 1 / k (the predictive distribution under Jeffreys' prior).
   */
  readonly cautious: boolean;
}

/** Peaks that are remembered: the latest. */
const KEPT = 500;
/** A new fit after so many new peaks, as a share of those that are held. */
const REFIT = 0.05;
/** An excess where there was none at all, as a share of the peaks' level and absolute. */
const TINY = 1e-9;
/** Stands for Infinity, which JSON does not have. */
const NEVER = Number.MAX_VALUE;

/** What stands where among a threshold's own numbers. */
const SEEN = 0,
  PEAKS = 1,
  UNFITTED = 2,
  BEGAN = 3,
  BASE = 4,
  LEVEL = 5;

/**
 * Peaks over a threshold: what lies beyond a high quantile follows a generalised Pareto distribution, whatever the scores do below it
 * (Pickands, Annals of Statistics 1975), so that the level which so few scores pass can be worked out from far fewer scores than it would
 * take to see one. As a stream: Siffer, Fouque, Termier, Largouet, "Anomaly detection in streams with extreme value theory", KDD 2017.
 */
export function createPeaksOverThreshold(
  options: PeaksOptions,
  { falseAlarmRate }: ThresholdContext,
): Threshold {
  const { name, quantile, together, belief, alarmsTeach, censored, cautious } = options;
  const heights = new Float64Array(KEPT);
  const steps = new Float64Array(KEPT);
  // scores seen, peaks seen, peaks since the fit, where the latest event began, peaks' level, alarm level
  const own = Float64Array.of(0, 0, 0, -together, 0, NEVER);

  function learn(score: number): void {
    const step = own[SEEN]!++;
    if (score <= own[BASE]!) return;
    const latest = (own[PEAKS]! + KEPT - 1) % KEPT;
    if (step - own[BEGAN]! < together) {
      heights[latest] = Math.max(heights[latest]!, score);
      return;
    }
    own[BEGAN] = step;
    const at = own[PEAKS]!++ % KEPT;
    heights[at] = score;
    steps[at] = step;
    own[UNFITTED]!++;
  }

  function refit(): void {
    const held = Math.min(KEPT, own[PEAKS]!);
    const first = own[PEAKS]! > KEPT ? steps[own[PEAKS]! % KEPT]! : 0;
    const share = falseAlarmRate * (own[SEEN]! - first) / held;
    own[LEVEL] = own[BASE]! +
      (held === 0 ? TINY * (1 + own[BASE]!) : excessAt(Math.min(1, share), tailOf(held)));
    own[UNFITTED] = 0;
  }

  function tailOf(held: number): GeneralisedPareto {
    const excesses = heights.subarray(0, held).map((height) => height - own[BASE]!);
    const censoredBeyond = quantileOf(excesses, 1 - censored);
    const { shape, scale } = fitGeneralisedPareto(excesses, { belief, censoredBeyond });
    return { shape: cautious ? shape + 1 / held : shape, scale };
  }

  return {
    name,
    get level() {
      return own[LEVEL]! === NEVER ? Infinity : own[LEVEL]!;
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
      if (own[UNFITTED]! > REFIT * Math.min(KEPT, own[PEAKS]!)) refit();
      return alarm;
    },
    ...keptArrays(name, { heights, steps, own }, "threshold"),
  };
}

function quantileOf(scores: Float64Array, quantile: number): number {
  return scores.toSorted()[Math.min(scores.length - 1, Math.floor(quantile * scores.length))] ?? 0;
}
