/** Running counts of one service; the measures of an interval are differences of two tallies. */
export interface Tally {
  arrivals: number;
  rejected: number;
  /** Completed requests, failed ones included. */
  responses: number;
  failed: number;
  /** Completed requests that took longer than users wait; of the front only. */
  late: number;
  /** Arrivals that had to wait for a server. */
  waited: number;
  /** Time integrals of the busy servers and of the queue length. */
  busySeconds: number;
  queuedSeconds: number;
}

/** A tally of nothing. */
export function createTally(): Tally {
  return {
    arrivals: 0,
    rejected: 0,
    responses: 0,
    failed: 0,
    late: 0,
    waited: 0,
    busySeconds: 0,
    queuedSeconds: 0,
  };
}

/** Measures of one service over an interval. Ratios without observations are NaN. */
export interface ServiceMeasures {
  readonly name: string;
  /** Of the response time, calls included, over all requests that were not rejected, failed ones included. */
  readonly latencyP95Seconds: number;
  readonly meanLatencySeconds: number;
  /** Failed or rejected requests as a share of all that ended. */
  readonly errorRate: number;
  /** Rejected requests as a share of all that ended. */
  readonly rejectedShare: number;
  /** Of the front: share of the requests that were not rejected that took longer than users wait. */
  readonly lateShare: number;
  /** Mean share of busy servers. */
  readonly utilisation: number;
  /** Mean number waiting (Lq), and waiting or being served (L); requests that are making calls are in neither. */
  readonly meanQueue: number;
  readonly meanNumber: number;
  /** Share of the admitted arrivals that had to wait. */
  readonly waitProbability: number;
  /** Arrivals per second, including rejected ones and retries. */
  readonly arrivalRate: number;
  readonly responses: number;
  /** Hit ratio at the end; 0 if the service is not a cache. */
  readonly hitRatio: number;
}

/** Measures of the interval between two tallies. Sorts `sojourns`, its sojourn times, in place. */
export function measure(
  name: string,
  { from, to, seconds, servers, sojourns, hitRatio }: {
    from: Tally;
    to: Tally;
    seconds: number;
    servers: number;
    sojourns: Float64Array;
    hitRatio: number;
  },
): ServiceMeasures {
  const count = (key: keyof Tally) => to[key] - from[key];
  const ended = count("responses") + count("rejected");
  const busy = count("busySeconds") / seconds;
  const meanQueue = count("queuedSeconds") / seconds;
  return {
    name,
    latencyP95Seconds: percentile95(sojourns),
    meanLatencySeconds: sojourns.reduce((sum, sojourn) => sum + sojourn, 0) / sojourns.length,
    errorRate: (count("failed") + count("rejected")) / ended,
    rejectedShare: count("rejected") / ended,
    lateShare: count("late") / count("responses"),
    utilisation: busy / servers,
    meanQueue,
    meanNumber: meanQueue + busy,
    waitProbability: count("waited") / (count("arrivals") - count("rejected")),
    arrivalRate: count("arrivals") / seconds,
    responses: count("responses"),
    hitRatio,
  };
}

/** The smallest value that 95 % of the values do not exceed. */
function percentile95(values: Float64Array): number {
  return values.sort()[Math.ceil(0.95 * values.length) - 1] ?? NaN;
}
