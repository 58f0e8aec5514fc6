/** The true state of the system over one step, before any measurement noise. Per node unless said otherwise. */
export interface Truth {
  /** Arrivals and throughput, requests/s. */
  readonly arrivals: Float64Array;
  readonly served: Float64Array;
  readonly capacity: Float64Array;
  /** Servers at work, a whole number. */
  readonly servers: Float64Array;
  /** Probability that an arrival waits. */
  readonly waits: Float64Array;
  /** Per call, calls/s that reach the callee. */
  readonly calls: Float64Array;
  /** Share of the variance of the response time that is the node's own, 0 to 1. */
  readonly localShare: Float64Array;
  /** 95th percentile of the response time (s), and the probability density there (1/s). */
  readonly p95: Float64Array;
  readonly density: Float64Array;
  /** Failed or rejected requests as a share of all, 0 to 1. */
  readonly errorRate: Float64Array;
  readonly utilisation: Float64Array;
  /** Mean number in the station, waiting or in service. */
  readonly population: Float64Array;
  /** 1 where replicas were killed in this step because they were out of memory, else 0. */
  readonly killed: Uint8Array;
}
