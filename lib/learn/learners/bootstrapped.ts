import { z } from "zod";
import { type JsonValue, UsageError } from "../../model/mod.ts";
import { poissonQuantile } from "../../random/counts.ts";
import { normalQuantile } from "../../random/normal.ts";
import { createStream } from "../../random/mod.ts";
import { labelled, readState, unlabelled } from "../learner_state.ts";
import { createGaussianWeights, type Forgetting } from "./gaussian_weights.ts";
import { drawnIndex, indexOfLargest, type Learner, type Prior } from "./learner.ts";
import { linearScores } from "./linear_scores.ts";

/** Options of `createBootstrapped`. */
export interface BootstrappedOptions extends Forgetting {
  /** What is known of the weights at first. */
  readonly prior: Prior;
  /** Number of models, 2 or more. */
  readonly models: number;
  /** Factor of the prior's standard deviation by which the models differ before any row, 0 or more. */
  readonly spread: number;
}

/**
 * Bootstrapped Thompson sampling: several linear models, each of which counts each row as often as a Poisson variable of mean 1 says (Eckles
 * and Kaptein, 2014), and each of which begins with a prior of its own (Osband, Aslanides and Cassirer, "Randomized prior functions for deep
 * reinforcement learning", NeurIPS 2018). A row is chosen with the share of the models that hold it for the best.
 */
export function createBootstrapped(options: BootstrappedOptions): Learner {
  const { prior, models, spread, ...forgetting } = options;
  if (!(models >= 2)) throw new UsageError(`A bootstrap takes 2 models or more, found ${models}`);
  const size = prior.mean.length;
  const ensemble = Array.from({ length: models }, (_, model) => {
    const { next } = createStream("bootstrapped prior", model);
    const mean = prior.mean.map((value, i) =>
      value + spread * normalQuantile(next()) / Math.sqrt(prior.precision[i]!)
    );
    return createGaussianWeights({ mean, precision: prior.precision }, forgetting);
  });
  let rowsSeen = 0;

  const all = (rows: readonly Float64Array[]) => ensemble.map((weights) => linearScores(weights, rows));
  const over = (rows: readonly Float64Array[], join: (values: readonly number[]) => number) => {
    const scores = all(rows);
    return Float64Array.from(rows, (_, i) => join(scores.map((one) => one[i]!)));
  };
  return {
    name: "bootstrapped-thompson",
    scores: (rows) => over(rows, (values) => values.reduce((sum, value) => sum + value, 0) / models),
    choose: (rows, next) => {
      const propensities = new Float64Array(rows.length);
      for (const scores of all(rows)) {
        const best = indexOfLargest(scores);
        propensities[best] = propensities[best]! + 1 / models;
      }
      return { index: drawnIndex(propensities, next()), propensities };
    },
    upperBounds: (rows) => over(rows, (values) => Math.max(...values)),
    lowerBounds: (rows) => over(rows, (values) => Math.min(...values)),
    learn: (row, target) => {
      const { next } = createStream("bootstrapped row", rowsSeen++);
      for (const weights of ensemble) weights.add(row, target, poissonQuantile(next(), 1));
    },
    saveState: () =>
      labelled("bootstrapped-thompson", size, {
        rowsSeen,
        models: ensemble.map((weights) => weights.saveState()),
      }),
    loadState: (state) => {
      const inner = unlabelled("bootstrapped-thompson", size, state);
      const read = readState("bootstrapped-thompson", stateOf(models), inner);
      ensemble.forEach((weights, i) => weights.loadState(read.models[i] as JsonValue));
      rowsSeen = read.rowsSeen;
    },
  };
}

const stateOf = (models: number) =>
  z.object({ rowsSeen: z.int().min(0), models: z.array(z.json()).length(models) });
