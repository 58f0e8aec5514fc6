import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  REQUEST_RATE,
  STEP_SECONDS,
} from "../../model/mod.ts";
import { binomialQuantile, normalQuantile, poissonOfScore, type Stream } from "../../random/mod.ts";
import type { Network } from "../topology/network.ts";
import type { Truth } from "../physics/truth.ts";
import type { State } from "../physics/state.ts";

/** Uniform numbers per node and step, whatever the measurements are. */
const DRAWS_PER_NODE = 6;
/** Observations that share a block of memory. */
const OBSERVATIONS_PER_BLOCK = 64;
/** Largest standard deviation of a measured p95, as a share of it. */
const MAX_LATENCY_DEVIATION = 0.35;
/** Work is the sum of as many service times as there are requests: half of its variance is theirs, half that of their number. */
const RATE_IN_WORK = Math.SQRT1_2;
/** Correlation of a busy window with a long p95 of a service without calls. */
const WORK_IN_LATENCY = 0.65;
const OWN_LATENCY = Math.sqrt(1 - WORK_IN_LATENCY * WORK_IN_LATENCY);
/** Correlation of a window's work with its queue's slow factor. */
const WORK_IN_SLOWNESS = 0.5;
/** Standard deviation of a measured memory utilisation. */
const MEMORY_DEVIATION = 0.006;

/** Measures the system as monitoring would: from a finite number of requests per step. */
export interface Telemetry {
  /** Draws the random numbers of a step and returns the innovations of the slow factor, standard normal, one per node. */
  draw(): Float64Array;
  /** Draws from another stream from here on. */
  use(stream: Stream): void;
  /**
   * The observed values, services x metrics. `draw` must be called first.
   *
   * @param into where they go; absent: an array of their own
   * @param seen the requests as they are measured, where that is not at the services that serve them
   */
  measure(truth: Truth, state: State, into?: Float64Array, seen?: SeenRequests): Float64Array;
}

/** What is measured of requests, per node. */
export type SeenRequests = Pick<Truth, "arrivals" | "errorRate" | "p95" | "density">;

/**
 * Noise of finite counts: Poisson requests, binomial errors, the sampling error of a percentile. What is counted are the same requests in
 * caller and callee, and more of them are more work: a window's counts go together as they do in a system. Every step takes the same
 * number of draws from the stream, so that runs with different actions see the same noise.
 */
export function createTelemetry(
  network: Network,
  { stream: first, noise = 1 }: {
    stream: Stream;
    /** Factor on the standard deviations. Default 1: all requests are counted. */
    noise?: number;
  },
): Telemetry {
  const { nodes, order, front, firstCall, callee } = network;
  /** Per node: standard score of the requests counted, its variance so far, and its correlation with the count at the front. */
  const score = new Float64Array(nodes);
  const variance = new Float64Array(nodes);
  const shared = new Float64Array(nodes);
  /** Per node: score of the work of its requests, and of what makes its p95 long: its own work and that of its callees. */
  const work = new Float64Array(nodes);
  const lateness = new Float64Array(nodes);
  // Deviations n times as large are those of a sample 1/n² as large.
  const seconds = STEP_SECONDS / (noise * noise);
  const drawn = new Float64Array(nodes * DRAWS_PER_NODE);
  const slowness = new Float64Array(nodes);
  const width = nodes * METRIC_COUNT;
  let block = new Float64Array(0);
  let used = 0;
  let stream = first;

  /** Memory of one observation as a view of a larger block: an array of its own would take a tenth of the time of a step. */
  function allocate(): Float64Array {
    if (used + width > block.length) {
      block = new Float64Array(width * OBSERVATIONS_PER_BLOCK);
      used = 0;
    }
    const view = new Float64Array(block.buffer, used * Float64Array.BYTES_PER_ELEMENT, width);
    used += width;
    return view;
  }

  /**
   * Scores of the counted requests, callers first. A share q of a Poisson count is correlated with it by the square root of q: a callee's
   * score is the sum of its callers' with weights flow / sqrt(arrivals here × there), and what is left of its variance is its own.
   */
  function scoreCounts({ arrivals, calls }: Truth): void {
    for (let k = 0; k < nodes; k++) {
      const node = order[k]!;
      const own = drawn[node * DRAWS_PER_NODE + 1]!;
      const explained = variance[node]! + shared[node]! * shared[node]!;
      if (node === front) {
        score[node] = own;
        shared[node] = 1;
      } else if (explained > 1) {
        const scale = 1 / Math.sqrt(explained);
        score[node] = score[node]! * scale;
        shared[node] = shared[node]! * scale;
      } else score[node] = score[node]! + own * Math.sqrt(1 - explained);
      const inFront = shared[node]!;
      const apart = 1 - inFront * inFront;
      // Ready for the next step.
      shared[node] = variance[node] = 0;
      for (let e = firstCall[node]!; e < firstCall[node + 1]!; e++) {
        const to = callee[e]!;
        const both = arrivals[node]! * arrivals[to]!;
        if (both <= 0) continue;
        const weight = calls[e]! / Math.sqrt(both);
        score[to] = score[to]! + weight * score[node]!;
        shared[to] = shared[to]! + weight * inFront;
        variance[to] = variance[to]! + weight * weight * apart;
      }
    }
  }

  /**
   * Scores of work and of what makes a p95 long, callees first. The node's own work counts by its share of the variance, squared, the callees'
   * by what is left, each as its calls and its p95 are large. Their variance is about 1.
   */
  function scoreWork({ arrivals, calls, p95, localShare }: Truth): void {
    for (let k = nodes - 1; k >= 0; k--) {
      const node = order[k]!;
      const own = RATE_IN_WORK * (score[node]! + drawn[node * DRAWS_PER_NODE + 4]!);
      work[node] = own;
      // At the p95 a long path counts for more than its share of the variance; the square is fitted to single requests.
      const share = localShare[node]! * localShare[node]!;
      let late = share * own;
      if (share < 1 && arrivals[node]! > 0) {
        let sum = 0;
        let weights = 0;
        for (let e = firstCall[node]!; e < firstCall[node + 1]!; e++) {
          const to = callee[e]!;
          const weight = calls[e]! * p95[to]! * p95[to]!;
          weights += weight;
          sum += weight * lateness[to]!;
        }
        if (weights > 0) late += Math.sqrt(1 - share * share) * sum / weights;
      }
      lateness[node] = late;
    }
  }

  return {
    draw: () => {
      stream.fill(drawn);
      // In one loop without other calls, so that the processor overlaps them.
      for (let i = 0; i < nodes; i++) {
        const at = i * DRAWS_PER_NODE;
        for (let j = at; j < at + DRAWS_PER_NODE; j++) if (j !== at + 2) drawn[j] = normalQuantile(drawn[j]!);
        slowness[i] = WORK_IN_SLOWNESS * drawn[at + 4]! + SLOWNESS_ALONE * drawn[at]!;
      }
      return slowness;
    },
    use: (next) => {
      stream = next;
    },
    measure: (truth, state, into, seen = truth) => {
      const values = into ?? allocate();
      scoreCounts(truth);
      scoreWork(truth);
      const { arrivals, errorRate, p95, density } = seen;
      const { utilisation, capacity } = truth;
      for (let i = 0; i < nodes; i++) {
        const row = i * METRIC_COUNT;
        const at = i * DRAWS_PER_NODE;
        const counted = score[i]!;
        score[i] = 0;
        const requests = poissonOfScore(counted, arrivals[i]! * seconds);
        const errors = binomialQuantile(drawn[at + 2]!, requests, errorRate[i]!);
        values[row + REQUEST_RATE] = requests / seconds;
        values[row + ERROR_RATE] = requests > 0 ? errors / requests : 0;
        const latency = p95[i]!;
        if (requests > 0 && latency > 0) {
          const sampling = Math.sqrt(0.0475 / requests) / (density[i]! * latency);
          const deviation = sampling < MAX_LATENCY_DEVIATION ? sampling : MAX_LATENCY_DEVIATION;
          const z = WORK_IN_LATENCY * lateness[i]! + OWN_LATENCY * drawn[at + 3]!;
          const factor = Math.exp(z * deviation - deviation * deviation / 2);
          values[row + LATENCY_P95_MS] = 1000 * latency * factor;
        } else values[row + LATENCY_P95_MS] = 0;
        const busy = utilisation[i]!;
        const services = Math.max(capacity[i]! * seconds, 1);
        values[row + CPU_UTILISATION] = clampShare(
          busy + work[i]! * Math.sqrt(2 * busy / services),
        );
        values[row + MEMORY_UTILISATION] = clampShare(
          state.memory[i]! + noise * MEMORY_DEVIATION * drawn[at + 5]!,
        );
      }
      return values;
    },
  };
}

const SLOWNESS_ALONE = Math.sqrt(1 - WORK_IN_SLOWNESS * WORK_IN_SLOWNESS);

function clampShare(x: number): number {
  return x < 0 ? 0 : x > 1 ? 1 : x;
}

/** The measured values without noise, in an array of their own unless one is given. */
export function exactValues(
  truth: Truth,
  state: State,
  values: Float64Array = new Float64Array(truth.p95.length * METRIC_COUNT),
  seen: SeenRequests = truth,
): Float64Array {
  const nodes = truth.p95.length;
  for (let i = 0; i < nodes; i++) {
    const row = i * METRIC_COUNT;
    values[row + LATENCY_P95_MS] = 1000 * seen.p95[i]!;
    values[row + ERROR_RATE] = seen.errorRate[i]!;
    values[row + CPU_UTILISATION] = clampShare(truth.utilisation[i]!);
    values[row + MEMORY_UTILISATION] = clampShare(state.memory[i]!);
    values[row + REQUEST_RATE] = seen.arrivals[i]!;
  }
  return values;
}
