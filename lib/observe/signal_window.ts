import type { LogRecord, Observation, Signals, Span, Topology } from "../model/mod.ts";
import { indicatorsOf, tableOf } from "./signals.ts";
import type { Window } from "./window.ts";

/** A window of observations with the logs and spans that came with them. */
export interface SignalWindow {
  push(observation: Observation): void;
  /** All that the window holds, the oldest first. Logs and spans are there if the latest observation brought any. */
  signals(): Signals;
}

/** Keeps logs and spans beside a window of metrics, for as many observations as it holds. Where none come, nothing is kept. */
export function createSignalWindow(topology: Topology, window: Window): SignalWindow {
  const indicators = indicatorsOf(topology);
  let logs: (readonly LogRecord[])[] = [];
  let spans: (readonly Span[])[] = [];
  let endSeconds = 0;
  const kept = <T>(steps: T[]): T[] => steps.length > window.capacity ? steps.slice(-window.capacity) : steps;
  return {
    push: (observation) => {
      window.push(observation);
      endSeconds = observation.timeSeconds;
      if (observation.logs) logs = kept([...logs, observation.logs]);
      if (observation.spans) spans = kept([...spans, observation.spans]);
    },
    signals: () => ({
      metrics: tableOf(window, { indicators, endSeconds }),
      ...(logs.length > 0 && { logs: logs.flat() }),
      ...(spans.length > 0 && { spans: spans.flat() }),
    }),
  };
}
