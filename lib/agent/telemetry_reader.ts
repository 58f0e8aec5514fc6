import {
  ERROR_RATE,
  LATENCY_P95_MS,
  METRIC_COUNT,
  type Observation,
  serviceIndex,
  type Slo,
  type Topology,
} from "../model/mod.ts";

/** Steps for which the last measurement of the front stands in for one that is missing. */
const MAX_HELD_STEPS = 3;

/** An observation as the parts of an agent are given it, and what it says of the SLO. */
export interface Reading {
  /** The observation. All metrics of a service that exports nothing are NaN. */
  readonly observation: Observation;
  /** Whether the SLO is violated, by what the front measured last; false where that was too long ago. */
  readonly inBreach: boolean;
  /** Whether the front was measured in this step: its values are neither missing nor those of the step before. */
  readonly isNews: boolean;
  /** Whether the front was measured within the last steps. */
  readonly isKnown: boolean;
  /** Whether every value is that of the step before, as where metrics are collected less often than once a step. */
  readonly isRepeat: boolean;
}

/** Reads the observations of an episode, one after the other. */
export interface TelemetryReader {
  /** Reads the next one; does not keep or change its values. */
  read(observation: Observation): Reading;
}

/**
 * Creates a reader for one episode. It tells what was measured from what only looks so: a service of which all metrics are exactly 0 at once exports
 * nothing, since a process that runs uses memory; a row that equals the one before is no new measurement.
 */
export function createTelemetryReader(
  { topology, slo }: { readonly topology: Topology; readonly slo: Slo },
): TelemetryReader {
  const front = serviceIndex(topology, topology.front) * METRIC_COUNT;
  const limits = [
    createLimit(front + LATENCY_P95_MS, slo.latencyP95Ms),
    createLimit(front + ERROR_RATE, slo.errorRate),
  ];
  let before: Float64Array | undefined;

  return {
    read: (given) => {
      const values = withoutZeroRows(given.values);
      const repeated = (from: number, to: number) => before !== undefined && equal(values, before, from, to);
      const isRepeat = repeated(0, values.length);
      const frontRepeated = repeated(front, front + METRIC_COUNT);
      for (const limit of limits) limit.read(values);
      before = values.slice();
      const isKnown = limits.every((limit) => limit.isKnown());
      return {
        observation: values === given.values ? given : { ...given, values },
        inBreach: limits.some(({ isExceeded }) => isExceeded()),
        isNews: !frontRepeated && isKnown && limits.some(({ isFresh }) => isFresh()),
        isKnown,
        isRepeat,
      };
    },
  };
}

/** One limit of the SLO, and what was measured last. */
function createLimit(column: number, limit: number) {
  let [last, age] = [NaN, Infinity];
  let everMeasured = false;
  return {
    read: (values: Float64Array) => {
      age++;
      if (!Number.isFinite(values[column])) return;
      [last, age] = [values[column]!, 0];
      everMeasured = true;
    },
    isFresh: () => age === 0,
    /** A metric that the front never had says nothing, and isn't waited for. */
    isKnown: () => !everMeasured || age <= MAX_HELD_STEPS,
    isExceeded: () => age <= MAX_HELD_STEPS && last > limit,
  };
}

/** The values, NaN in the rows of services of which every metric is 0; the same array where there are none. */
function withoutZeroRows(values: Float64Array): Float64Array {
  let changed: Float64Array | undefined;
  for (let row = 0; row < values.length; row += METRIC_COUNT) {
    const end = row + METRIC_COUNT;
    if (values.subarray(row, end).every((value) => value === 0)) {
      (changed ??= values.slice()).fill(NaN, row, end);
    }
  }
  return changed ?? values;
}

/** Whether both arrays hold the same from one index to before another; NaN equals NaN. */
function equal(a: Float64Array, b: Float64Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}
