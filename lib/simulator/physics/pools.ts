import type { Conditions } from "./conditions.ts";
import { gammaTail } from "../mixtures/gamma_tail.ts";
import {
  assign,
  createMixture,
  MAX_COMPONENTS,
  meanOf,
  type Mixture,
  push,
  reduce,
} from "../mixtures/mixture.ts";
import { pushWithin } from "../mixtures/timeout.ts";
import type { Network } from "../topology/network.ts";
import {
  type PoolInput,
  type PoolOutput,
  stepPool,
  stepRetriedPool,
  stepReturningPool,
} from "../queueing/pool.ts";
import type { Responses } from "./responses.ts";
import type { State } from "./state.ts";

/** A station behind pools: its capacity (requests/s), servers, and the requests/s of callers without a pool. */
interface Station {
  readonly capacity: number;
  readonly servers: number;
  readonly others: number;
}

/**
 * The pools of connections of a network, from the calls that want one to those that reach the callee. Where the callee saturates before
 * its callers run out of connections, callers' queues and its own are one queue, first come first served: the callee's station is
 * stepped with the places of both, and `split` tells them apart. Otherwise each pool is a queue of its own before the callee.
 */
export interface Pools {
  /** Per node, 1 from when calls through a pool want it until `settle`. */
  readonly pending: Uint8Array;
  /** Forgets the step before: nothing but the state is carried from step to step. */
  begin(): void;
  /** Notes that a call needs no connection of a pool. */
  without(call: number): void;
  /** Notes the calls/s that want a connection, and the share of the first tries that are retried among them. */
  want(call: number, wanted: number, again: number): void;
  /** The requests/s that pools let through to a node, after all of its callers have said what they want. */
  admit(node: number, station: Station): number;
  /** Places of the node's queue, with those of its callers' queues where the two are one. */
  placesOf(node: number): number;
  /** Counts what the joint queue had no room for as calls without a connection. Returns the share that was let in. */
  settle(node: number, rejected: number): number;
  /** Splits waits in the joint queue into those at the callee, which stay, and those for a connection. */
  split(node: number, waits: Mixture, capacity: number): void;
}

/** A pool that would hold this many times its mean calls, and so many more, while its callee is less busy than that, is never short. */
const AMPLE = { factor: 2, more: 12, busy: 0.6 };
/** Least connections per call in use of the tightest pool, as a share of those of all pools, for their queues to be one. */
const MIN_ALIKE = 0.5;
/** Retries that are rarer than this are spread over all waits. */
const MIN_RETRIED = 1e-3;
/** Cells by which waits are told apart where retries depend on them. */
const WAIT_CELLS = 24;
/** Components in which those waits are written. */
const WAIT_PARTS = 5;
/** Components of the waits of an overloaded pool: thirds of an exponential distribution by weight, in units of its mean. */
const THIRDS = [0.1891, 0.7123, 2.0986];
/** Half of their variances, and none of the last: the sum with a gamma variable has too long a tail otherwise. */
const THIRD_VARIANCES = [0.007, 0.02, 0];

/** The pools of a network, whose flows to the callees are written to `flow`. */
export function createPools(
  { network, state, conditions, responses, flow }: {
    network: Network;
    state: State;
    conditions: Conditions;
    responses: Responses;
    flow: Float64Array;
  },
): Pools {
  const { nodes, calls, callee, queuePlaces } = network;
  const incoming: number[][] = Array.from({ length: nodes }, () => []);
  for (let e = 0; e < calls; e++) incoming[callee[e]!]!.push(e);
  const wants = new Float64Array(calls);
  const retried = new Float64Array(calls);
  const cells = new Float64Array(WAIT_CELLS);
  const pending = new Uint8Array(nodes);
  /** Places at the callee itself where all of its requests come through pools that fill them; otherwise Infinity. */
  const inside = new Float64Array(nodes).fill(Infinity);
  const joint = new Uint8Array(nodes);
  const places = Float64Array.from(queuePlaces);
  const input: PoolInput = { arrivals: 0, size: 0, hold: 0, variation: 1, limit: 0, deadline: 0 };
  const output: PoolOutput = { failed: 0, waiting: 0, decay: 0 };
  const kept = createMixture();
  const distances = new Float64Array(MAX_COMPONENTS);
  /** Whether a call has wanted a connection since `begin`. */
  let wanting = false;

  function clear(e: number): void {
    responses.poolFailure[e] = 0;
    responses.poolWait[e] = 0;
    responses.poolWaits[e]!.size = 0;
  }

  /** Steps a pool that is a queue of its own. */
  function step(e: number, limit: number): void {
    input.arrivals = wants[e]!;
    input.size = conditions.pool[e]!;
    input.hold = Math.max(1e-9, state.hold[e]! + state.queued[e]!);
    input.variation = state.holdVariation[e]!;
    input.limit = limit;
    const deadline = network.acquireTimeout[e]!;
    input.deadline = deadline;
    const whole = network.wholeDeadline[e] === 1;
    const rate = Math.min(limit, input.size / input.hold);
    const lasting = whole ? 0 : lastingOf(deadline, rate, input.arrivals);
    responses.poolLasting[e] = lasting;
    // What the queue has moved by until then: the mean of a half-normal variable, sqrt(2 / π) of its deviation.
    const moved = Math.sqrt(2 / Math.PI * (1 + input.variation) * deadline / rate);
    responses.poolAgain[e] = Math.max(0, deadline - moved);
    // Its density at the limit after that time, over the density of waits there per connection that comes free.
    responses.poolFull[e] = Math.min(1, 2 / (Math.PI * rate * moved));
    const again = retried[e]!;
    if (again <= MIN_RETRIED) {
      stepPool(input, output);
      writeWaits(responses.poolWaits[e]!, output, deadline);
    } else {
      if (whole) stepWithRetries(e, again);
      else stepReturningPool(input, { again, lasting, cells }, output);
      const { waiting } = output;
      writeCells(responses.poolWaits[e]!, { waiting, cells, width: deadline / WAIT_CELLS });
    }
    responses.poolFailure[e] = output.failed;
    responses.poolWait[e] = meanOf(responses.poolWaits[e]!);
  }

  /** Steps a pool whose failures come back to a queue that is still long, and notes how many do. */
  function stepWithRetries(e: number, again: number): void {
    const arrivals = stepRetriedPool(input, { again, limit: responses.retryLimit[e]!, cells }, output);
    responses.retryLimit[e] = arrivals / input.arrivals * (1 + again) - 1;
    flow[e] = flow[e]! * arrivals / input.arrivals;
  }

  return {
    pending,
    begin() {
      if (!wanting) return;
      wanting = false;
      // A call that is never short of connections says nothing of what it wants.
      wants.fill(0);
      // A callee that is down leaves its callers' wants unsettled.
      for (let i = 0; i < nodes; i++) {
        if (pending[i] === 0) continue;
        pending[i] = 0;
        joint[i] = 0;
        inside[i] = Infinity;
        places[i] = queuePlaces[i]!;
      }
    },
    without: clear,
    want(e, wanted, again) {
      wanting = true;
      clear(e);
      retried[e] = again;
      wants[e] = wanted;
      flow[e] = 0;
      pending[callee[e]!] = 1;
    },
    admit(node, { capacity, servers, others }) {
      let wanted = 0;
      let size = 0;
      let held = 0;
      let ample = true;
      let tightest = Infinity;
      let inUseOfAll = 0;
      let deadlines = 0;
      for (const e of incoming[node]!) {
        const pool = conditions.pool[e]!;
        if (pool === Infinity || wants[e] === 0) continue;
        const sent = wants[e]! * (1 - conditions.cut[e]!);
        flow[e] = sent;
        wanted += sent;
        size += pool;
        held += wants[e]! * Math.max(0, state.hold[e]! - servers / Math.max(capacity, 1e-9));
        deadlines += sent * network.acquireTimeout[e]!;
        const inUse = wants[e]! * state.hold[e]!;
        inUseOfAll += inUse;
        tightest = Math.min(tightest, pool / Math.max(inUse, 1e-9));
        ample &&= wants[e]! * (state.hold[e]! + state.queued[e]!) * AMPLE.factor + AMPLE.more < pool;
      }
      const all = wanted + others;
      if (capacity <= 0 || wanted <= 0 || (ample && all < AMPLE.busy * capacity)) return wanted;
      const atSaturation = Math.min(1, capacity / wanted);
      const left = Math.floor(size - servers - held * atSaturation);
      // Callers whose pools are alike wait together; one whose pool is far shorter than the others' waits for its own connections.
      const alike = tightest >= MIN_ALIKE * size / Math.max(inUseOfAll, 1e-9);
      // Queues of single replicas are none that callers can be part of.
      const oneQueue = others === 0 && network.balancer[node] === 0;
      if (oneQueue && left >= 1 && alike) {
        if (left < queuePlaces[node]!) {
          inside[node] = left;
          joint[node] = 1;
          places[node] = left + Math.ceil(capacity * deadlines / wanted);
        }
        return wanted;
      }
      // Requests that all come through pools with fewer connections than the callee has servers never wait for one.
      if (oneQueue) inside[node] = Math.max(0, size - servers);
      let admitted = 0;
      for (const e of incoming[node]!) {
        if (conditions.pool[e] === Infinity || wants[e] === 0) continue;
        const share = Math.max(capacity - (all - flow[e]!), capacity * flow[e]! / all);
        step(e, share / Math.max(1e-9, 1 - conditions.cut[e]!));
        flow[e] = flow[e]! * (1 - responses.poolFailure[e]!);
        admitted += flow[e]!;
      }
      return admitted;
    },
    placesOf: (node) => places[node]!,
    settle(node, rejected) {
      pending[node] = 0;
      if (!(joint[node] === 1)) return 1;
      responses.rejected[node] = 0;
      for (const e of incoming[node]!) {
        if (conditions.pool[e] === Infinity) continue;
        responses.poolFailure[e] = rejected;
        responses.poolLasting[e] = 0;
        flow[e] = flow[e]! * (1 - rejected);
      }
      return 1 - rejected;
    },
    split(node, waits, capacity) {
      const limit = inside[node]! / capacity;
      if (limit === Infinity) return;
      inside[node] = Infinity;
      places[node] = queuePlaces[node]!;
      if (joint[node] === 0) {
        // What does not fit waits in its pool, which has counted it.
        truncate(waits, limit);
        return;
      }
      joint[node] = 0;
      kept.size = 0;
      let waiting = 0;
      let sum = 0;
      let squares = 0;
      for (let i = 0; i < waits.size * 3; i += 3) {
        const [weight, mean, variance] = [waits.parts[i]!, waits.parts[i + 1]!, waits.parts[i + 2]!];
        const beyond = mean > 0 ? gammaTail(limit, mean, variance) : 0;
        if (beyond < 1e-6) {
          push(kept, weight, mean, variance);
          continue;
        }
        const first = kept.size;
        if (beyond < 1 - 1e-6) pushWithin(kept, weight, { mean, variance, limit, beyond });
        let short = 0;
        let shortSquare = 0;
        for (let j = first * 3; j < kept.size * 3; j += 3) {
          short += kept.parts[j]! * kept.parts[j + 1]!;
          shortSquare += kept.parts[j]! * (kept.parts[j + 1]! * kept.parts[j + 1]! + kept.parts[j + 2]!);
        }
        const late = weight * beyond;
        push(kept, late, limit, limit / capacity);
        const above = (weight * mean - short) / late;
        const square = (weight * (mean * mean + variance) - shortSquare) / late;
        const wait = Math.max(0, above - limit);
        waiting += late;
        sum += late * wait;
        squares += late * Math.max(wait * wait, square - 2 * limit * above + limit * limit);
      }
      reduce(kept, distances);
      assign(waits, kept);
      if (waiting < 1e-9) return;
      const mean = sum / waiting;
      for (const e of incoming[node]!) {
        if (conditions.pool[e] === Infinity) continue;
        const own = responses.poolWaits[e]!;
        own.size = 0;
        push(own, 1 - waiting, 0, 0);
        push(own, waiting, mean, squares / waiting - mean * mean);
        responses.poolWait[e] = waiting * mean;
      }
    },
  };
}

/** Correlation of a queue of that rate over a time (s): its relaxation takes about 2 / (rate (1 - rho)²). */
export function lastingOf(seconds: number, rate: number, arrivals: number): number {
  const gap = 1 - arrivals / rate;
  return Math.exp(-seconds * rate * gap * gap / 2);
}

/** Cuts waits short at a limit. */
function truncate({ size, parts }: Mixture, limit: number): void {
  for (let i = 0; i < size * 3; i += 3) {
    const cut = Math.min(1, limit / Math.max(parts[i + 1]!, 1e-12));
    parts[i + 1] = parts[i + 1]! * cut;
    parts[i + 2] = parts[i + 2]! * cut * cut;
  }
}

/** Writes waits in cells of that width as components of about the same weight. */
function writeCells(
  waits: Mixture,
  { waiting, cells, width }: { waiting: number; cells: Float64Array; width: number },
): void {
  waits.size = 0;
  push(waits, 1 - waiting, 0, 0);
  let all = 0;
  let weight = 0;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < cells.length; i++) {
    const share = cells[i]!;
    const at = (i + 0.5) * width;
    weight += share;
    sum += share * at;
    squares += share * (at * at + width * width / 12);
    all += share;
    if (i + 1 < cells.length && all < waits.size / WAIT_PARTS) continue;
    if (weight > 0) {
      push(
        waits,
        waiting * weight,
        sum / weight,
        Math.max(0, squares / weight - sum * sum / (weight * weight)),
      );
    }
    weight = sum = squares = 0;
  }
}

/** Writes the waits of the calls that get a connection: their density falls or, in an overload, rises up to the deadline. */
function writeWaits(waits: Mixture, { waiting, decay }: PoolOutput, deadline: number): void {
  waits.size = 0;
  if (waiting < 1e-6) return;
  push(waits, 1 - waiting, 0, 0);
  const exponent = decay * deadline;
  if (exponent < -3) {
    const spread = -1 / decay;
    for (let i = 0; i < THIRDS.length; i++) {
      push(
        waits,
        waiting / 3,
        Math.max(0, deadline - THIRDS[i]! * spread),
        THIRD_VARIANCES[i]! * spread * spread,
      );
    }
    return;
  }
  if (exponent < 1e-3 && exponent > -1e-3) {
    push(waits, waiting, deadline / 2, deadline * deadline / 12);
    return;
  }
  const cut = Math.exp(-exponent);
  const mean = 1 / decay - deadline * cut / (1 - cut);
  const square = 2 / decay * mean - deadline * deadline * cut / (1 - cut);
  push(waits, waiting, mean, Math.max(0, square - mean * mean));
}
