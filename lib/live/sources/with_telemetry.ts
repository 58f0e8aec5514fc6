import type { Observation } from "../../model/mod.ts";
import type { TelemetryBuffer } from "../intake/telemetry_buffer.ts";
import type { WatchedSource } from "./state.ts";

/** The observations of a source with the logs and spans that were received since the one before, in place of its own. */
export function withTelemetry(source: WatchedSource, buffer: TelemetryBuffer): WatchedSource {
  return {
    get name() {
      return source.name;
    },
    get state() {
      const { dropped } = buffer;
      const lost = dropped > 0 ? [`${dropped} log records and spans were more than a step holds`] : [];
      return { ...source.state, notes: [...source.state.notes, ...lost] };
    },
    check: (signal) => source.check(signal),
    ...(source.findings && { findings: (signal?: AbortSignal) => source.findings!(signal) }),
    past: (count, signal, suits) => source.past(count, signal, suits),
    observe: async (step, atSeconds, signal): Promise<Observation> => ({
      ...await source.observe(step, atSeconds, signal),
      ...buffer.take(),
    }),
    close: () => source.close(),
  };
}
