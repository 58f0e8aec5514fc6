import type { Attributes, MetricTable, Signals, Span, SpanEvent, SpanKind } from "../../model/mod.ts";

/** A hand-written span, with its children. */
export interface WrittenSpan {
  readonly service: string;
  /** Default `server`. */
  readonly kind?: SpanKind;
  /** Default `work`. */
  readonly name?: string;
  /** Milliseconds from the start of the trace. */
  readonly from: number;
  readonly to: number;
  /** Default false. */
  readonly failed?: boolean;
  readonly attributes?: Attributes;
  readonly events?: readonly SpanEvent[];
  readonly children?: readonly WrittenSpan[];
}

/** The spans of a trace written as a tree, each parent before its children; for tests. */
export function writtenTrace(traceId: string, root: WrittenSpan): Span[] {
  const spans: Span[] = [];
  const write = (written: WrittenSpan, parentSpanId?: string) => {
    const {
      service,
      kind = "server",
      name = "work",
      from,
      to,
      failed = false,
      attributes,
      events,
      children = [],
    } = written;
    const spanId = `${traceId}-${spans.length}`;
    spans.push({
      traceId,
      spanId,
      service,
      kind,
      name,
      startSeconds: from / 1000,
      endSeconds: to / 1000,
      failed,
      ...(parentSpanId !== undefined && { parentSpanId }),
      ...(attributes && { attributes }),
      ...(events && { events }),
    });
    for (const child of children) write(child, spanId);
  };
  write(root);
  return spans;
}

const NO_METRICS: MetricTable = { indicators: [], timesSeconds: new Float64Array(), columns: [] };

/** Signals without metrics; for tests. */
export function signalsOf(recorded: Omit<Signals, "metrics"> = {}): Signals {
  return { metrics: NO_METRICS, ...recorded };
}

/** Some number of traces, each made from its index; for tests. */
export function traces(count: number, root: (i: number) => WrittenSpan): Span[] {
  return Array.from({ length: count }, (_, i) => writtenTrace(`t${i}`, root(i))).flat();
}
