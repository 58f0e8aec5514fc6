import { gammaln } from "simple-statistics";
import { number, wholeNumber } from "../../model/mod.ts";
import { detector, type DetectorEntry } from "../detector.ts";
import { createWarmupScale } from "../parts/warmup_scale.ts";
import type { StreamPoint } from "../detector.ts";

/** Normal-gamma prior of a run's mean and variance, for values standardised by the warm-up. */
const PRIOR = { kappa: 0.1, alpha: 1, beta: 0.5 };
/** Largest standardised value in size. */
const MAX_SCALED = 1e6;
/** Largest number of run lengths that are distinguished. */
const MAX_RUNS = 1000;

// By run length: degrees of freedom 2 alpha, and the log normalising constant of a Student t density, without its scale.
const FREEDOM = Float64Array.from({ length: MAX_RUNS }, (_, run) => 2 * PRIOR.alpha + run);
const CONSTANT = FREEDOM.map((nu) => gammaln((nu + 1) / 2) - gammaln(nu / 2) - Math.log(nu * Math.PI) / 2);

/**
 * Bayesian online change point detection: the probabilities of all run lengths, that is of how many points ago the distribution changed
 * last. Within a run the values are independent and normal with unknown mean and variance, so that their predictive densities are Student t.
 * The score is -log10 of the point's density, averaged over the run lengths, relative to the highest that density could be: 0 or more.
 * It is high where a stretch of other values begins and where it ends; what lasts becomes a run of its own and is normal from its second or
 * third point on.
 */
export const bocpd: DetectorEntry = detector({
  name: "bocpd",
  about: "Bayesian online change point detection",
  source: 'Adams and MacKay, "Bayesian online changepoint detection", arXiv 0710.3742, 2007',
  parameters: {
    hazard: number({
      about: "prior probability that a point begins a new run",
      range: [1e-6, 0.5],
      default: 1 / 250,
    }),
    runs: wholeNumber({
      about: "number of run lengths that are distinguished, longer runs count as the longest",
      unit: "points",
      range: [2, MAX_RUNS],
      default: 150,
    }),
  },
  stream: ({ dimensions }, { hazard, runs }) => {
    const scale = createWarmupScale(dimensions);
    const weight = new Float64Array(runs);
    weight[0] = 1;
    // By run length, then by dimension.
    const mean = new Float64Array(runs * dimensions);
    const beta = new Float64Array(runs * dimensions).fill(PRIOR.beta);
    const scaled = new Float64Array(dimensions);
    const logs = new Float64Array(runs);
    const peaks = new Float64Array(runs);

    /** The log density of the point after a run of that length, and the highest that density could be. */
    function predict(run: number): void {
      const nu = FREEDOM[run]!;
      const kappa = PRIOR.kappa + run;
      let [log, peak] = [0, 0];
      for (let i = 0; i < dimensions; i++) {
        const at = run * dimensions + i;
        const square = beta[at]! * (kappa + 1) / (nu / 2 * kappa);
        const off = scaled[i]! - mean[at]!;
        const top = CONSTANT[run]! - Math.log(square) / 2;
        peak += top;
        log += top - (nu + 1) / 2 * Math.log1p(off * off / (nu * square));
      }
      logs[run] = log;
      peaks[run] = peak;
    }

    /** Updates the posterior of a run with the point. */
    function learn(run: number, into: number): void {
      const kappa = PRIOR.kappa + run;
      for (let i = 0; i < dimensions; i++) {
        const [from, to] = [run * dimensions + i, into * dimensions + i];
        const off = scaled[i]! - mean[from]!;
        // A run of the greatest length forgets as much as it learns.
        const fading = run === into ? (PRIOR.alpha + run / 2) / (PRIOR.alpha + (run + 1) / 2) : 1;
        mean[to] = mean[from]! + off / (kappa + 1);
        beta[to] = fading * (beta[from]! + kappa * off * off / (2 * (kappa + 1)));
      }
    }

    function step(): number {
      let [highest, top] = [-Infinity, -Infinity];
      for (let run = 0; run < runs; run++) {
        if (weight[run] === 0) continue;
        predict(run);
        highest = Math.max(highest, logs[run]!);
        top = Math.max(top, peaks[run]!);
      }
      let [sum, most] = [0, 0];
      for (let run = 0; run < runs; run++) {
        if (weight[run] === 0) continue;
        sum += weight[run]! * Math.exp(logs[run]! - highest);
        most += weight[run]! * Math.exp(peaks[run]! - top);
      }
      advance(highest, sum);
      return Math.max(0, (top + Math.log(most) - highest - Math.log(sum)) / Math.LN10);
    }

    /** Every run either grows by the point or ends. */
    function advance(highest: number, sum: number): void {
      const last = runs - 1;
      for (let run = last; run >= 0; run--) {
        const own = weight[run] === 0 ? 0 : weight[run]! * Math.exp(logs[run]! - highest) / sum;
        const into = Math.min(last, run + 1);
        if (run === last) weight[last] = own * (1 - hazard);
        else if (into === last) {
          if (own * (1 - hazard) > weight[last]!) learn(run, into);
          else if (weight[last]! > 0) learn(last, last);
          weight[last] = weight[last]! + own * (1 - hazard);
        } else {
          weight[into] = negligible(own * (1 - hazard));
          learn(run, into);
        }
      }
      weight[0] = hazard;
      mean.fill(0, 0, dimensions);
      beta.fill(PRIOR.beta, 0, dimensions);
    }

    function update({ values }: StreamPoint): number {
      scale.apply(values, scaled, MAX_SCALED);
      return step();
    }

    return {
      fit: (warmup) => {
        scale.learn(warmup);
        warmup.forEach(update);
      },
      update,
      arrays: { ...scale.arrays, weight, mean, beta },
    };
  },
});

/** Drops probabilities that no longer matter, so that their runs cost nothing. */
function negligible(weight: number): number {
  return weight < 1e-12 ? 0 : weight;
}
