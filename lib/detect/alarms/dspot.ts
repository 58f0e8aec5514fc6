import { z } from "zod";
import { type JsonValue, number, wholeNumber } from "../../model/mod.ts";
import { readState, savedArrays } from "../state/state.ts";
import { createSpot, SPOT_QUANTILE } from "./spot.ts";
import { threshold, type ThresholdEntry } from "./threshold.ts";

/** DSPOT, for scores that drift: SPOT on the deviation of a score from the mean of the latest scores without an alarm. */
export const dspot: ThresholdEntry = threshold({
  name: "dspot",
  about: "SPOT on the deviation of a score from the mean of the latest ones, for scores that drift",
  source:
    'Siffer, Fouque, Termier, Largouet, "Anomaly detection in streams with extreme value theory", KDD 2017, algorithm 2',
  parameters: {
    quantile: number({
      about: "quantile of the first deviations above which one is a peak",
      range: [0.5, 0.999],
      default: SPOT_QUANTILE,
    }),
    depth: wholeNumber({
      about: "scores in the mean",
      unit: "steps",
      range: [1, 1000],
      default: 20,
    }),
  },
  create: (context, { quantile, depth }) => {
    const name = "dspot";
    const spot = createSpot(context, { quantile });
    const last = new Float64Array(depth);
    const seen = new Float64Array(1);
    const saved = savedArrays(name, { last, seen }, "threshold");
    const schema = z.object({ moving: z.json(), spot: z.json() });

    function mean(): number {
      const count = Math.min(depth, seen[0]!);
      return count === 0 ? 0 : last.reduce((sum, one) => sum + one) / count;
    }

    /** The deviation of a score from the mean, which it then enters. */
    function deviationOf(score: number): number {
      const deviation = score - mean();
      last[seen[0]!++ % depth] = score;
      return deviation;
    }

    return {
      name,
      get level() {
        return mean() + spot.level;
      },
      fit: (scores) => {
        const known = Float64Array.from(scores).filter(Number.isFinite);
        const from = Math.min(depth, known.length - 1);
        spot.fit(known.map(deviationOf).subarray(from));
      },
      update: (score) => {
        const alarm = spot.update(score - mean());
        if (!alarm && Number.isFinite(score)) deviationOf(score);
        return alarm;
      },
      saveState: () => ({ moving: saved.saveState(), spot: spot.saveState() }),
      loadState: (state) => {
        const read = readState(name, schema, state, "threshold");
        saved.loadState(read.moving as JsonValue);
        spot.loadState(read.spot as JsonValue);
      },
    };
  },
});
