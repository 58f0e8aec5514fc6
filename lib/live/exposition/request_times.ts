import type { Environment } from "../../simulator/mod.ts";

/** Requests of one status: how many took at most as long as each bound, how many there were, and their times together. */
export interface RequestTimes {
  readonly cumulative: Float64Array;
  readonly count: number;
  readonly sumSeconds: number;
}

/** Requests of a service in a step as its own histogram would have them. */
export interface ServiceRequests {
  readonly good: RequestTimes;
  readonly failed: RequestTimes;
}

/** Relative error of the percentile, well below the width of a bucket. */
const PRECISION = 1e-4;
/** Largest factor between a measured p95 and the true one. */
const MAX_FACTOR = 16;

/**
 * Spreads a step's requests over buckets. The shape is that of the simulated response times, stretched in time so that their p95 is the one that was
 * measured. Refused requests, which the simulator's p95 leaves out, count as failed ones with the times of all others.
 *
 * @param row of the service
 * @param measured p95 (s), share of failed requests and number of requests, by monitoring
 * @param bounds ascending upper bounds of buckets (s)
 */
export function requestTimes(
  environment: Pick<Environment, "answeredWithin">,
  { row, p95Seconds, errorRate, requests, bounds }: {
    readonly row: number;
    readonly p95Seconds: number;
    readonly errorRate: number;
    readonly requests: number;
    readonly bounds: readonly number[];
  },
): ServiceRequests {
  const all = environment.answeredWithin(row, Infinity);
  const answered = all.good + all.failed;
  const stretch = p95Seconds > 0 ? p95Seconds / trueP95(environment, row, { answered, near: p95Seconds }) : 1;
  const failures = requests * errorRate;
  const successes = requests - failures;
  const refused = all.failed + all.refused > 0 ? failures * all.refused / (all.failed + all.refused) : 0;
  const good = new Float64Array(bounds.length);
  const failed = new Float64Array(bounds.length);
  for (const [i, bound] of bounds.entries()) {
    const within = environment.answeredWithin(row, bound / stretch);
    const ofAll = share(within.good + within.failed, answered);
    good[i] = successes * (all.good > 0 ? share(within.good, all.good) : ofAll);
    failed[i] = (failures - refused) * (all.failed > 0 ? share(within.failed, all.failed) : ofAll) +
      refused * ofAll;
  }
  return { good: timesOf(good, successes, bounds), failed: timesOf(failed, failures, bounds) };
}

/** The share of a part in a whole, 0 to 1; without a whole, 1. */
function share(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 1;
}

/** The 95th percentile (s) of a service's answers, by halving. */
function trueP95(
  environment: Pick<Environment, "answeredWithin">,
  row: number,
  { answered, near }: { readonly answered: number; readonly near: number },
): number {
  let [low, high] = [near / MAX_FACTOR, near * MAX_FACTOR];
  while (high - low > PRECISION * high) {
    const middle = Math.sqrt(low * high);
    const within = environment.answeredWithin(row, middle);
    if (within.good + within.failed < 0.95 * answered) low = middle;
    else high = middle;
  }
  return high;
}

/** Adds the sum of the times: each request as if it had taken the middle of its bucket. */
function timesOf(cumulative: Float64Array, count: number, bounds: readonly number[]): RequestTimes {
  let sumSeconds = 0;
  let [below, least] = [0, 0];
  for (const [i, bound] of bounds.entries()) {
    sumSeconds += (cumulative[i]! - below) * (least + bound) / 2;
    [below, least] = [cumulative[i]!, bound];
  }
  return { cumulative, count, sumSeconds: sumSeconds + Math.max(0, count - below) * least };
}
