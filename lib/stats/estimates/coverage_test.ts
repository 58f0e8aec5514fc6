import { ok } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { bcaMean, bcaPairedDifference } from "./bca.ts";
import { headroom } from "./bootstrap.ts";
import { clusteredDifference, clusteredMean } from "./clustered_bootstrap.ts";
import type { Estimate } from "./estimate.ts";

const { next } = createStream(1, "coverage");
const options = { next, resamples: 600 };
const TRIALS = 1200;

const normal = () => normalQuantile(next());
/** Of mean 1 and skewness 2. */
const exponential = () => -Math.log(1 - next());
/** SLO violations of an episode: geometric, skewness just above 2, most of them few. */
const violations = (mean: number) => Math.floor(exponential() / Math.log(1 + 1 / mean));
const sample = (cases: number, draw: () => number) => Float64Array.from({ length: cases }, draw);

/** How many of 100 intervals hold the truth; 1200 trials give it a standard error of 0.6. */
function coverage(truth: number, interval: () => Estimate): number {
  let covered = 0;
  for (let trial = 0; trial < TRIALS; trial++) {
    const { low, high } = interval();
    if (low <= truth && truth <= high) covered++;
  }
  return 100 * covered / TRIALS;
}

function requireNominal(found: number): void {
  ok(found >= 93 && found <= 97, `covers ${found} %`);
}

Deno.test("bcaMean() of 60 normal values covers the mean in 93 to 97 of 100 samples", () => {
  requireNominal(coverage(0, () => bcaMean(sample(60, normal), options)));
});

Deno.test("bcaMean() of 60 counts skewed as SLO violations covers the mean in 93 to 97 of 100 samples", () => {
  requireNominal(coverage(8, () => bcaMean(sample(60, () => violations(8)), options)));
});

Deno.test("bcaPairedDifference() of 60 pairs of skewed counts covers the shift in 93 to 97 of 100 samples", () => {
  const pairs = () =>
    bcaPairedDifference(sample(60, () => violations(8)), sample(60, () => violations(5)), options);
  requireNominal(coverage(3, pairs));
});

/** Cases of clusters that differ as much as the cases within one do. */
function clustered(clusters: Int32Array, centre: () => number): Float64Array {
  const centres = sample(1 + clusters.at(-1)!, centre);
  return Float64Array.from(clusters, (cluster) => centres[cluster]! + normal());
}

const thirty = Int32Array.from({ length: 300 }, (_, i) => Math.floor(i / 10));

Deno.test("clusteredMean() of 30 clusters covers the mean in 93 to 97 of 100 samples, bcaMean() in fewer than 70", () => {
  requireNominal(coverage(0, () => clusteredMean(clustered(thirty, normal), thirty, options)));
  const flat = { next, resamples: 100 };
  ok(coverage(0, () => bcaMean(clustered(thirty, normal), flat)) < 70);
});

Deno.test("clusteredDifference() of 30 skewed clusters covers the shift in 93 to 97 of 100 samples", () => {
  const zeros = new Float64Array(300);
  const interval = () => clusteredDifference(clustered(thirty, exponential), zeros, thirty, options);
  requireNominal(coverage(1, interval));
});

Deno.test("clusteredMean() of 10 clusters covers 93 to 97 of 100 when expanded and fewer than 92 when not", () => {
  const ten = thirty.slice(0, 100);
  const of = (expand: boolean) =>
    coverage(0, () => clusteredMean(clustered(ten, normal), ten, { ...options, expand }));
  requireNominal(of(true));
  ok(of(false) < 92);
});

Deno.test("headroom() of 60 episodes covers the share in 93 to 97 of 100 samples", () => {
  const found = coverage(8 / 14, () => {
    const agents = { noop: new Float64Array(60), agent: new Float64Array(60), oracle: new Float64Array(60) };
    for (let i = 0; i < 60; i++) {
      const severity = 0.5 + next();
      agents.noop[i] = violations(16 * severity);
      agents.agent[i] = violations(8 * severity);
      agents.oracle[i] = violations(2 * severity);
    }
    return headroom(agents, options);
  });
  requireNominal(found);
});

// What no interval can know: a disaster in 70 that sixty episodes show not at all in four samples of ten.
Deno.test("bcaMean() of 60 episodes covers fewer than 85 of 100 where one in seventy goes badly wrong: run more", () => {
  const steps = () => next() < 1 / 70 ? 74 : 4;
  ok(coverage(5, () => bcaMean(sample(60, steps), { next, resamples: 200 })) < 85);
});

// Why fewer than MIN_BOOTSTRAP_CASES have no interval, and what is to be said of those that are little more.
Deno.test("bcaMean() of 4 normal values covers the mean in 84 to 92 of 100 samples, of 5 in 88 to 95", () => {
  const of = (cases: number) => coverage(0, () => bcaMean(sample(cases, normal), options));
  const [four, five] = [of(4), of(5)];
  ok(four >= 84 && four <= 92, `covers ${four} %`);
  ok(five >= 88 && five <= 95, `covers ${five} %`);
});
