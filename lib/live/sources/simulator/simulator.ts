import { METRIC_COUNT, type Observation } from "../../../model/mod.ts";
import type { Clock } from "../../contract.ts";
import type { SimulatorConfig } from "../../config/source_schema.ts";
import { ALWAYS_AVAILABLE, type WatchedSource } from "../state.ts";
import type { SimulatedSystem } from "./simulated_system.ts";

/** What a source on a simulated system needs besides its configuration. */
export interface SimulatorSourceOptions {
  /** The system; an actuator may hand its actions to the same. */
  readonly system: SimulatedSystem;
  /** For the times of the past. */
  readonly clock: Clock;
  /** From one observation to the next; the system lets its own 5 s pass each time. */
  readonly stepSeconds: number;
}

/**
 * Observations of a simulated system within this process, which moves on by one step with each observation. Its past is played before the first one.
 * Faults of the configuration begin at a step after that past. Logs and spans carry the time of the observation.
 */
export function createSimulatorSource(
  { faults }: Pick<SimulatorConfig, "faults">,
  { system, clock, stepSeconds }: SimulatorSourceOptions,
): WatchedSource {
  let placed = false;

  /** Faults are counted from the first step that is observed. */
  function place(): void {
    if (placed) return;
    placed = true;
    for (const { startStep, type, service, severity, durationSteps } of faults) {
      system.inject({ type, service, severity, durationSteps, afterSteps: startStep });
    }
  }

  /** An observation of the system as one of this time. */
  function told(step: number, atSeconds: number): Observation {
    const { timeSeconds, values, logs, spans } = system.advance();
    const later = atSeconds - timeSeconds;
    return {
      step,
      timeSeconds: atSeconds,
      values,
      ...(logs && { logs: logs.map((record) => ({ ...record, timeSeconds: record.timeSeconds + later })) }),
      ...(spans && {
        spans: spans.map((span) => ({
          ...span,
          startSeconds: span.startSeconds + later,
          endSeconds: span.endSeconds + later,
          ...(span.events && {
            events: span.events.map((event) => ({ ...event, timeSeconds: event.timeSeconds + later })),
          }),
        })),
      }),
    };
  }

  return {
    name: `simulator ${system.topology.name}`,
    state: ALWAYS_AVAILABLE,
    check: () => Promise.resolve(),
    past: (count) => {
      const last = Math.floor(clock.now() / stepSeconds) * stepSeconds;
      const steps = Array.from({ length: count }, (_, i) => told(i, last - (count - 1 - i) * stepSeconds));
      return Promise.resolve(steps);
    },
    observe: (step, atSeconds, signal) => {
      if (signal?.aborted) {
        const values = new Float64Array(system.topology.services.length * METRIC_COUNT).fill(NaN);
        return Promise.resolve({ step, timeSeconds: atSeconds, values });
      }
      place();
      return Promise.resolve(told(step, atSeconds));
    },
    close: () => Promise.resolve(),
  };
}
