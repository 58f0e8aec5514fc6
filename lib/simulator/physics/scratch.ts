import { createMixture, MAX_COMPONENTS, type Mixture } from "../mixtures/mixture.ts";
import { createPercentile, type Percentile } from "../mixtures/percentile.ts";

/** Working memory of one physics: intermediate results of a step, without meaning after it. */
export interface Scratch {
  /** Outcome of the current call as its caller sees it: successes and failures, whose weights sum to 1. */
  readonly callGood: Mixture;
  readonly callBad: Mixture;
  /** The answers of a try on their way, and the same spread over waits or losses. */
  readonly sent: Mixture;
  readonly spread: Mixture;
  /** Failures of the previous try. */
  readonly tried: Mixture;
  /** Times so far of the node's requests that have not failed, before and after the current call; the two are swapped after it. */
  alive: Mixture;
  next: Mixture;
  /** Times of the node's failed requests. */
  readonly failed: Mixture;
  /** Outcome so far of the current parallel group. */
  readonly groupGood: Mixture;
  readonly groupBad: Mixture;
  /** Working memory of `reduce`. */
  readonly distances: Float64Array;
  readonly percentile: Percentile;
}

/** Working memory for one physics. */
export function createScratch(): Scratch {
  return {
    callGood: createMixture(),
    callBad: createMixture(),
    sent: createMixture(),
    spread: createMixture(),
    tried: createMixture(),
    alive: createMixture(),
    failed: createMixture(),
    next: createMixture(),
    groupGood: createMixture(),
    groupBad: createMixture(),
    distances: new Float64Array(MAX_COMPONENTS),
    percentile: createPercentile(),
  };
}
