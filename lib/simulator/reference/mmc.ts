import { erlangB } from "../queueing/erlang_b.ts";

/**
 * Erlang C: the probability that an arrival waits in M/M/c, C = B / (1 - rho (1 - B)).
 *
 * @returns 1 where the offered load reaches the number of servers
 */
export function erlangC(servers: number, offeredLoad: number): number {
  const utilisation = offeredLoad / servers;
  if (utilisation >= 1) return 1;
  const blocking = erlangB(servers, offeredLoad);
  return blocking / (1 - utilisation * (1 - blocking));
}

/** Steady-state measures of M/M/c. Times are in the unit of 1/rate. */
export interface SteadyState {
  readonly utilisation: number;
  /** Probability that an arrival waits (Erlang C). */
  readonly waitProbability: number;
  /** Probability that the station is empty. */
  readonly emptyProbability: number;
  /** Mean number waiting (Lq), and in the station (L). */
  readonly meanQueue: number;
  readonly meanNumber: number;
  /** Mean wait (Wq), and mean sojourn time (W). */
  readonly meanWait: number;
  readonly meanSojourn: number;
}

/**
 * Steady-state measures of an M/M/c station.
 *
 * @throws {RangeError} if the arrival rate reaches the capacity, as there is no steady state then
 *
 * @example
 * ```ts
 * import { ok } from "node:assert";
 * import { steadyState } from "./mmc.ts";
 * const { meanQueue } = steadyState({ servers: 3, arrivalRate: 60, serviceRate: 30 });
 * ok(Math.abs(meanQueue - 8 / 9) < 1e-12);
 * ```
 */
export function steadyState(
  { servers, arrivalRate, serviceRate }: { servers: number; arrivalRate: number; serviceRate: number },
): SteadyState {
  const offeredLoad = arrivalRate / serviceRate;
  const utilisation = offeredLoad / servers;
  if (!(utilisation < 1)) {
    throw new RangeError(
      `No steady state: the arrival rate must be below the capacity, utilisation is ${utilisation}`,
    );
  }
  const waitProbability = erlangC(servers, offeredLoad);
  const meanWait = waitProbability / (servers * serviceRate - arrivalRate);
  const meanSojourn = meanWait + 1 / serviceRate;
  let sum = 0;
  let term = 1;
  for (let k = 0; k < servers; k++) {
    sum += term;
    term *= offeredLoad / (k + 1);
  }
  return {
    utilisation,
    waitProbability,
    emptyProbability: 1 / (sum + term / (1 - utilisation)),
    meanQueue: arrivalRate * meanWait,
    meanNumber: arrivalRate * meanSojourn,
    meanWait,
    meanSojourn,
  };
}

/** P(sojourn time > t) in M/M/c (Kleinrock, Queueing Systems I, 1975, section 3.5, by convolution). */
export function sojournTail(
  t: number,
  { servers, arrivalRate, serviceRate }: { servers: number; arrivalRate: number; serviceRate: number },
): number {
  const wait = erlangC(servers, arrivalRate / serviceRate);
  const theta = servers * serviceRate - arrivalRate;
  const served = Math.exp(-serviceRate * t);
  if (Math.abs(theta - serviceRate) < 1e-9 * serviceRate) return served * (1 + wait * serviceRate * t);
  return (1 - wait) * served +
    wait * (theta * served - serviceRate * Math.exp(-theta * t)) / (theta - serviceRate);
}

/** Quantile of the sojourn time in M/M/c, by bisection to a relative error of 1e-12. @param probability 0 to 1, as .95 */
export function sojournQuantile(
  probability: number,
  station: { servers: number; arrivalRate: number; serviceRate: number },
): number {
  let low = 0;
  let high = 1 / station.serviceRate;
  while (sojournTail(high, station) > 1 - probability) high *= 2;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (sojournTail(middle, station) > 1 - probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
