import { z } from "zod";
import { type LogRecord, SEVERITY } from "../../model/mod.ts";
import { readCsv, requireColumn } from "../reading/csv.ts";
import { type Losses, NO_LOSSES } from "../reading/losses.ts";
import { malformed, type Place } from "../reading/malformed.ts";
import { serviceOfPod } from "./pods.ts";
import { nanosToSeconds } from "../reading/numbers.ts";

const COLUMNS = ["Timestamp", "TimeUnixNano", "PodName", "TraceID", "SpanID", "Log"];
const LEVEL = /\b(TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL)\b|"(?:severity|level)" ?: ?"(\w+)"/i;
const ENTRY = z.object({ log: z.string() });

/**
 * Reads the log records of a minute. The body keeps the logger and the message; time, level and trace ids, which precede
 * the message, become fields.
 *
 * @param losses takes lines that can't be read; absent: they are errors
 * @throws {UsageError} for a missing column, an invalid time, or a log that is not JSON
 */
export function readNezhaLogs(text: string, path: string, losses: Losses = NO_LOSSES): LogRecord[] {
  const file = readCsv(text, path);
  const [stamp, nanos, pod, trace, span, log] = COLUMNS.map((column) => requireColumn(file, column));
  return losses.rows(file, ({ line, cells }) => {
    const place = { path, line };
    const entry = entryOf(cells[log!]!, place);
    return {
      timeSeconds: timeOf(cells[nanos!]!, cells[stamp!]!, place),
      service: serviceOfPod(cells[pod!]!),
      severityNumber: severityOf(entry),
      body: bodyOf(entry),
      ...(cells[trace!] !== "" && { traceId: cells[trace!]! }),
      ...(cells[span!] !== "" && { spanId: cells[span!]! }),
    };
  });
}

/** Some records have the zero time of Go in nanoseconds; their timestamps, in milliseconds, are correct. */
function timeOf(nanos: string, timestamp: string, place: Place): number {
  const seconds = nanosToSeconds(nanos);
  if (!Number.isNaN(seconds)) return seconds;
  const written = /^\d{4}-\d{2}-\d{2}T/.test(timestamp) ? Date.parse(utc(timestamp)) / 1000 : NaN;
  if (Number.isNaN(written)) throw malformed(place, 'Unix nanoseconds in the column "TimeUnixNano"', nanos);
  return written;
}

function utc(timestamp: string): string {
  return `${timestamp.slice(0, 23).replace(/Z$/, "")}Z`;
}

function entryOf(text: string, place: Place): string {
  try {
    return ENTRY.parse(JSON.parse(text)).log;
  } catch {
    throw malformed(place, 'JSON with an entry "log" in the column "Log"', text);
  }
}

function severityOf(entry: string): number {
  const [, upper, named] = entry.match(LEVEL) ?? [];
  const level = (upper ?? named ?? "info").toLowerCase();
  if (level === "trace") return 1;
  if (level === "warning") return SEVERITY.warn;
  return SEVERITY[level as keyof typeof SEVERITY] ?? SEVERITY.info;
}

function bodyOf(entry: string): string {
  return entry
    .replace(/^\d{2}:\d{2}:\d{2}[.,]\d{3} +\w+ +/, "")
    .replace(/TraceID: \w+ SpanID: \w+ /, "")
    .trimEnd();
}
