import { threshold, type ThresholdEntry } from "./threshold_entry.ts";
import { keptArrays } from "../state/kept_arrays.ts";
import type { Threshold, ThresholdContext } from "./threshold.ts";

/** Largest scores of a generation that are remembered: twice as many as can ever matter. */
const TOP = 20;
/** A generation has so many steps times 1 / rate. */
const GENERATION = 10;
/** Keeps 1e-4 x 10,000 from being .9999999. */
const ROUNDING = 1e-9;

/**
 * Conformal p-values: (1 + scores as high) / (1 + scores), of this generation of 10 / rate steps and the one before it; an alarm where that
 * is no more than the rate. As long as scores come in any order alike, healthy ones raise no more than the rate, whatever their distribution
 * (Laxhammar and Falkman, "Conformal prediction for distribution-independent anomaly detection in streaming vessel data", 2010). The
 * price: silence until 1 / rate scores have been seen. Since so few scores can matter, only the largest 20 are kept.
 */
export function createConformal({ falseAlarmRate }: ThresholdContext): Threshold {
  const present = new Float64Array(TOP);
  const past = new Float64Array(TOP);
  const seen = new Float64Array(2);
  const length = Math.ceil(GENERATION / falseAlarmRate);

  function learn(score: number): void {
    if (seen[0]! >= length) turn();
    seen[0]!++;
    if (score <= present[TOP - 1]!) return;
    let at = TOP - 1;
    for (; at > 0 && present[at - 1]! < score; at--) present[at] = present[at - 1]!;
    present[at] = score;
  }

  function turn(): void {
    past.set(present);
    present.fill(0);
    seen[1] = seen[0]!;
    seen[0] = 0;
  }

  /** The score of that place among the largest, 1 is the largest of all. */
  function largest(place: number): number {
    let [i, j, score] = [0, 0, 0];
    for (let k = 0; k < place; k++) score = (present[i] ?? 0) >= (past[j] ?? 0) ? present[i++]! : past[j++]!;
    return score;
  }

  /** A score is an alarm where fewer than so many are as high: then its p-value holds the rate. */
  const level = () => {
    const place = Math.floor(falseAlarmRate * (1 + seen[0]! + seen[1]!) + ROUNDING);
    return place < 1 ? Infinity : largest(Math.min(place, TOP));
  };

  return {
    name: "conformal",
    get level() {
      return level();
    },
    fit: (scores) => Array.from(scores).filter(Number.isFinite).forEach(learn),
    update: (score) => {
      if (!Number.isFinite(score)) return false;
      const alarm = score > level();
      learn(score);
      return alarm;
    },
    ...keptArrays("conformal", { present, past, seen }, "threshold"),
  };
}

/** The entry of the catalogue. */
export const conformal: ThresholdEntry = threshold({
  name: "conformal",
  about: "conformal p-values of the scores",
  source: "Laxhammar and Falkman, 2010",
  create: createConformal,
});
