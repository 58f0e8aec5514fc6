import { z } from "zod";
import { iterable } from "../model/argument_schemas.ts";
import { checkOptions } from "../model/check_options.ts";
import type { Span, SpanEvent, SpanKind } from "../model/mod.ts";
import { type OtlpAttribute, toOtlpAttributes } from "./attributes.ts";
import {
  byService,
  type OtlpOptions,
  otlpOptions,
  type OtlpResource,
  type OtlpScope,
  resourceOf,
  SCOPE,
} from "./resource.ts";
import { type EpochOptions, toUnixNanos } from "./time.ts";

const ARGUMENTS = z.object({ spans: iterable, options: otlpOptions });

/** An event within a span. */
export interface OtlpEvent {
  /** Unix nanoseconds as a decimal. */
  readonly timeUnixNano: string;
  /** Name of the event. */
  readonly name: string;
  /** Absent: none. */
  readonly attributes?: readonly OtlpAttribute[];
}

/** A span in OTLP/JSON. */
export interface OtlpSpan {
  /** 32 hexadecimal digits, not base64 as in Protobuf's own JSON mapping. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** 16 hexadecimal digits; absent: the root span of its trace. */
  readonly parentSpanId?: string;
  /** Name of the operation. */
  readonly name: string;
  /** INTERNAL 1, SERVER 2, CLIENT 3. */
  readonly kind: number;
  /** Unix nanoseconds as a decimal. */
  readonly startTimeUnixNano: string;
  /** Unix nanoseconds as a decimal. */
  readonly endTimeUnixNano: string;
  /** Absent: none. */
  readonly attributes?: readonly OtlpAttribute[];
  /** Absent: none. */
  readonly events?: readonly OtlpEvent[];
  /** Absent: UNSET. 2: ERROR. */
  readonly status?: { readonly code: 2 };
}

/** An `ExportTraceServiceRequest`, which is also the content of a file of traces. */
export interface OtlpTraces {
  /** One element per service. */
  readonly resourceSpans: readonly {
    readonly resource: OtlpResource;
    readonly scopeSpans: readonly { readonly scope: OtlpScope; readonly spans: readonly OtlpSpan[] }[];
  }[];
}

const KINDS: Readonly<Record<SpanKind, number>> = { internal: 1, server: 2, client: 3 };

/**
 * Converts spans to OTLP/JSON, with one resource per service, for `/v1/traces` of a Collector or for a file. For the
 * precision of times see `toUnixNanos`. `google.protobuf.json_format` of Protobuf 7.36.2 parses the result as an
 * `ExportTraceServiceRequest` of opentelemetry-proto 1.45.2 without unknown fields, once ids are in base64.
 *
 * @throws {UsageError} for a time before 1970
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * const traces = toOtlpTraces([{
 *   traceId: "5b8efff798038103d269b633813fc60c",
 *   spanId: "eee19b7ec3c1b174",
 *   service: "api",
 *   kind: "server",
 *   name: "GET /",
 *   startSeconds: 5,
 *   endSeconds: 5.025,
 *   failed: false,
 * }], { epochSeconds: 1735689600 });
 * strictEqual(traces.resourceSpans[0]!.scopeSpans[0]!.spans[0]!.endTimeUnixNano, "1735689605025000000");
 * ```
 */
export function toOtlpTraces(spans: Iterable<Span>, options: OtlpOptions = {}): OtlpTraces {
  checkOptions("toOtlpTraces", ARGUMENTS, { spans, options });
  return {
    resourceSpans: [...byService(spans)].map(([service, own]) => ({
      resource: resourceOf(service, options),
      scopeSpans: [{ scope: SCOPE, spans: own.map((span) => toOtlpSpan(span, options)) }],
    })),
  };
}

function toOtlpSpan(span: Span, epoch: EpochOptions): OtlpSpan {
  const { traceId, spanId, parentSpanId, name, kind, attributes, events, failed } = span;
  return {
    traceId,
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    name,
    kind: KINDS[kind],
    startTimeUnixNano: toUnixNanos(span.startSeconds, epoch),
    endTimeUnixNano: toUnixNanos(span.endSeconds, epoch),
    ...(attributes && { attributes: toOtlpAttributes(attributes) }),
    ...(events && { events: events.map((event) => toOtlpEvent(event, epoch)) }),
    ...(failed && { status: { code: 2 } }),
  };
}

function toOtlpEvent({ timeSeconds, name, attributes }: SpanEvent, epoch: EpochOptions): OtlpEvent {
  return {
    timeUnixNano: toUnixNanos(timeSeconds, epoch),
    name,
    ...(attributes && { attributes: toOtlpAttributes(attributes) }),
  };
}
