import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  REQUEST_RATE,
  STEP_SECONDS,
} from "../model/mod.ts";
import { binomialQuantile, normalQuantile, poissonQuantile, type Stream } from "../random/mod.ts";
import type { Truth } from "./physics.ts";
import type { State } from "./state.ts";

/** Uniform numbers that a node's measurements use up in a step, whatever they come out as. */
const DRAWS = 6;
/** Observations in one block of memory. */
const ROWS = 64;
const LARGEST_LATENCY_DEVIATION = 0.35;
const MEMORY_DEVIATION = 0.006;

/** Measures the system as monitoring would: from the requests that there were in the step. */
export interface Telemetry {
  /** Draws this step's numbers and returns the standard normal innovations of the slow factor, per node. */
  draw(): Float64Array;
  /** Observed values, services x metrics. Call `draw` first. */
  measure(truth: Truth, state: State): Float64Array;
}

/**
 * Noise that follows from finite counts: Poisson requests, binomial errors, the sampling error of a percentile.
 * Every step takes the same count of numbers from the stream, so two runs that act differently stay in step.
 */
export function createTelemetry(
  nodes: number,
  { stream, noise = 1 }: {
    stream: Stream;
    /** Standard deviation, as a multiple of what all requests give. Default 1. */
    noise?: number;
  },
): Telemetry {
  // A deviation n times as large is that of a sample n² times as small.
  const seconds = STEP_SECONDS / (noise * noise);
  const drawn = new Float64Array(nodes * DRAWS);
  const slowness = new Float64Array(nodes);
  const width = nodes * METRIC_COUNT;
  let block = new Float64Array(0);
  let used = 0;

  /** Room for one observation, cut from a larger array: a typed array of its own costs a sixth of a whole step. */
  function cut(): Float64Array {
    if (used + width > block.length) {
      block = new Float64Array(width * ROWS);
      used = 0;
    }
    return block.subarray(used, used += width);
  }

  return {
    draw: () => {
      for (let i = 0; i < drawn.length; i++) drawn[i] = stream.next();
      for (let i = 0; i < nodes; i++) slowness[i] = normalQuantile(drawn[i * DRAWS]!);
      return slowness;
    },
    measure: (truth, state) => {
      const values = cut();
      for (let i = 0; i < nodes; i++) measureNode(i, { truth, state, drawn, values, seconds, noise });
      return values;
    },
  };
}

function measureNode(
  i: number,
  { truth, state, drawn, values, seconds, noise }: {
    truth: Truth;
    state: State;
    drawn: Float64Array;
    values: Float64Array;
    seconds: number;
    noise: number;
  },
): void {
  const row = i * METRIC_COUNT;
  const at = i * DRAWS;
  const requests = poissonQuantile(drawn[at + 1]!, truth.arrivals[i]! * seconds);
  const errors = binomialQuantile(drawn[at + 2]!, requests, truth.errorRate[i]!);
  const p95 = truth.p95[i]!;
  values[row + REQUEST_RATE] = requests / seconds;
  values[row + ERROR_RATE] = requests > 0 ? errors / requests : 0;
  if (requests > 0 && p95 > 0) {
    const sampling = Math.sqrt(0.0475 / requests) / (truth.density[i]! * p95);
    const deviation = sampling < LARGEST_LATENCY_DEVIATION ? sampling : LARGEST_LATENCY_DEVIATION;
    const factor = Math.exp(normalQuantile(drawn[at + 3]!) * deviation - deviation * deviation / 2);
    values[row + LATENCY_P95_MS] = 1000 * p95 * factor;
  }
  const busy = truth.utilisation[i]!;
  const events = Math.max(truth.capacity[i]! * seconds, 1);
  const cpu = busy + normalQuantile(drawn[at + 4]!) * Math.sqrt(2 * busy / events);
  values[row + CPU_UTILISATION] = clampShare(cpu);
  values[row + MEMORY_UTILISATION] = clampShare(
    state.memory[i]! + noise * MEMORY_DEVIATION * normalQuantile(drawn[at + 5]!),
  );
}

function clampShare(x: number): number {
  return x < 0 ? 0 : x > 1 ? 1 : x;
}

/** What monitoring would show if it had no sampling error: used where noise is switched off. */
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
