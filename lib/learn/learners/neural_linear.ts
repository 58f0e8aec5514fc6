import { z } from "zod";
import type { JsonValue } from "../../model/mod.ts";
import { labelled, readState, unlabelled } from "../learner_state.ts";
import { createGaussianWeights } from "./gaussian_weights.ts";
import { type Learner, type Prior, ridgePrior } from "./learner.ts";
import { linearScores, standardErrors } from "./linear_scores.ts";
import { chooseByDraws, PROPENSITY_DRAWS } from "./lin_ts.ts";
import { createSmallNetwork, type Example } from "./small_network.ts";
import { fromSparse, sparseRow, toSparse } from "./sparse_rows.ts";

/** Options of `createNeuralLinear`. */
export interface NeuralLinearOptions {
  /** What is known of the weights of a linear model at first: the network learns what that misses. */
  readonly prior: Prior;
  /** Factor of the posterior's standard deviation, 0 or more. */
  readonly alpha: number;
  /** Units of the hidden layer, 1 or more. */
  readonly units: number;
  /** Latest rows that are kept, and learnt from. */
  readonly memoryRows: number;
  /** Rows after which the network is trained again. */
  readonly rowsPerTraining: number;
}

/** Times that all rows in memory are gone over. */
const PASSES = 10;
/** Largest standard errors by which a bound lies off the score. */
const BOUND_FACTOR = 2;

/**
 * Neural-linear Thompson sampling (Riquelme, Tucker and Snoek, "Deep Bayesian bandits showdown", ICLR 2018): a small network learns what to look
 * at, and a Bayesian linear model of its last hidden layer says how sure that is. Both explain what is left of a target by the prior's weights.
 */
export function createNeuralLinear(options: NeuralLinearOptions): Learner {
  const { prior, alpha, units, memoryRows, rowsPerTraining } = options;
  const size = prior.mean.length;
  const network = createSmallNetwork(size, units);
  let last = createGaussianWeights(ridgePrior(units + 1));
  let memory: Example[] = [];
  let untrained = 0;

  const expected = (row: Float64Array) => row.reduce((sum, value, i) => sum + value * prior.mean[i]!, 0);
  const layers = (rows: readonly Float64Array[]) => rows.map(network.hidden);
  const scores = (rows: readonly Float64Array[]) =>
    linearScores(last, layers(rows)).map((score, i) => score + expected(rows[i]!));
  const bounds = (rows: readonly Float64Array[], factor: number) => {
    const errors = standardErrors(last, layers(rows));
    return scores(rows).map((score, i) => score + factor * alpha * errors[i]!);
  };

  function refit(): void {
    last = createGaussianWeights(ridgePrior(units + 1));
    for (const { row, target } of memory) last.add(network.hidden(fromSparse(row, size)), target);
  }

  return {
    name: "neural-linear",
    scores,
    choose: (rows, next) =>
      chooseByDraws(last, layers(rows), { alpha, draws: PROPENSITY_DRAWS, next, offset: rows.map(expected) }),
    upperBounds: (rows) => bounds(rows, BOUND_FACTOR),
    lowerBounds: (rows) => bounds(rows, -BOUND_FACTOR),
    learn: (row, target) => {
      const example = { row: toSparse(row), target: target - expected(row) };
      memory.push(example);
      if (memory.length > memoryRows) memory.shift();
      last.add(network.hidden(row), example.target);
      if (++untrained < rowsPerTraining) return;
      untrained = 0;
      network.train(memory, PASSES);
      refit();
    },
    saveState: () =>
      labelled("neural-linear", size, {
        untrained,
        weights: [...network.weights],
        last: last.saveState(),
        memory: memory.map(({ row, target }) => [target, ...row]),
      }),
    loadState: (state) => {
      const read = readState(
        "neural-linear",
        stateOf(network.weights.length),
        unlabelled("neural-linear", size, state),
      );
      last.loadState(read.last as JsonValue);
      network.weights.set(read.weights);
      memory = read.memory.map(([target, ...row]) => ({ row, target: target! }));
      untrained = read.untrained;
    },
  };
}

const stateOf = (weights: number) =>
  z.object({
    untrained: z.int().min(0),
    weights: z.array(z.number()).length(weights),
    last: z.json(),
    memory: z.array(sparseRow),
  });
