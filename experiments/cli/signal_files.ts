import { type LogRecord, type Span, UsageError } from "../../lib/model/mod.ts";
import {
  readElastic,
  readJaeger,
  readLoki,
  readSpanTable,
  readZipkin,
  type TimeZoneOptions,
} from "../../lib/observe/mod.ts";
import { readFileTexts } from "../../lib/observe/reading/open_files.ts";
import {
  isElastic,
  isLogTable,
  isLoki,
  readLogTable,
  withoutLineLabels,
} from "../../lib/observe/own/logs.ts";
import { isPrometheus } from "../../lib/observe/own/formats/prometheus.ts";
import { isSpanTable } from "../../lib/observe/own/span_table.ts";
import { isJaeger, isZipkin } from "../../lib/observe/own/spans.ts";
import { readDocuments } from "../../lib/observe/reading/documents.ts";
import { type KnownFields, strangerNotes } from "../../lib/observe/reading/strangers.ts";
import {
  JAEGER_FIELDS,
  OTLP_FIELDS,
  PROMETHEUS_FIELDS,
  ZIPKIN_FIELDS,
} from "../../lib/observe/own/known_fields.ts";
import { counted } from "../../lib/observe/reading/words.ts";
import { fromOtlpLogs, fromOtlpTraces } from "../../lib/otlp/mod.ts";
import { underFile } from "./json_file.ts";

/** Traces that were read, and what there is to say about the reading. */
export interface TraceReading {
  readonly spans: readonly Span[];
  readonly notes: readonly string[];
}

/** Log records that were read, and what there is to say about the reading. */
export interface LogReading {
  readonly logs: readonly LogRecord[];
  readonly notes: readonly string[];
}

/** The name of a service that OpenTelemetry has none for. */
const UNKNOWN_SERVICE = "unknown_service";

/** Reads traces of a file, or of the files of a folder or an archive together. @throws {UsageError} as `spansIn`, where none can be read */
export async function readSpans(path: string, zone: TimeZoneOptions = {}): Promise<TraceReading> {
  const { items, notes } = await readTogether(path, (text, name) => {
    const { spans, notes } = spansIn(text, name, zone);
    return { items: spans, notes };
  });
  const spans = once(items);
  if (spans.length < items.length) {
    notes.push(`${counted(items.length - spans.length, "span")} of several files left out but once`);
  }
  return { spans: spans.toSorted((a, b) => a.startSeconds - b.startSeconds), notes };
}

/** Reads logs of a file, or of the files of a folder or an archive together. @throws {UsageError} as `logsIn`, where none can be read */
export async function readLogs(path: string, zone: TimeZoneOptions = {}): Promise<LogReading> {
  const { items, notes } = await readTogether(path, (text, name) => {
    const { logs, notes } = logsIn(text, name, zone);
    return { items: logs, notes };
  });
  return { logs: items.toSorted((a, b) => a.timeSeconds - b.timeSeconds), notes };
}

async function readTogether<T>(
  path: string,
  read: (text: string, name: string) => { readonly items: readonly T[]; readonly notes: readonly string[] },
): Promise<{ items: T[]; notes: string[] }> {
  const { files, notes: left } = await readFileTexts(path);
  const alone = files.length === 1 && left.length === 0;
  const [items, notes, lost]: [T[], string[], UsageError[]] = [[], [], []];
  for (const { path: inner, text } of files) {
    try {
      const found = read(text, alone ? path : inner);
      for (const item of found.items) items.push(item);
      notes.push(...found.notes.map((note) => alone ? note : `${inner}: ${note}`));
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      lost.push(error);
    }
  }
  if (items.length === 0) throw lost[0]!;
  return { items, notes: [...notes, ...left, ...lost.map(({ message }) => `left out: ${message}`)] };
}

/**
 * Reads traces of OTLP, Jaeger or Zipkin as JSON, one document or one a line, or a table with a span a row.
 *
 * @throws {UsageError} starting with the path, for what holds none
 */
export function spansIn(text: string, path: string, zone: TimeZoneOptions = {}): TraceReading {
  if (!isJson(text) && isSpanTable(text)) return readSpanTable(text, path, zone);
  const { documents, notes } = readDocuments(text, path);
  const { spans: all, fields, unfinished = 0 } = spansOf(documents, path);
  // A span that is still under way has no end.
  const ended = all.filter(({ startSeconds, endSeconds }) => endSeconds >= startSeconds);
  const spans = once(ended);
  if (spans.length === 0) {
    throw new UsageError(`${path}: expected traces of OTLP, Jaeger or Zipkin, found none`);
  }
  const endless = all.length - ended.length + unfinished;
  const repeated = ended.length - spans.length;
  return {
    spans,
    notes: [
      counted(spans.length, "span"),
      ...namelessNotes(spans, "span"),
      ...strangerNotes(documents, fields),
      ...notes,
      ...(repeated > 0 ? [`${counted(repeated, "span")} that had been read before left out`] : []),
      ...(endless > 0 ? [`${counted(endless, "span")} without an end behind its beginning left out`] : []),
    ],
  };
}

/** Spans without those that are there twice, as in exports that overlap. */
function once(spans: readonly Span[]): readonly Span[] {
  const seen = new Set<string>();
  return spans.filter(({ traceId, spanId, service, startSeconds, endSeconds }) => {
    const key = `${traceId} ${spanId} ${service} ${startSeconds} ${endSeconds}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

function spansOf(
  documents: readonly unknown[],
  path: string,
): { spans: Span[]; fields: KnownFields; unfinished?: number } {
  const [first] = documents;
  if (isJaeger(first)) {
    return { spans: documents.flatMap((document) => readJaeger(document, path)), fields: JAEGER_FIELDS };
  }
  // A list of spans, of traces that are lists, or a span a line.
  const lists = isZipkin(first) ? documents : isZipkin([first]) ? [documents] : [];
  if (lists.length > 0) {
    const spans = lists.flatMap((list) => readZipkin(list, path));
    return { spans, fields: ZIPKIN_FIELDS, unfinished: lists.flat(2).length - spans.length };
  }
  return { spans: underFile(path, () => fromOtlpTraces(documents.map(asOtlp))), fields: OTLP_FIELDS };
}

/** What Grafana Tempo gives is OTLP under another name. */
function asOtlp(document: unknown): unknown {
  if (typeof document !== "object" || document === null) return document;
  const { batches, trace } = document as { batches?: unknown; trace?: unknown };
  if (typeof trace === "object" && trace !== null && "resourceSpans" in trace) return trace;
  return Array.isArray(batches) ? { resourceSpans: batches } : document;
}

/**
 * Reads log records of OTLP, Loki, Elasticsearch or Datadog as JSON, one document or one a line, those of loggers, or a table with a record a row.
 *
 * @throws {UsageError} starting with the path, for what holds none
 */
export function logsIn(text: string, path: string, zone: TimeZoneOptions = {}): LogReading {
  if (!isJson(text) && isLogTable(text)) return readLogTable(text, path, zone);
  const { documents, notes } = readDocuments(text, path);
  const [first] = documents;
  if (isLoki(first)) {
    return withNotes(readLoki(documents, path), [
      ...strangerNotes(documents.map(withoutLineLabels), PROMETHEUS_FIELDS),
      ...notes,
    ]);
  }
  if (isPrometheus(first)) {
    throw new UsageError(
      `${path}: expected log lines, found metrics of Prometheus or Loki: they are read as --data`,
    );
  }
  if (isElastic(first)) return withNotes(readElastic(documents, path), notes);
  const logs = underFile(path, () => fromOtlpLogs(documents));
  if (logs.length === 0) {
    throw new UsageError(`${path}: expected logs of OTLP, Loki or Elasticsearch, found none`);
  }
  return {
    logs,
    notes: [
      counted(logs.length, "log record"),
      ...namelessNotes(logs, "log record"),
      ...strangerNotes(documents, OTLP_FIELDS),
      ...notes,
    ],
  };
}

function namelessNotes(items: readonly { readonly service: string }[], noun: string): string[] {
  const nameless = items.filter(({ service }) => service === UNKNOWN_SERVICE).length;
  return nameless === 0
    ? []
    : [`${counted(nameless, noun)} without a service's name, as of "${UNKNOWN_SERVICE}"`];
}

function withNotes(reading: LogReading, notes: readonly string[]): LogReading {
  return { ...reading, notes: [...reading.notes, ...notes] };
}

function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text);
}
