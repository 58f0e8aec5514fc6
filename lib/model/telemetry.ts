import { deepFreeze } from "./deep_freeze.ts";
/** What an attribute of a span or a log record can hold. */
export type AttributeValue = string | number | boolean;

/** Attributes by their names in OpenTelemetry's semantic conventions, as `http.response.status_code`. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Which side of a call a span stands for. */
export type SpanKind = "internal" | "server" | "client";

/** Something that happened within a span. */
export interface SpanEvent {
  /** When it happened: Unix or simulated seconds. */
  readonly timeSeconds: number;
  /** What happened, as `exception`. */
  readonly name: string;
  /** What is known of it. */
  readonly attributes?: Attributes;
}

/** One operation of a request, after OpenTelemetry's trace data model. Times are Unix or simulated seconds. */
export interface Span {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Absent: the first span of its trace. */
  readonly parentSpanId?: string;
  /** The resource's `service.name`: who recorded the span. */
  readonly service: string;
  /** Which side of a call it stands for. */
  readonly kind: SpanKind;
  /** The operation, as `GET /orders`. */
  readonly name: string;
  /** When it began. */
  readonly startSeconds: number;
  /** When it ended; not before it began. */
  readonly endSeconds: number;
  /** Whether the status is ERROR. */
  readonly failed: boolean;
  /** What is known of it. */
  readonly attributes?: Attributes;
  /** What happened within it, by time. */
  readonly events?: readonly SpanEvent[];
}

/** Severity numbers of OpenTelemetry's log data model: the first of each range of four. */
export const SEVERITY = { debug: 5, info: 9, warn: 13, error: 17, fatal: 21 } as const;
deepFreeze(SEVERITY);

/** Short names of the ranges of four severity numbers, from 1 (OpenTelemetry's log data model). */
const NAMES = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] as const;

/** Names of severities in syslog and other loggers. */
const SYNONYMS: Readonly<Record<string, typeof NAMES[number]>> = {
  WARNING: "WARN",
  ERR: "ERROR",
  CRITICAL: "FATAL",
  CRIT: "FATAL",
  ALERT: "FATAL",
  EMERG: "FATAL",
  EMERGENCY: "FATAL",
  PANIC: "FATAL",
  SEVERE: "ERROR",
  NOTICE: "INFO",
  INFORMATION: "INFO",
  INFORMATIONAL: "INFO",
  VERBOSE: "DEBUG",
};

/** The name of the range of a severity number: `WARN` for 13 to 16. */
export function severityText(severityNumber: number): string {
  return NAMES[Math.floor((severityNumber - 1) / 4)] ?? "";
}

/** Whether a name of a severity is known. */
export function isSeverity(text: string): boolean {
  const name = text.toUpperCase();
  return NAMES.some((known) => known === (SYNONYMS[name] ?? name));
}

/** The severity number of a name in any case: the first of its range; INFO for an unknown name. */
export function severityOfText(text: string): number {
  const name = text.toUpperCase();
  const range = NAMES.findIndex((known) => known === (SYNONYMS[name] ?? name));
  return range < 0 ? SEVERITY.info : 1 + 4 * range;
}

/** One log record, after OpenTelemetry's log data model. */
export interface LogRecord {
  /** When it was written: Unix or simulated seconds. */
  readonly timeSeconds: number;
  /** The resource's `service.name`: who wrote it. */
  readonly service: string;
  /** 1 to 24; see `SEVERITY`. */
  readonly severityNumber: number;
  /** Its text. */
  readonly body: string;
  /** What is known of it. */
  readonly attributes?: Attributes;
  /** The trace that it belongs to, 32 hexadecimal digits. */
  readonly traceId?: string;
  /** The span that it belongs to, 16 hexadecimal digits. */
  readonly spanId?: string;
}

/** gRPC's statuses by which a server says that it failed: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS. */
const FAILED_GRPC: ReadonlySet<number> = new Set([2, 4, 12, 13, 14, 15]);

/** Whether attributes say that a span failed whose status is unset: by an answer of HTTP from 500 on, or one of gRPC that is the server's fault. */
export function failedByAnswer(attributes: Attributes): boolean {
  const http = Number(attributes["http.response.status_code"] ?? attributes["http.status_code"] ?? 0);
  const grpc = Number(attributes["rpc.grpc.status_code"] ?? attributes["grpc.status_code"] ?? 0);
  return http >= 500 || FAILED_GRPC.has(grpc);
}
