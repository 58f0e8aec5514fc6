import { type LogRecord, type Span, UsageError } from "../../lib/model/mod.ts";
import {
  readElastic,
  readFileText,
  readJaeger,
  readLoki,
  readSpanTable,
  readZipkin,
} from "../../lib/observe/mod.ts";
import { isElastic, isLoki } from "../../lib/observe/own/logs.ts";
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

/** Reads a file of traces. @throws {UsageError} as `spansIn` */
export async function readSpans(path: string): Promise<TraceReading> {
  return spansIn(await readFileText(path), path);
}

/** Reads a file of logs. @throws {UsageError} as `logsIn` */
export async function readLogs(path: string): Promise<LogReading> {
  return logsIn(await readFileText(path), path);
}

/**
 * Reads traces of OTLP, Jaeger or Zipkin as JSON, one document or one a line, or a table with a span a row.
 *
 * @throws {UsageError} starting with the path, for what holds none
 */
export function spansIn(text: string, path: string): TraceReading {
  if (!isJson(text) && isSpanTable(text)) return readSpanTable(text, path);
  const { documents, notes } = readDocuments(text, path);
  const { spans: all, fields, unfinished = 0 } = spansOf(documents, path);
  // A span that is still under way has no end.
  const spans = all.filter(({ startSeconds, endSeconds }) => endSeconds >= startSeconds);
  if (spans.length === 0) {
    throw new UsageError(`${path}: expected traces of OTLP, Jaeger or Zipkin, found none`);
  }
  const endless = all.length - spans.length + unfinished;
  return {
    spans,
    notes: [
      counted(spans.length, "span"),
      ...namelessNotes(spans, "span"),
      ...strangerNotes(documents, fields),
      ...notes,
      ...(endless > 0 ? [`${counted(endless, "span")} without an end behind its beginning left out`] : []),
    ],
  };
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
 * Reads log records of OTLP, Loki or Elasticsearch as JSON, one document or one a line.
 *
 * @throws {UsageError} starting with the path, for what holds none
 */
export function logsIn(text: string, path: string): LogReading {
  const { documents, notes } = readDocuments(text, path);
  const [first] = documents;
  if (isLoki(first)) {
    return withNotes(readLoki(documents, path), [...strangerNotes(documents, PROMETHEUS_FIELDS), ...notes]);
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
