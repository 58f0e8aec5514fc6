import { erlangRatio } from "./erlang_b.ts";

/** A pool of connections in steady state. The record is reused, so that a step allocates nothing. */
export interface PoolInput {
  /** Calls that want a connection, 1/s. */
  arrivals: number;
  /** Connections; a fraction counts as so many slower ones. */
  size: number;
  /** Mean time for which a call holds a connection, and the squared coefficient of variation of that time. */
  hold: number;
  variation: number;
  /** The most calls/s that the callee ends, however many it has. */
  limit: number;
  /** Time after which a call that has no connection fails, seconds. */
  deadline: number;
}

/** What calls meet at a pool. */
export interface PoolOutput {
  /** Share of the calls that get no connection in time. */
  failed: number;
  /** Share of the others that wait. */
  waiting: number;
  /** Their waits have a density proportional to e^(-decay t) from 0 to the deadline. In an overload the decay is negative. */
  decay: number;
}

/** Exponents beyond this are as good as infinite. */
const MAX_EXPONENT = 300;

/**
 * A pool as an M/M/N queue whose customers wait for at most a constant time (Barrer, Operations Research 5, 1957): with service rates
 * r(k) = min(k / hold, limit) the work ahead of an arrival has the density f(t) = λ π(N-1) e^(-(r(N) - λ) t) up to the deadline D, and
 * falls as e^(-r(N) t) beyond it, where nobody joins. Waits of service times that vary less or more than exponential ones are scaled by
 * (1 + c²) / 2 (Kingman's heavy-traffic form).
 */
export function stepPool(input: PoolInput, out: PoolOutput): void {
  const { arrivals, size, hold, variation, limit, deadline } = input;
  const servers = Math.max(1, Math.round(size));
  const rate = Math.min(size / hold, limit);
  const free = erlangRatio(servers - 1, arrivals, { perServer: size / servers / hold, limit });
  const spread = (1 + variation) / 2;
  const decay = (rate - arrivals) / spread;
  const exponent = Math.max(-MAX_EXPONENT, -decay * deadline);
  const atDeadline = Math.exp(Math.min(MAX_EXPONENT, exponent));
  const waits = Math.abs(exponent) < 1e-6
    ? arrivals * deadline / spread
    : arrivals * (1 - atDeadline) / (rate - arrivals);
  const late = arrivals * atDeadline / rate;
  const all = free + waits + late;
  out.failed = late / all;
  out.waiting = waits / (free + waits);
  out.decay = Math.abs(exponent) < 1e-6 ? 0 : decay;
}

/** How calls that a pool fails come back. */
export interface PoolRetries {
  /** Retries as a share of the first tries: their mean in the last step, and the most that the budget allows. */
  readonly again: number;
  readonly limit: number;
  /** Waits, in cells of equal width from 0 to the deadline, of those who get a connection: their shares, to be written. */
  readonly cells: Float64Array;
}

/**
 * The same pool where one deadline holds for wait and call, so that a call fails the more probably the longer it has waited, and comes back
 * to a queue that is about as long: retries are made where the queue is long, not all the time. With λ(w) calls/s at a wait of w the work
 * ahead has the density f(w) = f(0) exp(∫ (λ(x) - r) dx / spread) of a diffusion with that drift (Gardiner, Handbook of Stochastic Methods,
 * 1985, section 5.2); λ(w) = λ (1 + min(limit, e^(-(D - w) / hold))), the chance that the call takes longer than what its wait has left.
 * `arrivals` are those that the last step's mean of retries makes.
 *
 * @returns calls/s, retries included
 */
export function stepRetriedPool(
  input: PoolInput,
  { again, limit: most, cells }: PoolRetries,
  out: PoolOutput,
): number {
  const { size, hold, variation, limit, deadline } = input;
  const first = input.arrivals / (1 + again);
  const servers = Math.max(1, Math.round(size));
  const rate = Math.min(size / hold, limit);
  const spread = (1 + variation) / 2;
  const free = erlangRatio(servers - 1, first, { perServer: size / servers / hold, limit });
  const width = deadline / cells.length;
  let log = 0;
  let waits = 0;
  let calls = free * first;
  let arrivals = first;
  for (let i = 0; i < cells.length; i++) {
    const left = deadline - (i + 0.5) * width;
    arrivals = first * (1 + Math.min(most, Math.exp(-left / hold)));
    const drift = (arrivals - rate) / spread * width;
    const density = Math.exp(Math.min(MAX_EXPONENT, log + drift / 2)) * first / spread;
    cells[i] = density * width;
    waits += density * width;
    calls += density * width * arrivals;
    log += drift;
  }
  const late = first * Math.exp(Math.min(MAX_EXPONENT, log)) / rate;
  calls += late * arrivals;
  out.failed = late * arrivals / calls;
  out.waiting = waits / (free + waits);
  out.decay = 0;
  for (let i = 0; i < cells.length; i++) cells[i] = cells[i]! / waits;
  return calls / (free + waits + late);
}
