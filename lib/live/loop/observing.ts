import { METRIC_COUNT, type Observation, type Topology } from "../../model/mod.ts";
import type { Clock, Source } from "../contract.ts";
import { withoutImpossible } from "../sources/impossible.ts";
import type { Slot } from "./schedule.ts";

/** An observation, and what was wrong with how it came. */
export interface Observed {
  readonly observation: Observation;
  /** In words; undefined: nothing. */
  readonly trouble?: string;
  /** What of it was left out, in words; undefined: nothing. */
  readonly note?: string;
}

/** Asks a source for the observation of a step; one that fails, or hasn't answered when the next step is due, has measured nothing. */
export async function observe(
  { source, clock, topology, stepSeconds, signal }: {
    readonly source: Source;
    readonly clock: Clock;
    readonly topology: Topology;
    readonly stepSeconds: number;
    readonly signal: AbortSignal;
  },
  { step, atSeconds }: Slot,
): Promise<Observed> {
  const cut = new AbortController();
  const width = topology.services.length * METRIC_COUNT;
  const nothing = (trouble: string): Observed => ({
    observation: { step, timeSeconds: atSeconds, values: new Float64Array(width).fill(NaN) },
    trouble,
  });
  const answer = source.observe(step, atSeconds, AbortSignal.any([signal, cut.signal])).then(
    (observation): Observed =>
      observation.values.length === width
        ? withoutImpossible(observation, topology)
        : nothing(`${source.name} gave ${observation.values.length} values in place of ${width}`),
    (error) => nothing(`${source.name} failed: ${error instanceof Error ? error.message : error}`),
  );
  const late = clock.sleep(stepSeconds, cut.signal).then(() =>
    nothing(`${source.name} has not answered within ${stepSeconds} s`)
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    cut.abort();
  }
}
