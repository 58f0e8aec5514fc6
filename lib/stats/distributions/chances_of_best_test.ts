import { ok } from "node:assert";
import { chancesOfBest } from "./chances_of_best.ts";

function near(found: readonly number[], expected: readonly number[]): void {
  expected.forEach((chance, i) => ok(Math.abs(found[i]! - chance) < 0.002, `${found} for ${expected}`));
}

// P(A > B) = sum over i < a of B(a' + i, b + b') / ((b + i) B(1 + i, b) B(a', b')) for whole numbers: Miller, Formulas for
// Bayesian A/B testing, 2014, formula 6. For (2, 1) against (1, 1) it is 2/3, for (3, 2) against (2, 3) 0.757143 (53/70).
Deno.test("chancesOfBest() gives the closed form's probabilities for two", () => {
  near(chancesOfBest([{ a: 2, b: 1 }, { a: 1, b: 1 }]), [2 / 3, 1 / 3]);
  near(chancesOfBest([{ a: 3, b: 2 }, { a: 2, b: 3 }]), [53 / 70, 17 / 70]);
});

Deno.test("chancesOfBest() is uniform for equal distributions and 1 for one that is certainly the best", () => {
  near(chancesOfBest(Array(5).fill({ a: 1, b: 1 })), Array(5).fill(0.2));
  near(chancesOfBest([{ a: 90, b: 10 }, { a: 10, b: 90 }, { a: 1, b: 900 }]), [1, 0, 0]);
});
