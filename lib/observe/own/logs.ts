import { z } from "zod";
import { type LogRecord, UsageError } from "../../model/mod.ts";
import { isSeverity, severityOfText } from "../../model/telemetry.ts";
import { counted } from "../reading/words.ts";
import { timeReader, toTimeSeconds } from "../table/times.ts";
import { readWordTable } from "../table/word_table.ts";
import { isPlaceLabel, serviceLabelsOf, serviceOfLabel } from "./names.ts";
import type { TimeZoneOptions } from "./span_table.ts";

/** Log records that were read, and what there is to say about the reading. */
export interface ReadLogs {
  /** By time. */
  readonly logs: readonly LogRecord[];
  /** What was read and what was left out, line by line. */
  readonly notes: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

const labels = z.record(z.string(), z.string());
const lokiStream = z.object({
  stream: labels,
  // Behind the line there may be labels of its own: structured metadata.
  values: z.array(z.tuple([z.string(), z.string()]).rest(z.unknown())),
});
const lokiAnswer = z.object({
  status: z.string().optional(),
  data: z.object({ resultType: z.literal("streams"), result: z.array(lokiStream) }),
});
const lokiLine = z.object({ labels, line: z.string(), timestamp: z.string() });

/** Whether a parsed document is an answer of Loki with log lines, or a line that its command-line tool prints. */
export function isLoki(document: unknown): boolean {
  const { data, line, labels, timestamp } = objectOf(document);
  return objectOf(data).resultType === "streams" ||
    (typeof line === "string" && timestamp !== undefined && typeof labels === "object");
}

/**
 * Reads answers of Loki to `query_range`, or the lines of `logcli --output=jsonl`. The service is found in the labels, the severity in a
 * label or in the line itself. Records without a service or a time are left out and counted.
 *
 * @param input a parsed document, or a list of them
 * @param path for messages
 * @throws {UsageError} for documents that aren't laid out so
 */
export function readLoki(input: unknown, path: string): ReadLogs {
  const rows = listOf(input).flatMap((document): Row[] => {
    if (objectOf(document).data === undefined) {
      const { labels, line, timestamp } = checked(lokiLine, document, path, "log lines of Loki");
      return [{ labels, body: line, time: toTimeSeconds(timestamp) }];
    }
    return checked(lokiAnswer, document, path, "log lines of Loki").data.result.flatMap((
      { stream, values },
    ) =>
      values.map(([nanos, body, own]) => ({
        labels: { ...stream, ...wordsOf(objectOf(own)) },
        body,
        time: /^\d{16,19}$/.test(nanos) ? Number(nanos) / 1e9 : NaN,
      }))
    );
  });
  return ofRows(rows, path, "Loki");
}

/** Loki's answer without the labels of single lines, whose names are the user's own. */
export function withoutLineLabels(document: unknown): unknown {
  const { data } = objectOf(document);
  const { result } = objectOf(data);
  if (!Array.isArray(result)) return document;
  const streams = result.map((stream) => {
    const { values } = objectOf(stream);
    return Array.isArray(values)
      ? { ...objectOf(stream), values: values.map((line) => Array.isArray(line) ? line.slice(0, 2) : line) }
      : stream;
  });
  return { ...objectOf(document), data: { ...objectOf(data), result: streams } };
}

/**
 * Whether a parsed document is an answer of Elasticsearch with hits, one of its hits, an answer of Datadog with logs, or a record as loggers and their
 * shippers write it: with a time and a text, as of the Elastic Common Schema, GELF or pino.
 */
export function isElastic(document: unknown): boolean {
  const object = objectOf(document);
  return hitsOf(object) !== undefined || typeof object._source === "object" ||
    object["@timestamp"] !== undefined ||
    (TIME_FIELDS.some((name) => object[name] !== undefined) &&
      TEXT_FIELDS.some((name) => typeof object[name] === "string"));
}

/** The records of an answer; undefined for what is none. */
function hitsOf(document: Json): readonly unknown[] | undefined {
  const { hits } = objectOf(document.hits);
  if (Array.isArray(hits)) return hits;
  const { data } = document;
  const isLogs = Array.isArray(data) && data.length > 0 && objectOf(data[0]).type === "log";
  return isLogs ? data.map((one) => objectOf(one).attributes) : undefined;
}

/**
 * Reads answers of Elasticsearch's or OpenSearch's `_search`, or a record a line. Service, severity, text and ids are found under the names of the Elastic Common
 * Schema, of GELF and the usual others, nested or with points. Records without a service or a time are left out and counted.
 *
 * @param input a parsed document, or a list of them
 * @param path for messages
 * @throws {UsageError} where no record has both
 */
export function readElastic(input: unknown, path: string): ReadLogs {
  const rows = listOf(input).flatMap((document) => hitsOf(objectOf(document)) ?? [document]).map(
    (hit): Row => {
      const { _source, fields, sort } = objectOf(hit);
      const flat = wordsOf(flattened(_source ?? fields ?? hit));
      const time = firstOf(flat, TIME_FIELDS) ?? (Array.isArray(sort) ? String(sort[0]) : "");
      return { labels: flat, body: firstOf(flat, TEXT_FIELDS) ?? "", time: toTimeSeconds(time) };
    },
  );
  const first = objectOf(listOf(input)[0]);
  const plain = hitsOf(first) === undefined && first._source === undefined &&
    first["@timestamp"] === undefined;
  return ofRows(rows, path, plain ? "JSON" : Array.isArray(first.data) ? "Datadog" : "Elasticsearch");
}

/** Columns of a table of log records: their text, beside those of time and service. */
const TEXT_COLUMN = /^(?:message|msg|log|body|text|content|line|value)$/i;

/** Whether a text is a table of log records by the names of its columns. */
export function isLogTable(text: string): boolean {
  const header = readWordTable(text, 1)?.header ?? [];
  const labels = Object.fromEntries(header.map((name) => [name.trim(), "x"]));
  return header.some((name) => TIME_FIELDS.includes(name.trim().toLowerCase())) &&
    header.some((name) => TEXT_COLUMN.test(name.trim())) && serviceLabelsOf(labels).length > 0;
}

/**
 * Reads a table with a log record a row, as those of OpenRCA and of spreadsheets.
 *
 * @throws {UsageError} where no row has a time and a service
 */
export function readLogTable(text: string, path: string, { timesIn }: TimeZoneOptions = {}): ReadLogs {
  const { header, rows, broken } = readWordTable(text) ?? { header: [], rows: [], broken: 0 };
  const names = header.map((name) => name.trim());
  const at = names.findIndex((name) => TIME_FIELDS.includes(name.toLowerCase()));
  const textAt = names.findIndex((name) => TEXT_COLUMN.test(name));
  const secondsOf = timeReader(rows.map((cells) => cells[at] ?? ""), timesIn);
  const read = ofRows(
    rows.map((cells) => ({
      labels: Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ""])),
      body: cells[textAt] ?? "",
      time: secondsOf(cells[at] ?? ""),
    })),
    path,
    "a table",
  );
  return broken === 0
    ? read
    : { ...read, notes: [...read.notes, `${counted(broken, "row")} that can't be read left out`] };
}

const TIME_FIELDS = ["@timestamp", "timestamp", "time", "ts", "datetime"];
const TEXT_FIELDS = [
  "message",
  "msg",
  "log",
  "body",
  "short_message",
  "full_message",
  "event.original",
  "error.message",
];
const LEVEL_FIELDS = [
  "log.level",
  "level",
  "severity_text",
  "severity",
  "detected_level",
  "loglevel",
  "lvl",
  "status",
];
const TRACE_FIELDS = ["trace.id", "trace_id", "traceId", "traceID", "TraceId"];
const SPAN_FIELDS = ["span.id", "span_id", "spanId", "spanID", "SpanId"];

interface Row {
  readonly labels: Readonly<Record<string, string>>;
  readonly body: string;
  readonly time: number;
}

function ofRows(rows: readonly Row[], path: string, origin: string): ReadLogs {
  let [untimed, unnamed, unranked] = [0, 0, 0];
  const places = new Set<string>();
  const logs = rows.flatMap(({ labels, body, time }): LogRecord[] => {
    const [usual] = serviceLabelsOf(labels);
    // The logger's name says more than the machine's.
    const key = usual !== undefined && isPlaceLabel(usual) && (labels.name ?? "") !== "" ? "name" : usual;
    if (key !== undefined && isPlaceLabel(key)) places.add(key);
    untimed += Number(Number.isNaN(time));
    unnamed += Number(!Number.isNaN(time) && key === undefined);
    if (key === undefined || Number.isNaN(time)) return [];
    const level = levelOf(firstOf(labels, LEVEL_FIELDS) ?? "") ?? levelIn(body);
    unranked += Number(!isSeverity(level));
    const [traceId, spanId] = [firstOf(labels, TRACE_FIELDS), firstOf(labels, SPAN_FIELDS)];
    return [{
      timeSeconds: time,
      service: serviceOfLabel(key, labels[key]!),
      severityNumber: severityOfText(level),
      body,
      ...(traceId && /^[0-9a-f]{32}$/i.test(traceId) && { traceId: traceId.toLowerCase() }),
      ...(spanId && /^[0-9a-f]{16}$/i.test(spanId) && { spanId: spanId.toLowerCase() }),
    }];
  });
  if (logs.length === 0) {
    const names = [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))].slice(0, 8);
    const why = rows.length === 0
      ? "found none"
      : unnamed > 0
      ? `with a time and a service, found ${names.map((name) => JSON.stringify(name)).join(", ")}`
      : "with a time, found none";
    throw new UsageError(`${path}: expected log lines of ${origin} ${why}`);
  }
  return {
    logs: logs.sort((a, b) => a.timeSeconds - b.timeSeconds),
    notes: [
      `${counted(logs.length, "log record")} of ${origin}`,
      ...(places.size > 0 ? [`no service is named in some: taken from ${[...places].join(", ")}`] : []),
      ...(untimed > 0 ? [`${counted(untimed, "record")} without a time left out`] : []),
      ...(unnamed > 0 ? [`${counted(unnamed, "record")} without a service left out`] : []),
      ...(unranked > 0 ? [`${counted(unranked, "record")} without a severity taken as INFO`] : []),
    ],
  };
}

/** Levels of syslog by their number, as GELF has them, and of loggers as pino and bunyan, which count in tens. */
const SYSLOG_LEVELS = ["fatal", "fatal", "fatal", "error", "warn", "info", "info", "debug"];
const TENS_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"];

/** A level as a word; undefined where none is given. */
function levelOf(level: string): string | undefined {
  if (level === "") return undefined;
  if (!/^\d+$/.test(level)) return level;
  return Number(level) < 10 ? SYSLOG_LEVELS[Number(level)] : TENS_LEVELS[Math.round(Number(level) / 10) - 1];
}

/** The severity that a line says itself: `level=error`, `"level": "error"`, `[ERROR]`, `ERROR:`. */
function levelIn(line: string): string {
  return /"?\b(?:level|lvl|severity)"?\s*[=:]\s*"?([a-z]+)/i.exec(line)?.[1] ??
    /(?:^|[\s[|(])(TRACE|DEBUG|INFO|WARN(?:ING)?|ERR(?:OR)?|FATAL|CRITICAL)(?=$|[\s\]|):])/.exec(line)?.[1] ??
    "";
}

function firstOf(labels: Readonly<Record<string, string>>, names: readonly string[]): string | undefined {
  const name = names.find((one) => (labels[one] ?? "") !== "");
  return name === undefined ? undefined : labels[name];
}

/** Nested objects as keys with points; of a list the first element. */
function flattened(value: unknown, prefix = ""): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(objectOf(value))) {
    const name = prefix === "" ? key : `${prefix}.${key}`;
    const one = Array.isArray(inner) ? inner[0] : inner;
    if (typeof one === "object" && one !== null) Object.assign(found, flattened(one, name));
    else found[name] = one;
  }
  return found;
}

function wordsOf(object: Json): Record<string, string> {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) =>
      ["string", "number", "boolean"].includes(typeof value) ? [[key, String(value)]] : []
    ),
  );
}

function listOf(input: unknown): readonly unknown[] {
  return Array.isArray(input) ? input : [input];
}

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Json : {};
}

function checked<T>(schema: z.ZodType<T>, document: unknown, path: string, what: string): T {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  const { path: place, message } = result.error.issues[0]!;
  throw new UsageError(`${path}: expected ${what}, found at ${place.join(".")}: ${message}`);
}
