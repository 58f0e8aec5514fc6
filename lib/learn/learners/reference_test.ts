import { ok } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { createGaussianWeights } from "./gaussian_weights.ts";
import { createLinUcb } from "./lin_ucb.ts";
import { createLinTs, scoreSampler } from "./lin_ts.ts";
import { ridgePrior } from "./learner.ts";

/** The rows and figures of MABWiser's own tests, which hold against the closed form. */
const HISTORY = [
  [0, 1, 2, 3, 5],
  [1, 1, 1, 1, 1],
  [0, 0, 1, 0, 0],
  [0, 2, 2, 3, 5],
  [1, 3, 1, 1, 1],
  [0, 0, 0, 0, 0],
  [0, 1, 4, 3, 5],
  [0, 1, 2, 4, 5],
  [1, 2, 1, 1, 3],
  [0, 2, 1, 0, 0],
].map((row) => Float64Array.from(row));
const TEST_ROWS = [[0, 1, 2, 3, 5], [1, 1, 1, 1, 1]].map((row) => Float64Array.from(row));

interface Case {
  readonly alpha: number;
  readonly arms: readonly number[];
  readonly rewards: readonly number[];
  readonly scores: readonly (readonly number[])[];
}

const CASES: readonly Case[] = [
  {
    alpha: 0,
    arms: [1, 1, 1, 2, 2, 2, 3, 3, 3, 1],
    rewards: [0, 0, 0, 0, 0, 0, 1, 1, 1, 1],
    scores: [[-0.0183783784, 0, 0.9966292135], [0.1405405405, 0, 0.4325842697]],
  },
  {
    alpha: 1,
    arms: [1, 1, 1, 2, 2, 3, 3, 3, 3, 3],
    rewards: [0, 0, 1, 0, 0, 0, 0, 1, 1, 1],
    scores: [[0.9790312459, 1.1617706239, 1.4247056230], [0.8896475809, 0.9233640431, 1.4570855773]],
  },
];

/** One model over disjoint copies of the features, one for each arm, is the three models of the disjoint LinUCB. */
function spreadOut(row: Float64Array, arm: number): Float64Array {
  const whole = new Float64Array(3 * row.length);
  whole.set(row, (arm - 1) * row.length);
  return whole;
}

function close(found: number, expected: number, tolerance = 1e-8): void {
  ok(Math.abs(found - expected) <= tolerance, `${found} for ${expected}`);
}

for (const { alpha, arms, rewards, scores } of CASES) {
  Deno.test(`LinUCB gives MABWiser's scores with alpha ${alpha}, for one arm and for one model of all`, () => {
    for (const arm of [1, 2, 3]) {
      const learner = createLinUcb({ prior: ridgePrior(5), alpha });
      const shared = createLinUcb({ prior: ridgePrior(15), alpha });
      HISTORY.forEach((row, i) => {
        if (arms[i] === arm) learner.learn(row, rewards[i]!);
        shared.learn(spreadOut(row, arms[i]!), rewards[i]!);
      });
      const own = learner.upperBounds(TEST_ROWS);
      const together = shared.upperBounds(TEST_ROWS.map((row) => spreadOut(row, arm)));
      scores.forEach((of, test) => {
        close(own[test]!, of[arm - 1]!);
        close(together[test]!, of[arm - 1]!);
      });
    }
  });
}

Deno.test("LinUCB with alpha 1.25 predicts the arms 3 and 3 of the second history, as the largest bounds are theirs", () => {
  const shared = createLinUcb({ prior: ridgePrior(15), alpha: 1.25 });
  HISTORY.forEach((row, i) => shared.learn(spreadOut(row, CASES[1]!.arms[i]!), CASES[1]!.rewards[i]!));
  for (const row of TEST_ROWS) {
    const { index, propensities } = shared.choose([1, 2, 3].map((arm) => spreadOut(row, arm)), () => 0);
    ok(index === 2 && propensities[2] === 1);
  }
});

Deno.test("LinTS draws scores from N(X theta, alpha^2 X A^-1 X'), in mean and covariance", () => {
  const weights = createGaussianWeights(ridgePrior(5));
  HISTORY.forEach((row, i) => weights.add(row, CASES[1]!.rewards[i]!));
  const alpha = 0.7;
  const { next } = createStream(1, "moments");
  const sample = scoreSampler(weights, TEST_ROWS, { alpha, next });
  const draws = Array.from({ length: 40_000 }, () => sample().slice());
  const mean = [0, 1].map((i) => draws.reduce((sum, draw) => sum + draw[i]!, 0) / draws.length);
  const theta = weights.mean();
  const dot = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  for (const i of [0, 1]) {
    close(mean[i]!, dot(TEST_ROWS[i]!, theta), 0.01);
    for (const j of [0, 1]) {
      const covariance = draws.reduce(
        (sum, draw) => sum + (draw[i]! - mean[i]!) * (draw[j]! - mean[j]!),
        0,
      ) / draws.length;
      close(covariance, alpha * alpha * dot(TEST_ROWS[i]!, weights.spread(TEST_ROWS[j]!)), 0.01);
    }
  }
});

Deno.test("LinTS chooses with the propensities that it states", () => {
  const learner = createLinTs({ prior: ridgePrior(15), alpha: 1 });
  HISTORY.forEach((row, i) => learner.learn(spreadOut(row, CASES[1]!.arms[i]!), CASES[1]!.rewards[i]!));
  const rows = [1, 2, 3].map((arm) => spreadOut(TEST_ROWS[0]!, arm));
  const { next } = createStream(1, "propensities");
  const counts = [0, 0, 0];
  const stated = [0, 0, 0];
  for (let i = 0; i < 2000; i++) {
    const { index, propensities } = learner.choose(rows, next);
    counts[index]!++;
    propensities.forEach((chance, arm) => stated[arm]! += chance);
  }
  for (const arm of [0, 1, 2]) close(counts[arm]! / 2000, stated[arm]! / 2000, 0.04);
});
