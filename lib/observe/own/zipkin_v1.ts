import { z } from "zod";
import { UsageError } from "../../model/mod.ts";

/** A span of Zipkin's version 2. */
export const zipkinSpan = z.object({
  traceId: z.string(),
  id: z.string(),
  parentId: z.string().nullish(),
  name: z.string().nullish(),
  timestamp: z.number().nullish(),
  duration: z.number().nullish(),
  kind: z.string().nullish(),
  localEndpoint: z.object({ serviceName: z.string().nullish() }).nullish(),
  remoteEndpoint: z.object({ serviceName: z.string().nullish() }).nullish(),
  tags: z.record(z.string(), z.string()).nullish(),
});
/** A span of Zipkin's version 2, checked. */
export type ZipkinSpan = z.infer<typeof zipkinSpan>;

const endpoint = z.object({ serviceName: z.string().nullish() }).nullish();
const spanV1 = z.object({
  traceId: z.string(),
  id: z.string(),
  parentId: z.string().nullish(),
  name: z.string().nullish(),
  timestamp: z.number().nullish(),
  duration: z.number().nullish(),
  annotations: z.array(z.object({ timestamp: z.number(), value: z.string(), endpoint })).nullish(),
  binaryAnnotations: z.array(z.object({ key: z.string(), value: z.unknown(), endpoint })).nullish(),
});

/** Whether a parsed span is one of version 1, whose annotations say who sent and received what. */
export function isZipkinV1(span: unknown): boolean {
  const { annotations, binaryAnnotations, localEndpoint } = Object(span) as Record<string, unknown>;
  return localEndpoint === undefined &&
    (Array.isArray(binaryAnnotations) ||
      (Array.isArray(annotations) && annotations.some((one) => "endpoint" in Object(one))));
}

/** Sides of a call by the annotations at their begin and end. */
const SIDES = [
  { kind: "CLIENT", begin: "cs", end: "cr" },
  { kind: "SERVER", begin: "sr", end: "ss" },
  { kind: "PRODUCER", begin: "ms", end: "ws" },
  { kind: "CONSUMER", begin: "mr", end: "wr" },
] as const;

/**
 * A span of version 1 as one of version 2 for each side that it tells of: the client's from `cs` to `cr`, the server's from `sr` to `ss`.
 *
 * @throws {UsageError} for a span that isn't laid out so
 */
export function zipkinV2(span: unknown, path: string): ZipkinSpan[] {
  const parsed = spanV1.safeParse(span);
  if (!parsed.success) {
    const { path: place, message } = parsed.error.issues[0]!;
    throw new UsageError(`${path}: expected spans of Zipkin, found at ${place.join(".")}: ${message}`);
  }
  const { annotations, binaryAnnotations, timestamp, duration, ...plain } = parsed.data;
  const [events, tags] = [annotations ?? [], binaryAnnotations ?? []];
  const at = (value: string) => events.find((one) => one.value === value);
  const tagsOf = (service: string | undefined) =>
    Object.fromEntries(
      tags.filter(({ value, endpoint }) =>
        ["string", "number"].includes(typeof value) && (service ?? "") === (endpoint?.serviceName ?? "")
      ).map(({ key, value }) => [key, String(value)]),
    );
  // The other side of a call that it says nothing itself of.
  const peer = (key: string) => tags.find((one) => one.key === key)?.endpoint?.serviceName;
  const sides = SIDES.flatMap(({ kind, begin, end }): ZipkinSpan[] => {
    const [first, last] = [at(begin), at(end)];
    if (first === undefined && last === undefined) return [];
    const service = (first ?? last)!.endpoint?.serviceName ?? undefined;
    const from = first?.timestamp ?? timestamp;
    const lasts = first !== undefined && last !== undefined
      ? last.timestamp - first.timestamp
      : duration ?? 0;
    const remote = peer(kind === "CLIENT" || kind === "PRODUCER" ? "sa" : "ca");
    return [{
      ...plain,
      kind,
      timestamp: from,
      duration: lasts,
      localEndpoint: { serviceName: service },
      ...(remote && { remoteEndpoint: { serviceName: remote } }),
      tags: tagsOf(service),
    }];
  });
  if (sides.length > 0) return sides;
  const service = [...tags, ...events].map(({ endpoint }) => endpoint?.serviceName).find((name) => name) ??
    undefined;
  return [{ ...plain, timestamp, duration, localEndpoint: { serviceName: service }, tags: tagsOf(service) }];
}
