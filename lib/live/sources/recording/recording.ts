import { METRIC_COUNT, type Observation, type Topology } from "../../../model/mod.ts";
import { ALWAYS_AVAILABLE, type WatchedSource } from "../state.ts";

/** What was recorded. */
export interface RecordingOptions {
  /** What the page and the audit call it. */
  readonly name: string;
  /** The services, whose order is that of the rows of an observation. */
  readonly topology: Topology;
  /** By time. */
  readonly observations: readonly Observation[];
  /** Whether each keeps the time at which it was recorded; else it gets that of the step in which it is played. Default true. */
  readonly ownTimes?: boolean;
}

/** Observations that were recorded, one a step from the first on: `past` takes from the same. After the last, all values are missing. */
export function createRecordingSource(
  { name, topology, observations, ownTimes = true }: RecordingOptions,
): WatchedSource {
  let played = 0;
  const told = (step: number, atSeconds?: number): Observation => {
    const recorded = observations[played];
    if (recorded === undefined) {
      const values = new Float64Array(topology.services.length * METRIC_COUNT).fill(NaN);
      return { step, timeSeconds: atSeconds ?? NaN, values };
    }
    played++;
    return {
      ...recorded,
      step,
      timeSeconds: ownTimes ? recorded.timeSeconds : atSeconds ?? recorded.timeSeconds,
    };
  };

  return {
    name: `recording ${name}`,
    get state() {
      const over = played >= observations.length;
      return over
        ? { ...ALWAYS_AVAILABLE, available: false, trouble: "the recording is over" }
        : ALWAYS_AVAILABLE;
    },
    check: () => Promise.resolve(),
    past: (count) => {
      const there = Math.min(count, observations.length - played);
      return Promise.resolve(Array.from({ length: there }, (_, i) => told(i)));
    },
    observe: (step, atSeconds) => Promise.resolve(told(step, atSeconds)),
    close: () => Promise.resolve(),
  };
}
