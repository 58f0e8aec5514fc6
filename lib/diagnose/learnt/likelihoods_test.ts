import { ok, strictEqual } from "node:assert";
import { KINDS } from "./scorer.ts";
import { binningOf } from "./binning.ts";
import { binOf, learnLikelihoods, logLikelihoodRatios, type Sample } from "./likelihoods.ts";

Deno.test("binOf() counts the bounds that a value has reached", () => {
  strictEqual([0.5, 1, 1.5, 2, 9].map((x) => binOf(x, [1, 2])).join(), "0,1,1,2,2");
});

/** 100 innocent services around 0, 30 leaking ones around 1, in the one feature. */
const samples: Sample[] = [
  ...Array.from({ length: 100 }, (_, i) => ({ values: [0.3 * Math.sin(i)], kind: -1 })),
  ...Array.from({ length: 30 }, (_, i) => ({ values: [1 + 0.3 * Math.sin(i)], kind: 1 })),
];

Deno.test("a likelihood ratio is the log of the shares of services in a bin, each bin given half a count", () => {
  const learnt = learnLikelihoods(samples, { bins: [{ feature: "x", bounds: [0.5] }], temper: 1 });
  // 0 of 30 and 100 of 100 below the bound; half a count in advance to each of the two bins.
  const below = Math.log(0.5 / 31) - Math.log(100.5 / 101);
  ok(Math.abs(logLikelihoodRatios([0.2], learnt)[1]! - below) < 1e-12);
  ok(logLikelihoodRatios([1.1], learnt)[1]! > 4);
  // Of a kind that was never seen nothing is known: both of its bins are as likely.
  ok(Math.abs(logLikelihoodRatios([0.2], learnt)[0]! - (Math.log(0.5) - Math.log(100.5 / 101))) < 1e-12);
  strictEqual(learnt.logPrior.length, KINDS.length);
});

Deno.test("binningOf() parts where the faulty lie apart and where the innocent end", () => {
  const [{ feature, bounds }] = binningOf(["x"], samples) as [ReturnType<typeof binningOf>[number]];
  strictEqual(feature, "x");
  ok(bounds.every((bound, i) => i === 0 || bound > bounds[i - 1]!));
  ok(
    bounds.some((bound) => bound > 0.2 && bound < 0.31) &&
      bounds.some((bound) => bound > 0.95 && bound < 1.05),
  );
});
