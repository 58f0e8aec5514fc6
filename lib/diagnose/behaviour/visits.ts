import { type LogRecord, SEVERITY, type Signals, type Span } from "../../model/mod.ts";
import type { LineNamer } from "./log_lines.ts";

/** One operation of one service for one request, and what happened during it. */
export interface Visit {
  readonly service: string;
  /** The span's name; where no spans are recorded, the first line that is logged. */
  readonly operation: string;
  /** Services and operations that led here, the operation itself the last. */
  readonly path: string;
  readonly traceId: string;
  /** The visit that made this one; undefined for the first of a request, and where that isn't known. */
  readonly parent: Visit | undefined;
  /** When it ended, as far as is known. */
  endSeconds: number;
  /** When each event first happened: lines that were logged, and operations that were called. */
  readonly events: Map<string, number>;
  /** How it failed: by spans that failed, and lines that tell of an exception. */
  readonly troubles: Set<string>;
}

/** Words by which a span or an error tells that a request failed, where spans have no status. */
const FAILURE = /error|exception|panic|traceback|threw|fatal/i;

/** Names a call as an event. */
const callOf = ({ service, name }: Span) => `call ${service} ${name}`;
/** The service that is called where an event is a call to a certain one. */
export function calleeIn(event: string): string | undefined {
  return event.startsWith("call ") ? event.split(" ", 2)[1] : undefined;
}
const isCall = (event: string) => event === ANY_CALL || event.startsWith("call ");

/**
 * What happened during each operation of each request: by spans, and lines of logs that belong to them. Without spans, the lines of one
 * service with one trace id, and one span id if there is one, are a visit. Lines without a trace id are left out.
 */
export function visitsOf({ spans = [], logs = [] }: Signals, nameOf: LineNamer): Visit[] {
  const visits = spans.length > 0 ? visitsOfSpans(spans) : new Map<string, Visit>();
  const ofLogsAlone = spans.length === 0;
  const byTime = ofLogsAlone ? logs.toSorted((a, b) => a.timeSeconds - b.timeSeconds) : logs;
  const entries = new Map<string, string>();
  for (const record of byTime) {
    const { traceId, spanId, service, timeSeconds, severityNumber, body } = record;
    if (traceId === undefined) continue;
    const key = keyOf(traceId, spanId ?? service);
    let visit = visits.get(key);
    if (visit === undefined && !ofLogsAlone) continue;
    const line = nameOf(record);
    visit ??= visitOfLines(record, line, { visits, entries, key });
    if (visit.service !== service) continue;
    put(visit, line, timeSeconds);
    if (ofLogsAlone) visit.endSeconds = timeSeconds;
    if (severityNumber >= SEVERITY.error && FAILURE.test(body)) visit.troubles.add(line);
  }
  return ofLogsAlone ? [...visits.values()] : withoutLostLogs([...visits.values()]);
}

/** Time without any visit of a service that parts two recordings (s). */
const GAP_SECONDS = 60;

/**
 * Leaves out visits of services whose logs are not recorded at the time though spans are, as where a recording begins or ends: those without a
 * line of operations that have some, before the first and behind the last line of their service.
 */
function withoutLostLogs(visits: readonly Visit[]): Visit[] {
  const logs = ({ events }: Visit) => events.keys().some((event) => !isCall(event));
  const operationOf = ({ service, operation }: Visit) => `${service}\n${operation}`;
  const logging = new Set(visits.filter(logs).map(operationOf));
  const lost = new Set<Visit>();
  const ofThose = visits.filter((visit) => logging.has(operationOf(visit)));
  for (const its of Map.groupBy(ofThose, ({ service }) => service).values()) {
    const byTime = its.toSorted((a, b) => a.endSeconds - b.endSeconds);
    // From both ends of each recording up to the first visit with a line.
    for (const order of [byTime, byTime.toReversed()]) {
      let silent = true;
      order.forEach((visit, i) => {
        if (i > 0 && Math.abs(visit.endSeconds - order[i - 1]!.endSeconds) >= GAP_SECONDS) silent = true;
        if (logs(visit)) silent = false;
        if (silent) lost.add(visit);
      });
    }
  }
  return visits.filter((visit) => !lost.has(visit));
}

const keyOf = (traceId: string, spanId: string) => `${traceId} ${spanId}`;

function put({ events }: Visit, event: string, timeSeconds: number): void {
  const known = events.get(event);
  if (known === undefined || timeSeconds < known) events.set(event, timeSeconds);
}

function visitOfLines(
  { traceId, service, timeSeconds }: LogRecord,
  line: string,
  { visits, entries, key }: {
    readonly visits: Map<string, Visit>;
    /** The first line of each request. */
    readonly entries: Map<string, string>;
    readonly key: string;
  },
): Visit {
  const entry = entries.get(traceId!) ?? line;
  entries.set(traceId!, entry);
  const visit: Visit = {
    service,
    operation: line,
    path: `${entry}\n${service} ${line}`,
    traceId: traceId!,
    parent: undefined,
    endSeconds: timeSeconds,
    events: new Map(),
    troubles: new Set(),
  };
  visits.set(key, visit);
  return visit;
}

/** Visits by trace and span, each after its parent. A span that was delivered twice is one. */
function visitsOfSpans(spans: readonly Span[]): Map<string, Visit> {
  const byKey = new Map<string, Span>();
  for (const span of spans) {
    const key = keyOf(span.traceId, span.spanId);
    if (!byKey.has(key)) byKey.set(key, span);
  }
  const visits = new Map<string, Visit>();
  const paths = new Map<string, string>();
  for (const [first, of] of byKey) {
    // From the span up to the nearest one that is there already, then down again.
    const chain: [string, Span][] = [];
    let [key, span]: [string, Span | undefined] = [first, of];
    while (span !== undefined && !visits.has(key) && chain.length < MAX_DEPTH) {
      chain.push([key, span]);
      if (span.parentSpanId === undefined) break;
      key = keyOf(span.traceId, span.parentSpanId);
      span = byKey.get(key);
    }
    for (const [own, its] of chain.reverse()) {
      const parent = its.parentSpanId === undefined
        ? undefined
        : visits.get(keyOf(its.traceId, its.parentSpanId));
      const steps = `${parent?.path ?? ""}\n${its.service} ${its.name}`;
      // One text for all requests that take the same path.
      const path = paths.get(steps) ?? steps;
      paths.set(path, path);
      visits.set(own, {
        service: its.service,
        operation: its.name,
        path,
        traceId: its.traceId,
        parent,
        endSeconds: its.endSeconds,
        events: new Map(),
        troubles: new Set(its.failed || FAILURE.test(its.name) ? [its.name] : []),
      });
      // Whom the entry calls, the request says, not the entry.
      if (parent) {
        put(
          parent,
          isEntry(parent) && parent.service !== its.service ? ANY_CALL : callOf(its),
          its.startSeconds,
        );
      }
    }
  }
  return visits;
}

/** Spans above one another, at most: a cycle of parents ends there. */
const MAX_DEPTH = 200;
const ANY_CALL = "any call";

/** Whether a visit is of the service by which its request came in. */
function isEntry(visit: Visit): boolean {
  let above = visit.parent;
  while (above !== undefined && above.service === visit.service) above = above.parent;
  return above === undefined;
}
