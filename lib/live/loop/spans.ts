import { context, type Span, SpanStatusCode, trace } from "@opentelemetry/api";

/** Values that a span tells. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** Does a piece of work within a span, which is the child of the one that it is done in. Without `OTEL_DENO=true` no span is made. */
export async function inSpan<T>(
  name: string,
  work: (tell: (attributes: SpanAttributes) => void) => T | Promise<T>,
): Promise<T> {
  const tracer = trace.getTracer("aiops");
  return await tracer.startActiveSpan(name, {}, context.active(), async (span: Span) => {
    try {
      return await work((attributes) => span.setAttributes(attributes));
    } catch (error) {
      span.setStatus({
        code: SpanStatusCode.ERROR,
        message: error instanceof Error ? error.message : String(error),
      });
      throw error;
    } finally {
      span.end();
    }
  });
}
