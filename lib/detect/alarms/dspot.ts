import { threshold, type ThresholdEntry } from "./threshold_entry.ts";
import { keptArrays } from "../state/kept_arrays.ts";
import { createSpot } from "./spot.ts";
import type { Threshold, ThresholdContext } from "./threshold.ts";
import { z } from "zod";
import { readState } from "../state/state.ts";
import type { JsonValue } from "../../model/mod.ts";

/** Scores whose mean is taken off. */
const DEPTH = 20;

/**
 * DSPOT, for scores that drift: SPOT on what is left of a score without the mean of the last 20 that were no alarm (Siffer and others, KDD
 * 2017, algorithm 2).
 */
export function createDspot(context: ThresholdContext): Threshold {
  const name = "dspot";
  const spot = createSpot(context);
  const last = new Float64Array(DEPTH);
  const seen = new Float64Array(1);
  const kept = keptArrays(name, { last, seen }, "threshold");
  const schema = z.object({ moving: z.json(), spot: z.json() });

  function mean(): number {
    const held = Math.min(DEPTH, seen[0]!);
    return held === 0 ? 0 : last.reduce((sum, one) => sum + one) / held;
  }

  /** What is left of a score, which then moves the mean. */
  function taken(score: number): number {
    const rest = score - mean();
    last[seen[0]!++ % DEPTH] = score;
    return rest;
  }

  return {
    name,
    get level() {
      return mean() + spot.level;
    },
    fit: (scores) => {
      const known = Float64Array.from(scores).filter(Number.isFinite);
      const from = Math.min(DEPTH, known.length - 1);
      spot.fit(known.map(taken).subarray(from));
    },
    update: (score) => {
      const alarm = spot.update(score - mean());
      if (!alarm && Number.isFinite(score)) taken(score);
      return alarm;
    },
    saveState: () => ({ moving: kept.saveState(), spot: spot.saveState() }),
    loadState: (state) => {
      const read = readState(name, schema, state, "threshold");
      kept.loadState(read.moving as JsonValue);
      spot.loadState(read.spot as JsonValue);
    },
  };
}

/** The entry of the catalogue. */
export const dspot: ThresholdEntry = threshold({
  name: "dspot",
  about: "SPOT on what is left of a score without the mean of the last ones, for scores that drift",
  source: "Siffer, Fouque, Termier, Largouet, KDD 2017, algorithm 2",
  create: createDspot,
});
