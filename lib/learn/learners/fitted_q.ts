import { z } from "zod";
import type { JsonValue } from "../../model/mod.ts";
import { labelled, readState, unlabelled } from "../learner_state.ts";
import { greedyChoice } from "./epsilon_greedy.ts";
import { createGaussianWeights } from "./gaussian_weights.ts";
import type { Learner, Prior } from "./learner.ts";
import { linearScores } from "./linear_scores.ts";
import { fromSparse, type SparseRow, sparseRow, toSparse } from "./sparse_rows.ts";

/** Options of `createFittedQ`. */
export interface FittedQOptions {
  /** What is known of the weights at first. */
  readonly prior: Prior;
  /** Probability of a choice at random, 0 to 1. */
  readonly epsilon: number;
  /** Weight of what follows a step later, above 0 and up to 1. */
  readonly gamma: number;
  /** Latest decisions that are kept, and learnt from. */
  readonly memoryRows: number;
  /** Decisions after which the values are fitted anew. */
  readonly rowsPerFit: number;
}

/** What followed a decision. */
export interface Transition {
  readonly row: Float64Array;
  /** Sum of the rewards until the next decision. */
  readonly reward: number;
  /** Steps until then, 1 or more. */
  readonly steps: number;
  /** What could be chosen then, without what was refused; empty where the incident was over. */
  readonly next: readonly Float64Array[];
}

/** A learner of whole episodes, which is told what could be chosen next. */
export interface TransitionLearner extends Learner {
  learnTransition(transition: Transition): void;
}

interface Kept {
  readonly row: SparseRow;
  readonly reward: number;
  readonly discount: number;
  readonly next: readonly SparseRow[];
}

/** Sweeps of a fit: values reach back so many decisions. */
const SWEEPS = 4;
/** Candidates of the next decision that are kept: the best ones at the time. */
const MAX_NEXT = 6;

/**
 * Fitted Q iteration (Ernst, Geurts and Wehenkel, "Tree-based batch mode reinforcement learning", JMLR 2005) with a linear model: the value of a
 * candidate is the reward until the next decision, and gamma^steps times that of the best candidate then; only what may be chosen counts. Choices are
 * greedy, and with probability epsilon any.
 */
export function createFittedQ(options: FittedQOptions): TransitionLearner {
  const { prior, epsilon, gamma, memoryRows, rowsPerFit } = options;
  const size = prior.mean.length;
  let weights = createGaussianWeights(prior);
  let memory: Kept[] = [];
  let unfitted = 0;

  const scores = (rows: readonly Float64Array[]) => linearScores(weights, rows);

  function fit(): void {
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
      const theta = weights.mean();
      const next = createGaussianWeights(prior);
      for (const kept of memory) next.add(fromSparse(kept.row, size), targetOf(kept, theta));
      weights = next;
    }
  }

  return {
    name: "fitted-q",
    scores,
    choose: (rows, next) => greedyChoice(scores(rows), epsilon, next),
    upperBounds: scores,
    lowerBounds: scores,
    learn: (row, target) => weights.add(row, target),
    learnTransition: ({ row, reward, steps, next }) => {
      const values = scores(next);
      const best = next.map((_, i) => i).sort((a, b) => values[b]! - values[a]!).slice(0, MAX_NEXT);
      const kept = {
        row: toSparse(row),
        reward,
        discount: Math.exp(steps * Math.log(gamma)),
        next: best.map((i) => toSparse(next[i]!)),
      };
      memory.push(kept);
      if (memory.length > memoryRows) memory.shift();
      weights.add(row, targetOf(kept, weights.mean()));
      if (++unfitted < rowsPerFit) return;
      unfitted = 0;
      fit();
    },
    saveState: () =>
      labelled("fitted-q", size, {
        unfitted,
        weights: weights.saveState(),
        memory: memory.map(({ row, reward, discount, next }) => ({ row, reward, discount, next })),
      }),
    loadState: (state) => {
      const read = readState("fitted-q", STATE, unlabelled("fitted-q", size, state));
      weights.loadState(read.weights as JsonValue);
      memory = read.memory;
      unfitted = read.unfitted;
    },
  };
}

const STATE = z.object({
  unfitted: z.int().min(0),
  weights: z.json(),
  memory: z.array(
    z.object({ row: sparseRow, reward: z.number(), discount: z.number(), next: z.array(sparseRow) }),
  ),
});

function targetOf({ reward, discount, next }: Kept, theta: Float64Array): number {
  if (next.length === 0) return reward;
  return reward + discount * next.reduce((most, row) => Math.max(most, sparseDot(row, theta)), -Infinity);
}

function sparseDot(row: SparseRow, theta: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < row.length; k += 2) sum += row[k + 1]! * theta[row[k]!]!;
  return sum;
}
