import { METRIC_COUNT, type Observation } from "../model/mod.ts";

/** The latest observations in one flat ring: pushing allocates nothing. */
export interface Window {
  readonly services: number;
  readonly capacity: number;
  /** Observations held, at most the capacity. */
  readonly length: number;
  push(observation: Observation): void;
  clear(): void;
  /** A value `age` observations back (0 is the latest); NaN where there is none. */
  value(age: number, service: number, metric: number): number;
  /** All values `age` observations back, services x metrics: a view that holds until the window moves on. @throws {RangeError} where there is none */
  observation(age: number): Float64Array;
  /** Mean over the latest `count` observations (fewer where there are fewer). */
  mean(service: number, metric: number, count: number): number;
  /** All values of one metric, the oldest first. */
  series(service: number, metric: number): Float64Array;
}

/** A window over the latest `capacity` observations of so many services. */
export function createWindow(services: number, capacity: number): Window {
  const width = services * METRIC_COUNT;
  const ring = new Float64Array(capacity * width);
  let pushed = 0;
  const length = () => Math.min(pushed, capacity);
  const value = (age: number, service: number, metric: number) =>
    age < length() ? ring[((pushed - 1 - age) % capacity) * width + service * METRIC_COUNT + metric]! : NaN;
  return {
    services,
    capacity,
    get length() {
      return length();
    },
    push: (observation) => {
      ring.set(observation.values, (pushed % capacity) * width);
      pushed++;
    },
    clear: () => {
      pushed = 0;
    },
    value,
    observation: (age) => {
      if (!(age < length())) {
        throw new RangeError(`The window holds ${length()} observations, asked for one ${age} back`);
      }
      const row = ((pushed - 1 - age) % capacity) * width;
      return ring.subarray(row, row + width);
    },
    mean: (service, metric, count) => {
      const n = Math.min(count, length());
      let sum = 0;
      for (let age = 0; age < n; age++) sum += value(age, service, metric);
      return n > 0 ? sum / n : NaN;
    },
    series: (service, metric) => {
      const count = length();
      const values = new Float64Array(count);
      const column = service * METRIC_COUNT + metric;
      // A plain loop: a window is read column by column at every fit, and a callback a value costs four times as much.
      for (let i = 0, row = (pushed - count) % capacity; i < count; i++) {
        values[i] = ring[row * width + column]!;
        if (++row === capacity) row = 0;
      }
      return values;
    },
  };
}
