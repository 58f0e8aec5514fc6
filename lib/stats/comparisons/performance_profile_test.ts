import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { performanceProfile } from "./performance_profile.ts";
import { wilsonInterval } from "../estimates/wilson.ts";

const { next } = createStream(1, "profile");

// The authors' own code, run_score_deviation of rliable's library.py: np.mean(scores > tau) over tasks x
// runs.
Deno.test("performanceProfile() is the mean over tasks of the share of runs strictly above tau", () => {
  const taus = [0.5, 0, 0.2, 1];
  const { tau, share } = performanceProfile([[0.2, 0.5, 0.9], [0.1, 0.6, 0.6]], { taus, next });
  deepStrictEqual(tau, taus, "the grid keeps its order");
  [3 / 6, 1, 4 / 6, 0].forEach((expected, i) => ok(Math.abs(share[i]! - expected) < 1e-12));
});

Deno.test("performanceProfile() gives each task the same weight, however many runs it has", () => {
  const { share } = performanceProfile([[1], [0, 0, 0, 0]], { taus: [0.5], next });
  strictEqual(share[0], 0.5);
});

Deno.test("performanceProfile() where fewer is better is the share at or below tau: it rises and 1 - it falls", () => {
  const scores = [[3, 1, 4, 1, 5], [9, 2, 6, 5, 3]];
  const taus = [0, 1, 3, 5, 9];
  const few = performanceProfile(scores, { taus, next, fewerIsBetter: true });
  const many = performanceProfile(scores, { taus, next });
  few.share.forEach((share, i) => ok(Math.abs(share + many.share[i]! - 1) < 1e-12));
  deepStrictEqual(few.share.map((share) => Math.round(share * 10)), [0, 2, 5, 8, 10]);
  few.share.forEach((share, i) => ok(few.low[i]! <= share && share <= few.high[i]!));
});

Deno.test("performanceProfile() of 400 runs of one task has a band as wide as Wilson's interval", () => {
  const runs = Array.from({ length: 400 }, () => next());
  const { share, low, high } = performanceProfile([runs], { taus: [0.3], next });
  const wilson = wilsonInterval({ successes: Math.round(400 * share[0]!), cases: 400 });
  ok(Math.abs(low[0]! - wilson.low) < 0.01 && Math.abs(high[0]! - wilson.high) < 0.01);
});

Deno.test("performanceProfile() resamples the runs of each task separately: differences between tasks are no uncertainty", () => {
  const { share, low, high } = performanceProfile([[0, 0, 0], [1, 1, 1]], { taus: [0.5], next });
  deepStrictEqual([share, low, high], [[0.5], [0.5], [0.5]]);
});

Deno.test("performanceProfile() of one run per task has no band; no tasks, no runs and NaN are rejected", () => {
  const { share, low, high } = performanceProfile([[1], [3]], { taus: [2], next });
  deepStrictEqual([share, low, high], [[0.5], [NaN], [NaN]]);
  throws(() => performanceProfile([], { taus: [0], next }), /found none/);
  throws(
    () => performanceProfile([[1], []], { taus: [0], next }),
    /Task 1 of a performance profile has no runs/,
  );
  throws(() => performanceProfile([[1, NaN]], { taus: [0], next }), /Task 0 .* score of NaN/);
});
