import {
  METRIC_COUNT,
  type Observation,
  type Service,
  STEP_SECONDS,
  type Topology,
} from "../../model/mod.ts";
import { createStream, normalQuantile } from "../../random/mod.ts";

const station = (name: string, kind: Service["kind"], replicas: number): Service => ({
  name,
  kind,
  replicas,
  ratePerReplica: 66,
  queuePlaces: 100,
  contention: 0,
  coherency: 0,
  baseErrorRate: 0,
});

/** A synthetic three-tier topology with a cache-aside pair, for tests: api asks the cache, and on a miss the database. */
export const SYNTHETIC: Topology = {
  name: "synthetic",
  front: "api",
  services: [station("api", "service", 3), station("cache", "cache", 2), station("db", "database", 3)],
  calls: [
    { callee: "cache", timeoutSeconds: 0.1, critical: false },
    { callee: "db", timeoutSeconds: 1, critical: true, onMissOf: "cache" },
  ].map((call) => ({
    caller: "api",
    callsPerRequest: 1,
    mode: "sequential",
    retries: 0,
    retryBudget: 0,
    networkDelaySeconds: 0,
    ...call,
  })),
  entryRate: 100,
  userTimeoutSeconds: 2,
};

/** Normal values at 100 requests/s: rows api, cache, db; columns in the order of `METRICS`. */
export const HEALTHY: readonly number[] = [
  ...[70, 0.002, 0.5, 0.45, 100],
  ...[1.5, 0, 0.03, 0.45, 100],
  ...[60, 0, 0.25, 0.45, 20],
];

/** Relative noise of each metric. */
const NOISE = [0.08, 0.3, 0.04, 0.01, 0.04];

/**
 * Creates observations of a healthy system, one per call, without a simulator: with noise from a stream, and CPU and
 * request rate proportional to the load.
 *
 * @returns a function of the load (1 is normal) and of values that replace some, by index
 */
export function synthesize(
  seed: number,
): (options?: { load?: number; values?: Readonly<Record<number, number>> }) => Observation {
  const stream = createStream(seed, "synthetic");
  let step = 0;
  return ({ load = 1, values = {} } = {}) => {
    const row = Float64Array.from(HEALTHY, (usual, i) => {
      const metric = i % METRIC_COUNT;
      const scaled = metric === 2 || metric === 4 ? usual * load : usual;
      return Math.max(0, scaled * (1 + NOISE[metric]! * normalQuantile(stream.next())));
    });
    for (const [i, value] of Object.entries(values)) row[Number(i)] = value;
    const observation = { step, timeSeconds: step * STEP_SECONDS, values: row };
    step++;
    return observation;
  };
}
