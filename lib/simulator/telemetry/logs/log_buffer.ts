import { type Attributes, type LogRecord, SEVERITY } from "../../../model/mod.ts";
import type { MutableSpan } from "../traces/span.ts";

/** A log record to be written. */
export interface LogEntry {
  readonly timeSeconds: number;
  readonly service: string;
  readonly severity: keyof typeof SEVERITY;
  readonly body: string;
  readonly attributes?: Attributes;
  /** The span that the record belongs to. */
  readonly span?: MutableSpan;
}

/** Collects the log records of one step. */
export class LogBuffer {
  readonly #records: LogRecord[] = [];

  write({ timeSeconds, service, severity, body, attributes, span }: LogEntry): void {
    this.#records.push({
      timeSeconds,
      service,
      severityNumber: SEVERITY[severity],
      body,
      ...(attributes && { attributes }),
      ...(span && { traceId: span.traceId, spanId: span.spanId }),
    });
  }

  /** All records, ordered by time. */
  records(): LogRecord[] {
    return this.#records.sort((a, b) => a.timeSeconds - b.timeSeconds);
  }
}
