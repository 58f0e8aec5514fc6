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

/** Least share of a pool's calls that come for the first time. */
const MIN_ALONE = 0.05;
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

/**
 * The same pool where the wait has a deadline of its own: a call fails at the deadline D, and comes back then, when the queue has moved away
 * from D by |N(0, σ)|, or, as far as it does not last, to anywhere. With k the density of that distance, the work ahead follows
 * f' = ((λ - r) f + λ again lasting k(D - w) all) / spread, which is linear in f and in `all`, the sum of all weights. σ² = (1 + c²) D / r,
 * but where the drift is towards D the mean distance is no more than in the long run, spread / (λ - r).
 *
 * @param lasting correlation of the queue over the time of the deadline, 0 to 1
 */
export function stepReturningPool(
  input: PoolInput,
  { again, lasting, cells }: Pick<PoolRetries, "again" | "cells"> & { lasting: number },
  out: PoolOutput,
): void {
  const { size, hold, variation, limit, deadline } = input;
  const first = input.arrivals / (1 + again);
  const anywhere = first * (1 + again * (1 - lasting));
  const back = first * again * lasting;
  const servers = Math.max(1, Math.round(size));
  const rate = Math.min(size / hold, limit);
  const spread = (1 + variation) / 2;
  const free = erlangRatio(servers - 1, anywhere, { perServer: size / servers / hold, limit });
  const width = deadline / cells.length;
  const drift = Math.max(0, input.arrivals - rate) / spread;
  const moved = 1 / Math.sqrt(rate / ((1 + variation) * deadline) + 2 / Math.PI * drift * drift);
  const nearest = Math.sqrt(2 / Math.PI) / moved;
  // Some come back to a queue that is at D, which is spread / r wide.
  const peak = nearest / (1 + nearest * spread / rate);
  const slope = (anywhere - rate) / spread * width;
  const grows = Math.exp(Math.min(MAX_EXPONENT / cells.length, slope));
  const half = Math.sqrt(grows);
  // What there is without those who come back, and what one of them per call adds.
  let alone = anywhere / spread;
  let added = 0;
  let aloneWaits = 0;
  let addedWaits = 0;
  for (let i = 0; i < cells.length; i++) {
    const source = back / spread * distanceShare(i, { cells, width, moved, peak });
    aloneWaits += alone * half * width;
    addedWaits += (added * half + source / 2) * width;
    alone *= grows;
    added = added * grows + source * half;
  }
  const aloneAll = free + aloneWaits + alone * spread / rate;
  const all = aloneAll / Math.max(MIN_ALONE, 1 - addedWaits - added * spread / rate);
  const waits = aloneWaits + addedWaits * all;
  let density = anywhere / spread;
  for (let i = 0; i < cells.length; i++) {
    const source = all * back / spread * distanceShare(i, { cells, width, moved, peak });
    cells[i] = (density * half + source / 2) * width / waits;
    density = density * grows + source * half;
  }
  const late = (density * anywhere + back * all * peak) * spread / rate;
  out.failed = Math.min(1, late / (first * (1 + again) * all));
  out.waiting = waits / (free + waits);
  out.decay = 0;
}

/** Share of those who come back that meet a wait in a cell. */
function distanceShare(
  cell: number,
  { cells, width, moved, peak }: { cells: Float64Array; width: number; moved: number; peak: number },
): number {
  const distance = (cells.length - cell - 0.5) * width / moved;
  return peak * Math.exp(-distance * distance / 2) * width;
}
