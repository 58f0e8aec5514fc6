import {
  type Incident,
  type LogRecord,
  METRIC_COUNT,
  type MetricTable,
  SEVERITY,
  type Signals,
  type Span,
} from "../../model/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createStream, type Stream } from "../../random/mod.ts";
import { madeUpIncident } from "./made_up_incident.ts";
import { traces, type WrittenSpan } from "./written_trace.ts";

/** One window of the incident. */
interface Recording {
  readonly requests: number;
  readonly stream: Stream;
  readonly faulty: boolean;
}

/** Changes of metrics of the services api, cache and db, in this order: factors of a column by its place, or new values. */
export type MetricChanges = Readonly<Record<number, number | ((x: number) => number)>>;

/** The places of the metrics of a service among its columns. */
export const [P95, ERRORS, CPU, MEMORY, RATE] = [0, 1, 2, 3, 4] as const;
/** The places of the first metrics of the services. */
export const [API, CACHE, DB] = [0, METRIC_COUNT, 2 * METRIC_COUNT] as const;

/**
 * An incident of three tiers with metrics, logs and spans, for tests. In the window after the database is slow and fails, and one call in
 * ten never reaches it; the api becomes slow, the cache fast, and its memory, which was constant, rises a little.
 */
export function recordedIncident(): Incident {
  const { context, before, after } = madeUpIncident(SYNTHETIC);
  const stream = createStream(7, "recorded incident");
  return {
    id: "recorded",
    services: context.services,
    graph: context.graph!,
    symptom: context.symptom!,
    topology: context.topology,
    before: {
      metrics: changed(before.metrics, { [CACHE + MEMORY]: () => 0.5 }),
      ...recordsOf({ requests: 60, stream, faulty: false }),
    },
    after: {
      metrics: changed(after.metrics, {
        [API + P95]: 2,
        [CACHE + P95]: 0.5,
        [CACHE + MEMORY]: () => 0.51,
      }),
      ...recordsOf({ requests: 40, stream, faulty: true }),
    },
  };
}

/** A table with some of its columns changed. */
export function changed(metrics: MetricTable, changes: MetricChanges): MetricTable {
  return {
    ...metrics,
    columns: metrics.columns.map((column, i) => {
      const change = changes[i] ?? 1;
      return column.map((x) => typeof change === "number" ? change * x : change(x));
    }),
  };
}

function recordsOf(recording: Recording): Omit<Signals, "metrics"> {
  return { spans: spansOf(recording), logs: logsOf(recording) };
}

function spansOf({ requests, stream, faulty }: Recording): Span[] {
  return traces(requests, (i) => {
    const failed = i % (faulty ? 4 : 20) === 0;
    const lost = faulty && i % 10 === 1;
    const seconds = stream.between(18, 22) * (faulty ? 3 : 1);
    const gap = faulty ? 4 : 1;
    const lookup = callTo("cache", { from: 1, gap: gap / 2, seconds: 2 });
    const query = callTo("db", { from: 10, gap, seconds, failed, lost });
    return {
      service: "api",
      name: "GET /",
      from: 0,
      to: query.to + 3,
      failed: failed || lost,
      children: [lookup, query],
    };
  });
}

/** A call of the api; between the spans of caller and callee lies a gap at either end. Times in ms. */
function callTo(service: string, { from, gap, seconds, failed = false, lost = false }: {
  readonly from: number;
  readonly gap: number;
  readonly seconds: number;
  readonly failed?: boolean;
  readonly lost?: boolean;
}): WrittenSpan {
  const answer: WrittenSpan = { service, from: from + gap, to: from + gap + seconds, failed };
  return {
    service: "api",
    kind: "client",
    name: `call ${service}`,
    from,
    to: answer.to + gap,
    failed: failed || lost,
    attributes: { "server.address": service },
    children: lost ? [] : [answer],
  };
}

const USERS = ["ada", "grace", "edsger", "donald", "barbara"];

function logsOf({ requests, faulty }: Recording): LogRecord[] {
  const log = (i: number, service: string, severityNumber: number, body: string): LogRecord => ({
    timeSeconds: 5 * i,
    service,
    severityNumber,
    body,
  });
  return Array.from({ length: requests }, (_, i) => [
    log(i, "api", SEVERITY.info, `served ${USERS[i % (faulty ? 5 : 3)]} in good order`),
    log(i, "api", SEVERITY.info, `order placed by ${USERS[i % (faulty ? 5 : 3)]}`),
    ...(i % 12 === 0 ? [log(i, "cache", SEVERITY.warn, `evicted ${i} keys early`)] : []),
    ...(i % 30 === 0 ? [log(i, "db", SEVERITY.error, `statement of session ${i} FAILED`)] : []),
    ...(faulty && i % 3 === 0 ? [log(i, "api", SEVERITY.error, `connection refused by db: ERROR ${i}`)] : []),
    ...(faulty && i % 5 === 0 ? [log(i, "api", SEVERITY.warn, `retry of call ${i} to cache`)] : []),
    ...(faulty && i % 4 === 1 ? [log(i, "db", SEVERITY.error, `statement of session ${i} FAILED`)] : []),
  ]).flat();
}
