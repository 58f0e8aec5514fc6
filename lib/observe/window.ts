import { z } from "zod";
import { checkOptions, objectWith } from "../model/check_options.ts";
import {
  type LogRecord,
  METRIC_COUNT,
  type MetricTable,
  type Observation,
  type Signals,
  type Span,
  UsageError,
} from "../model/mod.ts";
import { indicatorsOf } from "./indicators.ts";

/** Most observations that a window may hold. */
const MAX_CAPACITY = 1e7;

const ARGUMENTS = z.object({
  topology: objectWith({ services: "list" }),
  capacity: z.int().min(1).max(MAX_CAPACITY),
});

/**
 * The latest observations: their metrics, and the logs and spans that came with them. Single values, means and series are for detectors and
 * policies, `signals()` is for diagnosers.
 */
export interface Window {
  /** Number of observations that the window can hold. */
  readonly capacity: number;
  /** Number of observations held, at most the capacity. */
  readonly length: number;
  /** Adds an observation; a full window drops its oldest one. Values are copied, so the caller may reuse the array. */
  push(observation: Observation): void;
  /** Drops all observations. */
  clear(): void;
  /** A single value `age` observations back (0 is the latest); NaN if the window does not hold that observation. */
  value(age: number, service: number, metric: number): number;
  /**
   * All values `age` observations back, services x metrics: a view that is valid until the next `push`.
   *
   * @throws {UsageError} if the window does not hold that observation
   */
  observation(age: number): Float64Array;
  /**
   * Mean over the latest `count` observations, or over all that are held if these are fewer. Missing values are left out; NaN if nothing was
   * measured.
   */
  mean(service: number, metric: number, count: number): number;
  /** All values of one metric, oldest first. */
  series(service: number, metric: number): Float64Array;
  /**
   * Everything held, oldest first, with metrics in the layout `services-by-metrics`. Logs are present if any observation held brought
   * logs (none or more records), and spans likewise.
   */
  signals(): Signals;
}

/**
 * An empty window over the latest `capacity` observations of a system.
 *
 * @throws {UsageError} for an argument of another type, or an option that is not known
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * import { createWindow } from "./window.ts";
 * const window = createWindow({ services: [{ name: "api" }] }, 2);
 * for (const step of [1, 2, 3]) {
 *   window.push({ step, timeSeconds: 5 * step, values: Float64Array.of(100 * step, 0, 0.5, 0.5, 10) });
 * }
 * strictEqual(window.length, 2);
 * strictEqual(window.mean(0, 0, 2), 250);
 * strictEqual(window.signals().metrics.timesSeconds[0], 10);
 * ```
 */
export function createWindow(
  topology: {
    /** Its services, in the order of an observation's values. */
    readonly services: readonly {
      /** Name of the service. */
      readonly name: string;
    }[];
  },
  capacity: number,
): Window {
  checkOptions("createWindow", ARGUMENTS, { topology, capacity });
  const indicators = indicatorsOf(topology);
  const width = indicators.length;
  const ring = new Float64Array(capacity * width);
  const times = new Float64Array(capacity);
  const logs = new Array<readonly LogRecord[] | undefined>(capacity);
  const spans = new Array<readonly Span[] | undefined>(capacity);
  let pushed = 0;
  const length = () => Math.min(pushed, capacity);
  /** Where the ring holds the observation `age` observations back. */
  const slot = (age: number) => (pushed - 1 - age) % capacity;
  const oldestFirst = <T>(at: (slot: number) => T): T[] =>
    Array.from({ length: length() }, (_, i) => at(slot(length() - 1 - i)));
  const value = (age: number, service: number, metric: number) =>
    age < length() ? ring[slot(age) * width + service * METRIC_COUNT + metric]! : NaN;

  function series(service: number, metric: number): Float64Array {
    const count = length();
    const values = new Float64Array(count);
    const column = service * METRIC_COUNT + metric;
    // A plain loop: a window is read column by column at every fit, and a callback a value costs four times as much.
    for (let i = 0, row = (pushed - count) % capacity; i < count; i++) {
      values[i] = ring[row * width + column]!;
      if (++row === capacity) row = 0;
    }
    return values;
  }

  const metrics = (): MetricTable => ({
    layout: "services-by-metrics",
    indicators,
    timesSeconds: Float64Array.from(oldestFirst((i) => times[i]!)),
    columns: indicators.map((_, i) => series(Math.floor(i / METRIC_COUNT), i % METRIC_COUNT)),
  });

  return {
    capacity,
    get length() {
      return length();
    },
    push: ({ timeSeconds, values, ...telemetry }) => {
      const at = pushed % capacity;
      ring.set(values, at * width);
      times[at] = timeSeconds;
      logs[at] = telemetry.logs;
      spans[at] = telemetry.spans;
      pushed++;
    },
    clear: () => {
      pushed = 0;
    },
    value,
    observation: (age) => {
      if (!(age < length())) {
        throw new UsageError(`The window holds ${length()} observations, asked for one ${age} back`);
      }
      const row = slot(age) * width;
      return ring.subarray(row, row + width);
    },
    mean: (service, metric, count) => {
      const held = Math.min(count, length());
      let [sum, measured] = [0, 0];
      for (let age = 0; age < held; age++) {
        const one = value(age, service, metric);
        if (Number.isNaN(one)) continue;
        sum += one;
        measured++;
      }
      return measured > 0 ? sum / measured : NaN;
    },
    series,
    signals: () => {
      const brought = { logs: oldestFirst((i) => logs[i]), spans: oldestFirst((i) => spans[i]) };
      return {
        metrics: metrics(),
        ...(brought.logs.some(Boolean) && { logs: brought.logs.flatMap((records = []) => records) }),
        ...(brought.spans.some(Boolean) && { spans: brought.spans.flatMap((records = []) => records) }),
      };
    },
  };
}
