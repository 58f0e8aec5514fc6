import { Counter, Gauge, Registry } from "prom-client";
import {
  CPU_UTILISATION,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  REQUEST_RATE,
} from "../../model/mod.ts";
import type { SimulatedSystem } from "../sources/simulator/simulated_system.ts";
import { createCountedHistogram, LATENCY_BUCKETS_SECONDS } from "./counted_histogram.ts";
import { requestTimes } from "./request_times.ts";
import type { MetricRegistry } from "./expose.ts";

/** Memory that a replica may use. */
const REPLICA_MEMORY_BYTES = 512 * 2 ** 20;

/** The metrics of simulated services. */
export interface ServiceMetrics {
  /** For `exposeMetrics`. */
  readonly registry: MetricRegistry;
  /**
   * Takes the latest step of the system into account.
   *
   * @param seconds for which it stands on the clock of whoever scrapes; counters grow so that rates per second of that clock are the simulated ones
   */
  update(seconds: number): void;
}

/**
 * Metrics of a simulated system as its services would export them, under the names of OpenTelemetry's semantic conventions and of Prometheus' client
 * libraries:
 *
 * | name                                   | type      | labels          | what                               |
 * | -------------------------------------- | --------- | --------------- | ---------------------------------- |
 * | `http_server_request_duration_seconds` | histogram | service, status | requests, with status 200 or 500   |
 * | `process_cpu_seconds_total`            | counter   | service         | CPU time of all replicas           |
 * | `process_cpu_limit_cores`              | gauge     | service         | cores that all replicas may use    |
 * | `process_resident_memory_bytes`        | gauge     | service         | memory of all replicas             |
 * | `process_memory_limit_bytes`           | gauge     | service         | memory that all replicas may use   |
 * | `service_replicas`                     | gauge     | service         | replicas                           |
 */
export function createServiceMetrics(system: SimulatedSystem): ServiceMetrics {
  const registry = new Registry();
  const settings = { labelNames: ["service"] as const, registers: [registry] };
  const requests = createCountedHistogram({
    name: "http_server_request_duration_seconds",
    help: "Duration of requests that a service answered, by its name and the status of the answer",
    buckets: LATENCY_BUCKETS_SECONDS,
  });
  registry.registerMetric(requests.metric);
  const cpu = new Counter({
    ...{ name: "process_cpu_seconds_total", help: "CPU time used by all replicas of a service" },
    ...settings,
  });
  const gauge = (name: string, help: string) => new Gauge({ name, help, ...settings });
  const cores = gauge("process_cpu_limit_cores", "Cores that all replicas of a service may use");
  const memory = gauge("process_resident_memory_bytes", "Memory used by all replicas of a service");
  const memoryLimit = gauge("process_memory_limit_bytes", "Memory that all replicas of a service may use");
  const replicas = gauge("service_replicas", "Replicas of a service");

  function updateService(
    service: string,
    row: number,
    { seconds, count }: { seconds: number; count: number },
  ): void {
    const { environment, observation: { values } } = system;
    const value = (metric: number) => values[row * METRIC_COUNT + metric]!;
    const { good, failed } = requestTimes(environment, {
      row,
      p95Seconds: value(LATENCY_P95_MS) / 1000,
      errorRate: value(ERROR_RATE),
      requests: value(REQUEST_RATE) * seconds,
      bounds: LATENCY_BUCKETS_SECONDS,
    });
    requests.add({ service, status: "200" }, good);
    requests.add({ service, status: "500" }, failed);
    cpu.inc({ service }, Math.max(0, value(CPU_UTILISATION)) * count * seconds);
    cores.set({ service }, count);
    memory.set({ service }, value(MEMORY_UTILISATION) * count * REPLICA_MEMORY_BYTES);
    memoryLimit.set({ service }, count * REPLICA_MEMORY_BYTES);
    replicas.set({ service }, count);
  }

  return {
    registry,
    update: (seconds) => {
      const counts = system.environment.replicas();
      for (const [row, { name }] of system.topology.services.entries()) {
        updateService(name, row, { seconds, count: counts[row]! });
      }
    },
  };
}
