import { z } from "zod";
import {
  METRIC_COUNT,
  METRICS,
  type Observation,
  requireName,
  type Span,
  STEP_SECONDS,
  UsageError,
} from "../../model/mod.ts";
import { severityOfText, severityText } from "../../model/telemetry.ts";
import type { Session } from "../core/session.ts";
import { type Tool, tool } from "./tool.ts";

/** Steps that are read where nothing is said: a minute. */
const DEFAULT_STEPS = 12;
/** Most steps, log records and traces that one call reads. */
const MAX_STEPS = 1000;
const MAX_RECORDS = 500;
const MAX_TRACES = 50;

const service = z.string().max(200).optional().describe("this service alone");
const last = z.int().min(1).max(MAX_STEPS).optional().describe(
  `latest steps of ${STEP_SECONDS} s that are read; ${DEFAULT_STEPS} if absent`,
);

/** The latest observations. */
function latest({ history }: Session, steps: number = DEFAULT_STEPS): readonly Observation[] {
  return history.slice(-steps);
}

/** The rows of the services that are asked for. @throws {UsageError} for an unknown one */
function rowsOf({ context: { topology } }: Session, name: string | undefined): [string, number][] {
  const names = topology.services.map((one) => one.name);
  if (name !== undefined) return [[name, names.indexOf(requireName("service", name, names))]];
  return names.map((one, row) => [one, row]);
}

const isFinite = (value: number) => Number.isFinite(value) ? value : null;

const readMetrics = tool({
  name: "read_metrics",
  about:
    "The metrics of the latest steps by service: p95 latency (ms), error rate (0 to 1), CPU and memory utilisation (0 to 1), requests per second. null: not measured. For what is normal, read the warm-up (last: 200).",
  input: z.strictObject({ service, last }),
  call: (session, { service, last }) => {
    const seen = latest(session, last);
    const { slo, topology: { front } } = session.context;
    return {
      slo: { service: front, latencyP95Ms: slo.latencyP95Ms, errorRate: slo.errorRate },
      steps: seen.map(({ step }) => step),
      services: Object.fromEntries(
        rowsOf(session, service).map(([name, row]) => [
          name,
          Object.fromEntries(METRICS.map((metric, column) => [
            metric,
            seen.map(({ values }) => isFinite(values[row * METRIC_COUNT + column]!)),
          ])),
        ]),
      ),
    };
  },
});

/** @throws {UsageError} where no logs and spans are recorded */
function requireTelemetry({ hasTelemetry }: Session): void {
  if (!hasTelemetry) throw new UsageError("No logs and traces are recorded in this episode");
}

const readLogs = tool({
  name: "read_logs",
  about:
    "The log records of the latest steps, the latest last, warnings and errors alone unless told otherwise.",
  input: z.strictObject({
    service,
    last,
    min_severity: z.enum(["debug", "info", "warn", "error"]).optional().describe("warn if absent"),
    contains: z.string().max(200).optional().describe("what the text must contain"),
    limit: z.int().min(1).max(MAX_RECORDS).optional().describe("most records; 50 if absent"),
  }),
  call: (session, { service, last, min_severity = "warn", contains = "", limit = 50 }) => {
    requireTelemetry(session);
    const [only] = service === undefined ? [] : rowsOf(session, service);
    const least = severityOfText(min_severity);
    const found = latest(session, last).flatMap(({ logs = [] }) => logs).filter((record) =>
      record.severityNumber >= least && (only === undefined || record.service === only[0]) &&
      record.body.includes(contains)
    );
    return {
      found: found.length,
      records: found.slice(-limit).map(({ severityNumber, ...record }) => ({
        ...record,
        severity: severityText(severityNumber),
      })),
    };
  },
});

const readTraces = tool({
  name: "read_traces",
  about:
    "Traces of requests that were sampled in the latest steps, failed and slow ones first, each with its spans.",
  input: z.strictObject({
    service,
    last,
    failed: z.boolean().optional().describe("only traces with a failed span"),
    limit: z.int().min(1).max(MAX_TRACES).optional().describe("most traces; 5 if absent"),
  }),
  call: (session, { service, last, failed = false, limit = 5 }) => {
    requireTelemetry(session);
    const [only] = service === undefined ? [] : rowsOf(session, service);
    const spans = latest(session, last).flatMap(({ spans = [] }) => spans);
    const traces = [...Map.groupBy(spans, ({ traceId }) => traceId)].map(([traceId, its]) => ({
      traceId,
      spans: its,
      failed: its.some((span) => span.failed),
      milliseconds: 1000 * durationOf(its),
    })).filter((trace) =>
      (!failed || trace.failed) &&
      (only === undefined || trace.spans.some((span) => span.service === only[0]))
    );
    const order = traces.toSorted((a, b) =>
      Number(b.failed) - Number(a.failed) || b.milliseconds - a.milliseconds
    );
    return { found: traces.length, traces: order.slice(0, limit) };
  },
});

function durationOf(spans: readonly Span[]): number {
  return Math.max(...spans.map(({ endSeconds }) => endSeconds)) -
    Math.min(...spans.map(({ startSeconds }) => startSeconds));
}

const readTopology = tool({
  name: "read_topology",
  about:
    "The service graph as it is written down: who calls whom, with timeouts, retries and pools; the SLO; how long remedies take; the actions that there are.",
  input: z.strictObject({}),
  call: ({ context: { topology, slo, timings } }) => ({ topology, slo, timings: timings ?? null }),
});

/** The version that each service ran in each step, as its spans say it, where it became another. */
function versionChanges({ history }: Session): object[] {
  const running = new Map<string, string>();
  const changes: object[] = [];
  for (const { step, spans = [] } of history) {
    for (const { service, attributes } of spans) {
      const version = attributes?.["service.version"];
      if (typeof version !== "string" || running.get(service) === version) continue;
      const before = running.get(service);
      running.set(service, version);
      if (before !== undefined) changes.push({ step, service, from: before, to: version });
    }
  }
  return changes;
}

const readChanges = tool({
  name: "read_changes",
  about:
    "What has changed: versions of services, as their spans say them, and what you did with what became of it.",
  input: z.strictObject({}),
  call: (session) => ({
    versions: versionChanges(session),
    actions: session.audit,
  }),
});

/** The tools that only look. */
export const READING_TOOLS: readonly Tool[] = [
  readMetrics,
  readLogs,
  readTraces,
  readTopology,
  readChanges,
];
