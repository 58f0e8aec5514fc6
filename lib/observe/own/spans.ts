import { silentCallee } from "../silent_callee.ts";
import { z } from "zod";
import {
  type Attributes,
  type AttributeValue,
  type Span,
  type SpanKind,
  UsageError,
} from "../../model/mod.ts";
import { failedByAnswer } from "../../model/telemetry.ts";
import { isZipkinV1, type ZipkinSpan, zipkinSpan, zipkinV2 } from "./zipkin_v1.ts";

const tag = z.object({ key: z.string(), value: z.unknown() });
const jaegerTrace = z.object({
  spans: z.array(z.object({
    traceID: z.string(),
    spanID: z.string(),
    operationName: z.string().default(""),
    references: z.array(z.object({ refType: z.string(), traceID: z.string().optional(), spanID: z.string() }))
      .nullish(),
    parentSpanID: z.string().nullish(),
    startTime: z.number(),
    duration: z.number().min(0),
    tags: z.array(tag).nullish(),
    processID: z.string().optional(),
    process: z.object({ serviceName: z.string() }).nullish(),
  })),
  processes: z.record(z.string(), z.object({ serviceName: z.string() })).nullish(),
});
/** What Jaeger's API and its "JSON" button give. */
const jaegerDocument = z.object({ data: z.array(jaegerTrace) });
const zipkinDocument = z.union([z.array(zipkinSpan), z.array(z.array(zipkinSpan))]);

const KINDS: Readonly<Record<string, SpanKind>> = {
  client: "client",
  producer: "client",
  server: "server",
  consumer: "server",
};

/** Whether a parsed document holds traces of Jaeger. */
export function isJaeger(document: unknown): boolean {
  return typeof document === "object" && document !== null &&
    Array.isArray((document as { data?: unknown }).data);
}

/** Whether a parsed document holds spans of Zipkin. */
export function isZipkin(document: unknown): boolean {
  if (!Array.isArray(document)) return false;
  const first = Array.isArray(document[0]) ? document[0][0] : document[0];
  return typeof first === "object" && first !== null && "traceId" in first && "id" in first;
}

/**
 * Reads the traces that Jaeger's API or its page exports as JSON.
 *
 * @throws {UsageError} for a document that isn't laid out so
 */
export function readJaeger(document: unknown, path: string): Span[] {
  const { data } = checked(jaegerDocument, document, path, "traces of Jaeger");
  return withPlace(path, () => jaegerSpans(data));
}

function jaegerSpans(data: z.infer<typeof jaegerDocument>["data"]): Span[] {
  return data.flatMap(({ spans, processes }) =>
    spans.map((span): Span => {
      const parent = span.references?.find(({ refType }) => refType === "CHILD_OF")?.spanID ??
        span.references?.[0]?.spanID ?? span.parentSpanID;
      const attributes = attributesOf((span.tags ?? []).map(({ key, value }) => [key, value]));
      return {
        traceId: id(span.traceID, 32),
        spanId: id(span.spanID, 16),
        ...(parent && { parentSpanId: id(parent, 16) }),
        service: span.process?.serviceName ?? processes?.[span.processID ?? ""]?.serviceName ??
          "unknown_service",
        kind: KINDS[String(attributes["span.kind"] ?? "").toLowerCase()] ?? "internal",
        name: span.operationName,
        startSeconds: span.startTime / 1e6,
        endSeconds: (span.startTime + span.duration) / 1e6,
        failed: hasFailed(attributes),
        ...(Object.keys(attributes).length > 0 && { attributes }),
      };
    })
  ).sort((a, b) => a.startSeconds - b.startSeconds);
}

/**
 * Reads spans of Zipkin's JSON, version 2 or 1. Client and server halves that share an id become a span and its child. Spans without a
 * time or a duration are left out.
 *
 * @throws {UsageError} for a document that isn't laid out so
 */
export function readZipkin(document: unknown, path: string): Span[] {
  const given = Array.isArray(document) && document.flat().some(isZipkinV1)
    ? document.flat().flatMap((span) => zipkinV2(span, path))
    : document;
  const all = (checked(zipkinDocument, given, path, "spans of Zipkin") as ZipkinSpan[][]).flat();
  return withPlace(path, () => zipkinSpans(all));
}

function zipkinSpans(all: readonly ZipkinSpan[]): Span[] {
  const idsOf = (wanted: string) =>
    new Set(all.filter(({ kind }) => kind === wanted).map(({ traceId, id }) => `${traceId} ${id}`));
  const [servers, clients] = [idsOf("SERVER"), idsOf("CLIENT")];
  return all.filter(({ timestamp, duration }) => timestamp && typeof duration === "number").map(
    (span): Span => {
      const peer = span.remoteEndpoint?.serviceName;
      const attributes = attributesOf([
        ...Object.entries(span.tags ?? {}),
        ...(peer ? [["peer.service", peer] as const] : []),
      ]);
      const kind = KINDS[(span.kind ?? "").toLowerCase()] ?? "internal";
      const shared = kind === "client" && servers.has(`${span.traceId} ${span.id}`);
      const halves = kind === "server" && clients.has(`${span.traceId} ${span.id}`);
      const parent = halves ? half(span.id) : span.parentId ? id(span.parentId, 16) : undefined;
      return {
        traceId: id(span.traceId, 32),
        spanId: shared ? half(span.id) : id(span.id, 16),
        ...(parent !== undefined && { parentSpanId: parent }),
        service: span.localEndpoint?.serviceName || "unknown_service",
        kind,
        name: span.name ?? "",
        startSeconds: span.timestamp! / 1e6,
        endSeconds: (span.timestamp! + span.duration!) / 1e6,
        failed: hasFailed(attributes) || !/^(?:false|0|)$/i.test(span.tags?.error ?? "false"),
        ...(Object.keys(attributes).length > 0 && { attributes }),
      };
    },
  ).sort((a, b) => a.startSeconds - b.startSeconds);
}

/** Puts the path before what is said of an id. */
function withPlace<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${path}: ${error.message}`) : error;
  }
}

/** An id for the client's half of a span that shares its id with the server's: its first digit is another one. */
function half(spanId: string): string {
  const whole = id(spanId, 16);
  return `${(parseInt(whole[0]!, 16) ^ 8).toString(16)}${whole.slice(1)}`;
}

/** @throws {UsageError} for an id with other characters than hexadecimal digits */
function id(text: string, digits: number): string {
  if (/^[0-9a-f]+$/i.test(text)) return text.toLowerCase().padStart(digits, "0");
  throw new UsageError(`an id must be hexadecimal digits, found ${JSON.stringify(text.slice(0, 40))}`);
}

function attributesOf(pairs: readonly (readonly [string, unknown])[]): Attributes {
  return Object.fromEntries(
    pairs.filter((pair): pair is [string, AttributeValue] =>
      ["string", "number", "boolean"].includes(typeof pair[1])
    ),
  );
}

function hasFailed(attributes: Attributes): boolean {
  return attributes.error === true || attributes.error === "true" ||
    String(attributes["otel.status_code"] ?? "").toUpperCase() === "ERROR" || failedByAnswer(attributes);
}

function checked<T>(schema: z.ZodType<T>, document: unknown, path: string, what: string): T {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  const { path: place, message } = result.error.issues[0]!;
  throw new UsageError(`${path}: expected ${what}, found at ${place.join(".")}: ${message}`);
}

/**
 * Adds the other half of calls to what records no spans itself, as a database: a client's span that names its peer and has no child gets
 * a child of that service over the same time, so that the time counts there and who calls whom is known.
 */
export function withSilentPeers(spans: readonly Span[]): Span[] {
  const parents = new Set(spans.map(({ traceId, parentSpanId }) => `${traceId} ${parentSpanId}`));
  const known = new Set(spans.map(({ service }) => service));
  return spans.flatMap((span) => {
    const { kind, traceId, spanId, service } = span;
    if (kind !== "client" || parents.has(`${traceId} ${spanId}`)) return [span];
    const callee = silentCallee(span, known)?.callee;
    if (callee === undefined || callee === service) return [span];
    return [span, {
      ...span,
      service: callee,
      kind: "server" as const,
      spanId: half(spanId),
      parentSpanId: spanId,
    }];
  });
}
