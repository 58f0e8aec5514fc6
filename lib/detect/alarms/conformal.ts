import { number } from "../../model/mod.ts";
import { savedArrays } from "../state/state.ts";
import { threshold, type ThresholdEntry } from "./threshold.ts";

/** Largest scores of a generation that are stored: the level's rank is at most 2 x `generation`, the largest of its range. */
const LARGEST_SCORES = 40;
/** Makes up for rounding: 1e-4 x 10,000 must not count as 0.9999999. */
const ROUNDING = 1e-9;

/**
 * Conformal p-values: (1 + scores at least as high) / (1 + scores), over the current generation of scores and the one before it; an alarm
 * where the p-value is at most the rate. As long as scores are exchangeable, healthy ones raise no more alarms than the rate, whatever their
 * distribution. The price is silence until 1 / rate scores have been seen. Since only the largest scores matter, only they are stored.
 */
export const conformal: ThresholdEntry = threshold({
  name: "conformal",
  about: "conformal p-values of the scores",
  source:
    'Laxhammar and Falkman, "Conformal prediction for distribution-independent anomaly detection in streaming vessel data", 2010',
  parameters: {
    generation: number({
      about: "length of a generation of scores",
      unit: "1 / falseAlarmRate steps",
      range: [1, 20],
      default: 10,
    }),
  },
  create: ({ falseAlarmRate }, { generation }) => {
    const present = new Float64Array(LARGEST_SCORES);
    const past = new Float64Array(LARGEST_SCORES);
    const seen = new Float64Array(2);
    const length = Math.ceil(generation / falseAlarmRate);

    function learn(score: number): void {
      if (seen[0]! >= length) nextGeneration();
      seen[0]!++;
      if (score <= present[LARGEST_SCORES - 1]!) return;
      let at = LARGEST_SCORES - 1;
      for (; at > 0 && present[at - 1]! < score; at--) present[at] = present[at - 1]!;
      present[at] = score;
    }

    function nextGeneration(): void {
      past.set(present);
      present.fill(0);
      seen[1] = seen[0]!;
      seen[0] = 0;
    }

    /** The score of that rank, 1 is the largest. */
    function scoreOfRank(rank: number): number {
      let [i, j, score] = [0, 0, 0];
      for (let k = 0; k < rank; k++) score = (present[i] ?? 0) >= (past[j] ?? 0) ? present[i++]! : past[j++]!;
      return score;
    }

    /** A score is an alarm if fewer than `rank` scores are as high: then its p-value is at most the rate. */
    const level = () => {
      const rank = Math.floor(falseAlarmRate * (1 + seen[0]! + seen[1]!) + ROUNDING);
      return rank < 1 ? Infinity : scoreOfRank(Math.min(rank, LARGEST_SCORES));
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
      ...savedArrays("conformal", { present, past, seen }, "threshold"),
    };
  },
});
