import { ok, strictEqual } from "node:assert";
import { createStream } from "../../random/mod.ts";
import { createMixture, push } from "../mixtures/mixture.ts";
import { createPercentile, percentile95 } from "../mixtures/percentile.ts";
import { drawFrom, gammaFrom } from "./draws.ts";

Deno.test("drawFrom() exceeds the mixture's own p95 in 5 % of 40,000 draws, and has its mean", () => {
  const mixture = createMixture();
  push(mixture, 0.7, 0.02, 0.0003);
  push(mixture, 0.3, 0.2, 0.01);
  const stream = createStream(1, "test");
  const draws = Array.from({ length: 40_000 }, () => drawFrom(mixture, stream));
  const percentile = createPercentile();
  percentile95(mixture, createMixture(), 0.1, percentile);
  const share = draws.filter((x) => x > percentile.value).length / draws.length;
  ok(Math.abs(share - 0.05) < 0.0035, `${share}`);
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  ok(Math.abs(mean / (0.7 * 0.02 + 0.3 * 0.2) - 1) < 0.02, `${mean}`);
  strictEqual(drawFrom(createMixture(), stream), 0);
});

Deno.test("gammaFrom() gives the exponential's median ln 2 and p95 ln 20 within 1 % of the mean", () => {
  ok(Math.abs(gammaFrom(0, 1, 1) - Math.log(2)) < 0.01);
  ok(Math.abs(gammaFrom(1.6448536, 1, 1) - Math.log(20)) < 0.03);
});
