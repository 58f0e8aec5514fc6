import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  REQUEST_RATE,
  STEP_SECONDS,
} from "../../model/mod.ts";
import { binomialQuantile, normalQuantile, poissonQuantile, type Stream } from "../../random/mod.ts";
import type { Truth } from "../physics/physics.ts";
import type { State } from "../physics/state.ts";

/** Uniform numbers per node and step, whatever the measurements are. */
const DRAWS_PER_NODE = 6;
/** Observations that share a block of memory. */
const OBSERVATIONS_PER_BLOCK = 64;
/** Largest standard deviation of a measured p95, as a share of it. */
const MAX_LATENCY_DEVIATION = 0.35;
/** Standard deviation of a measured memory utilisation. */
const MEMORY_DEVIATION = 0.006;

/** Measures the system as monitoring would: from a finite number of requests per step. */
export interface Telemetry {
  /** Draws the random numbers of a step and returns the innovations of the slow factor, standard normal, one per node. */
  draw(): Float64Array;
  /** The observed values, services x metrics. `draw` must be called first. */
  measure(truth: Truth, state: State): Float64Array;
}

/**
 * Noise of finite counts: Poisson requests, binomial errors, the sampling error of a percentile. Every step takes the same number of
 * draws from the stream, so that runs with different actions see the same noise.
 */
export function createTelemetry(
  nodes: number,
  { stream, noise = 1 }: {
    stream: Stream;
    /** Factor on the standard deviations. Default 1: all requests are counted. */
    noise?: number;
  },
): Telemetry {
  // Deviations n times as large are those of a sample 1/n² as large.
  const seconds = STEP_SECONDS / (noise * noise);
  const drawn = new Float64Array(nodes * DRAWS_PER_NODE);
  const slowness = new Float64Array(nodes);
  const width = nodes * METRIC_COUNT;
  let block = new Float64Array(0);
  let used = 0;

  /** Memory of one observation as a view of a larger block: an array of its own would take a tenth of the time of a step. */
  function allocate(): Float64Array {
    if (used + width > block.length) {
      block = new Float64Array(width * OBSERVATIONS_PER_BLOCK);
      used = 0;
    }
    return block.subarray(used, used += width);
  }

  return {
    draw: () => {
      stream.fill(drawn);
      // In one loop without other calls, so that the processor overlaps them.
      for (let i = 0; i < nodes; i++) {
        const at = i * DRAWS_PER_NODE;
        slowness[i] = normalQuantile(drawn[at]!);
        for (let j = at + 3; j < at + DRAWS_PER_NODE; j++) drawn[j] = normalQuantile(drawn[j]!);
      }
      return slowness;
    },
    measure: (truth, state) => {
      const values = allocate();
      const { arrivals, errorRate, p95, density, utilisation, capacity } = truth;
      for (let i = 0; i < nodes; i++) {
        const row = i * METRIC_COUNT;
        const at = i * DRAWS_PER_NODE;
        const requests = poissonQuantile(drawn[at + 1]!, arrivals[i]! * seconds);
        const errors = binomialQuantile(drawn[at + 2]!, requests, errorRate[i]!);
        values[row + REQUEST_RATE] = requests / seconds;
        values[row + ERROR_RATE] = requests > 0 ? errors / requests : 0;
        const latency = p95[i]!;
        if (requests > 0 && latency > 0) {
          const sampling = Math.sqrt(0.0475 / requests) / (density[i]! * latency);
          const deviation = sampling < MAX_LATENCY_DEVIATION ? sampling : MAX_LATENCY_DEVIATION;
          const factor = Math.exp(drawn[at + 3]! * deviation - deviation * deviation / 2);
          values[row + LATENCY_P95_MS] = 1000 * latency * factor;
        }
        const busy = utilisation[i]!;
        const services = Math.max(capacity[i]! * seconds, 1);
        values[row + CPU_UTILISATION] = clampShare(
          busy + drawn[at + 4]! * Math.sqrt(2 * busy / services),
        );
        values[row + MEMORY_UTILISATION] = clampShare(
          state.memory[i]! + noise * MEMORY_DEVIATION * drawn[at + 5]!,
        );
      }
      return values;
    },
  };
}

function clampShare(x: number): number {
  return x < 0 ? 0 : x > 1 ? 1 : x;
}

/** The measured values without noise. */
export function exactValues(truth: Truth, state: State): Float64Array {
  const nodes = truth.p95.length;
  const values = new Float64Array(nodes * METRIC_COUNT);
  for (let i = 0; i < nodes; i++) {
    const row = i * METRIC_COUNT;
    values[row + LATENCY_P95_MS] = 1000 * truth.p95[i]!;
    values[row + ERROR_RATE] = truth.errorRate[i]!;
    values[row + CPU_UTILISATION] = clampShare(truth.utilisation[i]!);
    values[row + MEMORY_UTILISATION] = clampShare(state.memory[i]!);
    values[row + REQUEST_RATE] = truth.arrivals[i]!;
  }
  return values;
}
