import { STEP_SECONDS } from "../../model/mod.ts";
import { erlangB } from "./erlang_b.ts";
import { pow } from "../../stats/mod.ts";

/** Input of one step of a station. The record is reused, so that a step allocates nothing. */
export interface StationInput {
  /** Arrival rate and capacity of all servers together, requests/s. */
  arrivals: number;
  capacity: number;
  servers: number;
  places: number;
  /** Requests by which arrivals exceed, less by which services exceed, their means over the step: the chance in a backlog. */
  surplus: number;
  /** Fluid backlog and stochastic queue at the start, requests. */
  backlog: number;
  queue: number;
  /** Time that the first request of the backlog has waited, seconds; without a meaning if there is none. */
  waited: number;
  /** Factor on waits against those of exponential service times, (1 + c²) / 2; the output's queue and wait are without it. */
  stretch: number;
}

/** Output of one step of a station. */
export interface StationOutput {
  backlog: number;
  queue: number;
  waited: number;
  /** Share of the arrivals that are rejected, 0 to 1. */
  rejected: number;
  /** Throughput, requests/s. */
  served: number;
  /** Probability of a wait, and the mean and variance of that wait (s, s^2). */
  waitProbability: number;
  wait: number;
  waitVariance: number;
  /** Mean and variance of the delay due to the backlog of the requests that leave it (s, s^2). */
  delay: number;
  delayVariance: number;
}

/**
 * One step of an M/M/c/K station with a fluid backlog: closed forms for the blocking probability and the mean queue, which near
 * saturation takes time to build up. README.md has the formulas.
 */
export function stepStation(input: StationInput, out: StationOutput): void {
  const { arrivals, capacity, servers, places, backlog, surplus } = input;
  if (capacity <= 0) {
    shut(out);
    return;
  }
  const nominal = arrivals / capacity;
  // The closed forms have a removable singularity at 1.
  const rho = Math.abs(nominal - 1) < 1e-6 ? 1 - 1e-6 : nominal;
  let block = 0;
  let waits = 1;
  let steadyQueue: number;
  const blocking = erlangB(servers, servers * rho);
  if (rho < 0.85 && places >= 60) {
    const full = blocking / (1 - blocking + blocking / (1 - rho));
    waits = full / (1 - rho);
    steadyQueue = waits * rho / (1 - rho);
  } else {
    const power = pow(rho, places);
    if (power > 1e12) {
      block = 1 - 1 / rho;
      steadyQueue = places - 1 / (rho - 1);
    } else {
      const sum = (1 - power * rho) / (1 - rho);
      const full = blocking / (1 - blocking + blocking * sum);
      block = full * power;
      waits = Math.min(1, full * (1 - power) / ((1 - rho) * (1 - block)));
      steadyQueue = full * rho * (1 - (places + 1) * power + places * power * rho) / ((1 - rho) * (1 - rho));
    }
  }
  const top = rho > 1 ? Math.max(0, steadyQueue) : places;
  const mean = (arrivals - capacity) * STEP_SECONDS;
  // Chance in a queue that is no backlog is what its stationary distribution is made of.
  const drift = backlog + mean > 0 ? mean + surplus : mean;
  const next = Math.min(Math.max(backlog + drift, 0), Math.max(top, 0));
  const moving = drift === 0 ? 0 : Math.min(1, Math.abs((next - backlog) / drift));
  let delay = 0;
  let delayVariance = 0;
  let waited = 0;
  if (backlog > 0 || next > 0) {
    const movingSeconds = moving * STEP_SECONDS;
    const before = backlog > 0 ? input.waited : 0;
    const turn = waitOfFirst(input, next, movingSeconds);
    waited = next > 0
      ? waitOfFirst({ backlog: next, waited: turn, capacity }, next, STEP_SECONDS - movingSeconds)
      : 0;
    const still = (turn + waited) / 2;
    delay = moving * (before + turn) / 2 + (1 - moving) * still;
    const square = moving * (before * before + before * turn + turn * turn) / 3 +
      (1 - moving) * (turn * turn + turn * waited + waited * waited) / 3;
    delayVariance = square - delay * delay + delay / capacity;
    if (rho > 1 && next >= top) {
      const spread = Math.min(1 / (rho - 1), places / 3.46) / capacity;
      delayVariance += spread * spread;
    }
  }
  const target = rho < 1 ? steadyQueue : Math.max(0, Math.min(1 / (rho - 1), steadyQueue - next));
  const queue = nextQueue(input, target, rho);
  const meanQueue = queue > input.queue ? meanOfGrowth(input, queue) : queue;
  const rejected = rho > 1
    ? block * (1 - moving)
    : (block > 0 ? block * Math.min(1, queue / Math.max(steadyQueue, 1e-12)) : 0);
  const admitted = arrivals * (1 - rejected);
  const served = Math.min(capacity, admitted + backlog / STEP_SECONDS);
  const waitProbability = next > 1 ? 1 : waits;
  const meanWait = admitted > 0 ? meanQueue / Math.min(admitted, capacity) : 0;
  const wait = waitProbability > 0 ? meanWait / waitProbability : 0;
  const fullness = Math.min(1, Math.max(0, 2.5 * (wait * capacity / places - 0.1)));
  out.backlog = next;
  out.queue = queue;
  out.waited = waited;
  out.rejected = rejected;
  out.served = served;
  out.waitProbability = waitProbability;
  out.wait = wait;
  out.waitVariance = wait * wait * (1 - fullness * 2 / 3);
  out.delay = delay;
  out.delayVariance = delayVariance;
}

/**
 * How long the first request of a backlog has waited after the backlog has moved evenly from Q to Q' in some seconds: first come, first
 * served, W' = 1 - capacity W / Q, if those who wait came evenly. With λ the rate at which requests join, W / Q - 1 / λ falls as
 * (Q' / Q)^(-λ / (λ - capacity)).
 */
function waitOfFirst(
  { backlog, waited, capacity }: Pick<StationInput, "backlog" | "waited" | "capacity">,
  next: number,
  seconds: number,
): number {
  if (next <= 0) return 0;
  const slope = seconds > 0 ? (next - backlog) / seconds : 0;
  const joining = Math.max(1e-3 * capacity, capacity + slope);
  if (backlog <= 0) return next / joining;
  if (seconds <= 0) return waited;
  const grown = next / backlog - 1;
  const exponent = Math.abs(grown) < 1e-6
    ? -joining * seconds / backlog
    : -joining * seconds / (next - backlog) * Math.log1p(grown);
  return next * (1 / joining + (waited / backlog - 1 / joining) * Math.exp(exponent));
}

/**
 * The stochastic queue grows like a reflected random walk, whose mean after t is sqrt(2 σ² t / π), up to its target, and drains at the
 * rate of the spare capacity. Arrivals and services have a variance of (1 + c²) capacity per second, and waits of (1 + c²) / 2 times the
 * queue here.
 */
function nextQueue(
  { queue, arrivals, capacity, stretch }: StationInput,
  target: number,
  rho: number,
): number {
  if (target >= queue) {
    const growth = growthOf(capacity, stretch) * STEP_SECONDS;
    return rho < 1 ? grownQueue(queue, target, growth) : Math.min(target, Math.sqrt(queue * queue + growth));
  }
  if (rho > 1) return target;
  const rate = (Math.max(0, capacity - arrivals) + capacity * (1 - rho) * (1 - rho) * queue) / stretch;
  return Math.max(target, queue - rate * STEP_SECONDS);
}

/** Relaxation times after which a queue has its target. */
const SETTLED = 30;

/**
 * A reflected random walk Q with drift -θ has d E[Q²]/dt = σ² - 2 θ E[Q] = σ² (1 - E[Q] / target) (Abate and Whitt, Advances in Applied
 * Probability 19, 1987). With E[Q²] = π/2 E[Q]², as of a half-normal variable, which it is at first, y = E[Q] / target follows
 * -2 y - 2 ln(1 - y) = growth / target²: 0.60 and 0.88 of the target where it is 0.58 and 0.85 in truth.
 */
function grownQueue(queue: number, target: number, growth: number): number {
  const time = growth / (target * target);
  if (!(time < SETTLED)) return target;
  const before = queue / target;
  if (before > 1 - 1e-6) return target;
  const wanted = time - 2 * before - 2 * Math.log1p(-before);
  // With y = 1 - e^-u it is u + e^-u = 1 + wanted / 2, which Newton's method solves from the right.
  const sum = 1 + wanted / 2;
  const root = Math.sqrt(wanted);
  let u = Math.min(sum, root * (1 + root / 6) + wanted / 8);
  for (let round = 0; round < 4; round++) {
    const power = Math.exp(-u);
    u -= (u + power - sum) / (1 - power);
  }
  return target * -Math.expm1(-u);
}

/** Growth of the queue's square per second: 2 σ² / π. */
function growthOf(capacity: number, stretch: number): number {
  return 1.27 * capacity / stretch;
}

/** Mean over the step of a queue that grows to its next length, as the root of time, and stays there. */
function meanOfGrowth({ queue, capacity, stretch }: StationInput, next: number): number {
  const growth = growthOf(capacity, stretch) * STEP_SECONDS;
  const growing = Math.min(1, (next * next - queue * queue) / growth);
  return growing * 2 / 3 * (queue * queue + queue * next + next * next) / (queue + next) +
    (1 - growing) * next;
}

function shut(out: StationOutput): void {
  out.backlog = 0;
  out.queue = 0;
  out.waited = 0;
  out.rejected = 1;
  out.served = 0;
  out.waitProbability = 0;
  out.wait = 0;
  out.waitVariance = 0;
  out.delay = 0;
  out.delayVariance = 0;
}

/** Input and output records for `stepStation`. */
export function createStationIo(): { input: StationInput; output: StationOutput } {
  return {
    input: {
      arrivals: 0,
      capacity: 0,
      servers: 1,
      places: 1,
      surplus: 0,
      backlog: 0,
      queue: 0,
      waited: 0,
      stretch: 1,
    },
    output: {
      backlog: 0,
      queue: 0,
      waited: 0,
      rejected: 0,
      served: 0,
      waitProbability: 0,
      wait: 0,
      waitVariance: 0,
      delay: 0,
      delayVariance: 0,
    },
  };
}
