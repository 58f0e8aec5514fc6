/** Running counts of one service; the measures of a stretch of time are the difference of two of them. */
export interface Tally {
  arrivals: number;
  rejected: number;
  /** Requests that ended, well or not. */
  responses: number;
  failed: number;
  /** Arrivals that had to wait for a server. */
  waited: number;
  /** Integrals over time of the servers at work, and of the requests waiting. */
  busySeconds: number;
  queuedSeconds: number;
}

export function createTally(): Tally {
  return { arrivals: 0, rejected: 0, responses: 0, failed: 0, waited: 0, busySeconds: 0, queuedSeconds: 0 };
}

/** What was seen at one service during a stretch of time. A quotient of nothing is NaN. */
export interface ServiceMeasures {
  readonly name: string;
  /** Of the time from arrival to answer, calls included, over all that were not rejected, failed ones too. */
  readonly latencyP95Seconds: number;
  readonly meanLatencySeconds: number;
  /** Failed or rejected requests as a share of those that ended. */
  readonly errorRate: number;
  /** Mean share of the servers at work. */
  readonly utilisation: number;
  /** Mean number waiting (Lq), and waiting or being served (L); requests that are making calls are in neither. */
  readonly meanQueue: number;
  readonly meanNumber: number;
  /** Share of the admitted arrivals that had to wait. */
  readonly waitProbability: number;
  /** Arrivals per second, rejected ones and retries among them. */
  readonly arrivalRate: number;
  readonly responses: number;
  /** Of a cache, at the end; of other services 0. */
  readonly hitRatio: number;
}

/** The measures of the stretch between two tallies. `sojourns`, the times of its responses, is sorted in place. */
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
