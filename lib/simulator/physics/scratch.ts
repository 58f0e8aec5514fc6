import { createMixture, MAX_COMPONENTS, type Mixture } from "../mixtures/mixture.ts";
import { createPercentile, type Percentile } from "../mixtures/percentile.ts";

/** Working memory of one physics: what a step computes on the way and nobody reads after it. */
export interface Scratch {
  /** Outcome of the call at hand as its caller sees it: answers, and failures. Their weights sum to 1. */
  readonly callGood: Mixture;
  readonly callBad: Mixture;
  /** The failures of the tries before. */
  readonly tried: Mixture;
  /** Times so far of the node's requests that go on, before the call at hand and after it: the two change places. */
  alive: Mixture;
  next: Mixture;
  /** Times of the node's requests that have failed. */
  readonly failed: Mixture;
  /** Outcome so far of the parallel calls at hand. */
  readonly groupGood: Mixture;
  readonly groupBad: Mixture;
  /** For `reduce`. */
  readonly distances: Float64Array;
  readonly percentile: Percentile;
}

/** Working memory for one physics. */
export function createScratch(): Scratch {
  return {
    callGood: createMixture(),
    callBad: createMixture(),
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
