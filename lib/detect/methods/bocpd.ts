import { detector, type DetectorEntry } from "../detector_entry.ts";
import { gammaln } from "simple-statistics";
import { keptArrays } from "../state/kept_arrays.ts";
import type { StreamContext, StreamDetector, StreamPoint } from "../stream_detector.ts";
import { createWarmupScale } from "../parts/warmup_scale.ts";

/** Run lengths that are told apart; those beyond are one. */
const RUNS = 150;
/** Chance of a change at any point. */
const HAZARD = 1 / 250;
/** Belief in mean and variance of values scaled by the warm-up, before a run has begun: normal-gamma with these. */
const PRIOR = { kappa: 0.1, alpha: 1, beta: 0.5 };
/** Beyond so many standard deviations of the warm-up a value counts as this far. */
const FARTHEST = 1e6;

/** By run length: twice alpha (degrees of freedom), and the logarithm of what makes a Student t density integrate to 1, but for the scale. */
const FREEDOM = Float64Array.from({ length: RUNS }, (_, run) => 2 * PRIOR.alpha + run);
const CONSTANT = FREEDOM.map((nu) => gammaln((nu + 1) / 2) - gammaln(nu / 2) - Math.log(nu * Math.PI) / 2);

/**
 * Bayesian online change point detection (Adams and MacKay, arXiv 0710.3742, 2007): how long what is normal has been so, as probabilities of
 * run lengths; values of a run are normal with unknown mean and variance, one by one. The score is how improbable the point is under
 * all run lengths: -log10 of its density over the highest that it could have. So it marks where a stretch begins and ends: what lasts becomes
 * a run of its own, and is normal from its second or third point on.
 */
export function createBocpd({ dimensions }: StreamContext): StreamDetector {
  const scale = createWarmupScale(dimensions);
  const weight = new Float64Array(RUNS);
  weight[0] = 1;
  // By run length, then by value.
  const mean = new Float64Array(RUNS * dimensions);
  const beta = new Float64Array(RUNS * dimensions).fill(PRIOR.beta);
  const scaled = new Float64Array(dimensions);
  const logs = new Float64Array(RUNS);
  const peaks = new Float64Array(RUNS);

  /** Log density of the point after a run, and the highest it could be. */
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

  /** Moves what is believed of mean and variance of a run one point on. */
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
    for (let run = 0; run < RUNS; run++) {
      if (weight[run] === 0) continue;
      predict(run);
      highest = Math.max(highest, logs[run]!);
      top = Math.max(top, peaks[run]!);
    }
    let [sum, most] = [0, 0];
    for (let run = 0; run < RUNS; run++) {
      if (weight[run] === 0) continue;
      sum += weight[run]! * Math.exp(logs[run]! - highest);
      most += weight[run]! * Math.exp(peaks[run]! - top);
    }
    turn(highest, sum);
    return Math.max(0, (top + Math.log(most) - highest - Math.log(sum)) / Math.LN10);
  }

  /** Each run grows by a point, or ends. */
  function turn(highest: number, sum: number): void {
    const last = RUNS - 1;
    for (let run = last; run >= 0; run--) {
      const own = weight[run] === 0 ? 0 : weight[run]! * Math.exp(logs[run]! - highest) / sum;
      const into = Math.min(last, run + 1);
      if (run === last) weight[last] = own * (1 - HAZARD);
      else if (into === last) {
        if (own * (1 - HAZARD) > weight[last]!) learn(run, into);
        else if (weight[last]! > 0) learn(last, last);
        weight[last] = weight[last]! + own * (1 - HAZARD);
      } else {
        weight[into] = negligible(own * (1 - HAZARD));
        learn(run, into);
      }
    }
    weight[0] = HAZARD;
    mean.fill(0, 0, dimensions);
    beta.fill(PRIOR.beta, 0, dimensions);
  }

  function update({ values }: StreamPoint): number {
    scale.apply(values, scaled, FARTHEST);
    return step();
  }

  return {
    name: "bocpd",
    fit: (warmup) => {
      scale.learn(warmup);
      warmup.forEach(update);
    },
    update,
    ...keptArrays("bocpd", { ...scale.arrays, weight, mean, beta }),
  };
}

/** Keeps what can no longer matter from being worked out again and again. */
function negligible(weight: number): number {
  return weight < 1e-12 ? 0 : weight;
}

/** The entry of the catalogue. */
export const bocpd: DetectorEntry = detector({
  name: "bocpd",
  about: "Bayesian online change point detection",
  source: "Adams and MacKay, arXiv 0710.3742, 2007",
  stream: createBocpd,
});
