import { MAX_REPLICAS, type Plan } from "./plan.ts";
import { livePath, secretPath } from "./setup.ts";
import { SLO_ERROR_RATE } from "./sizes.ts";

/** Seconds over which Prometheus counts: two steps, so that there are 250 requests at the first rate. */
const WINDOW_SECONDS = 10;
const REQUESTS = "http_server_request_duration_seconds";
const all = `sum by (service) (rate(${REQUESTS}_count[${WINDOW_SECONDS}s]))`;
const failed = `sum by (service) (rate(${REQUESTS}_count{status=~"5.."}[${WINDOW_SECONDS}s]))`;

/** Queries for the metrics of each service: they know nothing of the shop, and work on the served simulator as well. */
export const QUERIES = {
  latencyP95Ms: {
    query: `histogram_quantile(0.95, sum by (service, le) (rate(${REQUESTS}_bucket[${WINDOW_SECONDS}s])))`,
    factor: 1000,
  },
  errorRate: { query: `${failed} / ${all}`, absent: 0 },
  cpuUtilisation:
    `sum by (service) (rate(process_cpu_seconds_total[${WINDOW_SECONDS}s])) / sum by (service) (process_cpu_limit_cores)`,
  memoryUtilisation:
    `sum by (service) (process_resident_memory_bytes) / sum by (service) (process_memory_limit_bytes)`,
  requestRate: all,
} as const;

/**
 * The configuration of `deno task live` for a shop.
 *
 * @param options the limit of the p95 latency of `api` (ms), and the path of the topology's file
 */
export function liveConfigOf(
  plan: Plan,
  { latencyP95Ms, topology, schema }: {
    readonly latencyP95Ms: number;
    readonly topology: string;
    /** Path of the JSON Schema, for editors. */
    readonly schema?: string;
  },
): Readonly<Record<string, unknown>> {
  const { folder, ports } = plan;
  const control = `http://127.0.0.1:${ports.control}`;
  return {
    ...(schema !== undefined && { $schema: schema }),
    name: "shop",
    topology,
    slo: { latencyP95Ms, errorRate: SLO_ERROR_RATE },
    stepSeconds: 5,
    warmupSteps: 24,
    source: { type: "prometheus", url: `http://127.0.0.1:${ports.prometheus}`, queries: QUERIES },
    agent: "full",
    mode: "observe",
    actions: [
      {
        match: { kind: ["drain", "restore"], service: "api" },
        by: { type: "haproxy", socket: `${folder}/haproxy.sock`, backend: "{service}" },
      },
      {
        match: {
          kind: [
            "restart",
            "rollback",
            "failover",
            "scale",
            "clear_cache",
            "limit_traffic",
            "open_breaker",
            "restore",
          ],
        },
        by: {
          type: "webhook",
          url: `${control}/orders`,
          statusUrl: `${control}/orders`,
          secret: { file: secretPath(folder) },
          timeoutSeconds: 60,
        },
      },
    ],
    guardrails: { mostReplicas: MAX_REPLICAS },
    timings: {
      scaleSeconds: { service: 5 },
      restartSeconds: { service: 10, database: 5, cache: 5 },
      rollbackSeconds: 10,
      failoverSeconds: 5,
      warmupSeconds: 10,
    },
    verification: { settleSeconds: 30, attempts: 4 },
    files: {
      audit: `${livePath(folder)}/audit.jsonl`,
      state: `${livePath(folder)}/state.json`,
      stop: `${livePath(folder)}/STOP`,
      lease: `${livePath(folder)}/lease.json`,
    },
    listen: { hostname: "127.0.0.1", port: ports.live },
    ...(plan.sendsTelemetry && { intake: { otlp: true } }),
    alertmanager: { url: `http://127.0.0.1:${ports.alertmanager}` },
  };
}

/** A value as the shop writes it into files. */
export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
