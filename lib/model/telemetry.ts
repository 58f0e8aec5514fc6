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
