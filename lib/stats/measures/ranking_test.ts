import { ok, strictEqual } from "node:assert";
import { createStream } from "../../random/mod.ts";
import {
  accuracyAtK,
  averageAccuracyAtK,
  meanReciprocalRank,
  type RankedCase,
  specificity,
} from "./ranking.ts";

const answer = (...services: string[]) => services.map((service, i) => ({ service, score: 9 - i }));

Deno.test("AC@k divides by the smaller of k and the number of causes", () => {
  const cases = [{ ranking: answer("a", "b", "c"), truth: ["a", "c"] }];
  strictEqual(accuracyAtK(cases, 1), 1);
  strictEqual(accuracyAtK(cases, 2), 0.5);
  strictEqual(accuracyAtK(cases, 3), 1);
  strictEqual(averageAccuracyAtK(cases, 3), 2.5 / 3);
});

Deno.test("services with a score of 0 are not accused, whatever their place", () => {
  const ranking = [{ service: "a", score: 0 }, { service: "b", score: 0 }];
  strictEqual(accuracyAtK([{ ranking, truth: ["a"] }], 1), 0);
  strictEqual(meanReciprocalRank([{ ranking, truth: ["a"] }]), 0);
});

Deno.test("the reciprocal rank is that of the first service at fault", () => {
  const cases = [
    { ranking: answer("a", "b", "c"), truth: ["c", "b"] },
    { ranking: answer("a", "b", "c"), truth: ["a"] },
  ];
  strictEqual(meanReciprocalRank(cases), 0.75);
});

Deno.test("specificity is the share of fault-free windows below the threshold", () => {
  strictEqual(specificity([0, 0.49, 0.5, 1]), 0.5);
  strictEqual(specificity([0, 0.49, 0.5, 1], 0.6), 0.75);
  ok(Number.isNaN(specificity([])) && Number.isNaN(accuracyAtK([], 1)));
});

/** Counts hits one by one, as the definition is read aloud. */
function bruteForce(cases: readonly RankedCase[], k: number): number {
  let total = 0;
  for (const { ranking, truth } of cases) {
    let hits = 0;
    for (const cause of truth) {
      const at = ranking.findIndex(({ service }) => service === cause);
      if (at >= 0 && ranking[at]!.score > 0 && at < k) hits++;
    }
    total += hits / (truth.length < k ? truth.length : k);
  }
  return total / cases.length;
}

Deno.test("AC@k agrees with a count by brute force over random answers", () => {
  const stream = createStream(1, "ranking-test");
  const services = ["a", "b", "c", "d", "e", "f"];
  for (let round = 0; round < 200; round++) {
    const cases = Array.from({ length: 5 }, () => ({
      ranking: services.map((service) => ({ service, score: Math.max(0, stream.between(-1, 2)) }))
        .sort((x, y) => y.score - x.score),
      truth: services.slice(0, 1 + stream.integer(3)),
    }));
    const k = 1 + stream.integer(6);
    ok(Math.abs(accuracyAtK(cases, k) - bruteForce(cases, k)) < 1e-12);
  }
});
