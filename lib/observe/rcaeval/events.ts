import { type LogRecord, SEVERITY, type Span } from "../../model/mod.ts";
import { type CsvFile, readCsv, requireColumn } from "../reading/csv.ts";
import { type Losses, NO_LOSSES } from "../reading/losses.ts";
import { malformed, type Place } from "../reading/malformed.ts";
import { cellNumber, nanosToSeconds, requireNumber, requireTime } from "../reading/numbers.ts";
import { withKinds } from "../reading/spans.ts";

/**
 * Reads `logs.csv`: `timestamp` in nanoseconds, `container_name`, `message` and, in some sets, `level`.
 *
 * @param losses takes lines that can't be read; absent: they are errors
 * @throws {UsageError} for a missing column or an invalid time
 */
export function readRcaevalLogs(text: string, path: string, losses: Losses = NO_LOSSES): LogRecord[] {
  const file = readCsv(text, path);
  const [time, container, message] = ["timestamp", "container_name", "message"].map((name) =>
    requireColumn(file, name)
  );
  const level = file.header.indexOf("level");
  return losses.rows(file, ({ line, cells }) => ({
    timeSeconds: logTime(cells[time!]!, { path, line }),
    service: cells[container!]!,
    severityNumber: severityOf(cells[level] ?? ""),
    body: cells[message!]!,
  })).sort((a, b) => a.timeSeconds - b.timeSeconds);
}

function logTime(cell: string, place: Place): number {
  const seconds = nanosToSeconds(cell);
  return Number.isNaN(seconds) ? requireTime(cell, "timestamp", place) : seconds;
}

function severityOf(level: string): number {
  const name = level.trim().toLowerCase();
  if (name.startsWith("warn")) return SEVERITY.warn;
  if (name === "critical" || name === "severe") return SEVERITY.fatal;
  return Object.entries(SEVERITY).find(([known]) => known === name)?.[1] ?? SEVERITY.info;
}

/**
 * Reads `traces.csv` of Jaeger: `startTime` and `duration` in microseconds.
 *
 * @param losses takes lines that can't be read; absent: they are errors
 * @throws {UsageError} for a missing column, an invalid time, or a negative duration
 */
export function readRcaevalSpans(text: string, path: string, losses: Losses = NO_LOSSES): Span[] {
  const file = readCsv(text, path);
  const columns = [
    "traceID",
    "spanID",
    "serviceName",
    "operationName",
    "startTime",
    "duration",
    "parentSpanID",
  ];
  const indexes = columns.map((name) => requireColumn(file, name));
  const status = file.header.indexOf("statusCode");
  const spans = losses.rows(file, ({ line, cells }): Span => {
    const [traceId, spanId, service, name, start, duration, parent] = indexes.map((i) => cells[i]!);
    const startSeconds = requireTime(start!, "startTime", { path, line }) / 1e6;
    return {
      traceId: traceId!,
      spanId: spanId!,
      ...(parent !== "" && { parentSpanId: parent! }),
      service: service!,
      kind: "internal",
      name: name!,
      startSeconds,
      endSeconds: startSeconds + durationOf(duration!, file, line) / 1e6,
      failed: failedOf(cells[status] ?? ""),
    };
  });
  return withKinds(spans.sort((a, b) => a.startSeconds - b.startSeconds));
}

function durationOf(cell: string, { path }: CsvFile, line: number): number {
  const value = requireNumber(cell, "duration", { path, line });
  if (!(value >= 0)) throw malformed({ path, line }, "a duration of 0 us or more", cell);
  return value;
}

/** Whether a status code is a failure: of gRPC (0 to 16) any but 0, of HTTP those from 500 on. */
function failedOf(cell: string): boolean {
  const code = cellNumber(cell) ?? 0;
  return (code > 0 && code < 100) || code >= 500;
}
