import { z } from "zod";
import { iterable } from "../model/argument_schemas.ts";
import { checkOptions } from "../model/check_options.ts";
import type { LogRecord } from "../model/mod.ts";
import { type OtlpAttribute, type OtlpValue, toOtlpAttributes } from "./attributes.ts";
import {
  byService,
  type OtlpOptions,
  otlpOptions,
  type OtlpResource,
  type OtlpScope,
  resourceOf,
  SCOPE,
} from "./resource.ts";
import { severityText } from "../model/severity.ts";
import { type EpochOptions, toUnixNanos } from "./time.ts";

const ARGUMENTS = z.object({ logs: iterable, options: otlpOptions });

/** A log record in OTLP/JSON. */
export interface OtlpLogRecord {
  /** Unix nanoseconds as a decimal. */
  readonly timeUnixNano: string;
  /** The same as `timeUnixNano`. */
  readonly observedTimeUnixNano: string;
  /** 1 to 24. */
  readonly severityNumber: number;
  /** Name of the severity, such as `WARN2`. */
  readonly severityText: string;
  /** The message. */
  readonly body: OtlpValue;
  /** Absent: none. */
  readonly attributes?: readonly OtlpAttribute[];
  /** 32 hexadecimal digits; absent: the record belongs to no trace. */
  readonly traceId?: string;
  /** 16 hexadecimal digits; absent: the record belongs to no span. */
  readonly spanId?: string;
}

/** An `ExportLogsServiceRequest`, which is also the content of a file of logs. */
export interface OtlpLogs {
  /** One element per service. */
  readonly resourceLogs: readonly {
    readonly resource: OtlpResource;
    readonly scopeLogs: readonly {
      readonly scope: OtlpScope;
      readonly logRecords: readonly OtlpLogRecord[];
    }[];
  }[];
}

/**
 * Converts log records to OTLP/JSON, with one resource per service. For the precision of times see `toUnixNanos`.
 *
 * @throws {UsageError} for a time before 1970
 */
export function toOtlpLogs(logs: Iterable<LogRecord>, options: OtlpOptions = {}): OtlpLogs {
  checkOptions("toOtlpLogs", ARGUMENTS, { logs, options });
  return {
    resourceLogs: [...byService(logs)].map(([service, own]) => ({
      resource: resourceOf(service, options),
      scopeLogs: [{ scope: SCOPE, logRecords: own.map((log) => toOtlpLogRecord(log, options)) }],
    })),
  };
}

function toOtlpLogRecord(log: LogRecord, epoch: EpochOptions): OtlpLogRecord {
  const { severityNumber, body, attributes, traceId, spanId } = log;
  const timeUnixNano = toUnixNanos(log.timeSeconds, epoch);
  return {
    timeUnixNano,
    observedTimeUnixNano: timeUnixNano,
    severityNumber,
    severityText: severityText(severityNumber),
    body: { stringValue: body },
    ...(attributes && { attributes: toOtlpAttributes(attributes) }),
    ...(traceId !== undefined && { traceId }),
    ...(spanId !== undefined && { spanId }),
  };
}
