import type { SpanForest } from "./span_tree.ts";

/** Whom each service calls by the spans right below its own, in the order of the calls. */
export interface UsualCalls {
  readonly requests: number;
  /** Spans of each service. */
  readonly spans: ReadonlyMap<string, number>;
  readonly callees: ReadonlyMap<string, readonly string[]>;
}

/** Share of the caller's spans that a callee is below, for the call to be usual. */
const MIN_SHARE = 0.5;
/** Spans that a service would have written at its usual rate, for its silence to mean something. */
const MIN_EXPECTED_SPANS = 10;

/** What traces in which only servers write spans tell about who calls whom. */
export function usualCallsOf(forest: SpanForest): UsualCalls {
  const spans = new Map<string, number>();
  const calls = new Map<string, Map<string, { count: number; offsetSeconds: number }>>();
  let requests = 0;
  forest.spans.forEach(({ service, startSeconds, parentSpanId }, i) => {
    requests += Number(parentSpanId === undefined);
    spans.set(service, (spans.get(service) ?? 0) + 1);
    const called = new Set<string>();
    for (const child of forest.children(i)) {
      const callee = forest.spans[child]!;
      if (callee.service === service || called.has(callee.service)) continue;
      called.add(callee.service);
      const ofCaller = calls.get(service) ?? new Map<string, { count: number; offsetSeconds: number }>();
      const call = ofCaller.get(callee.service) ?? { count: 0, offsetSeconds: 0 };
      call.count++;
      call.offsetSeconds += callee.startSeconds - startSeconds;
      calls.set(service, ofCaller.set(callee.service, call));
    }
  });
  const callees = [...calls].map(([caller, ofCaller]): [string, string[]] => [
    caller,
    [...ofCaller].filter(([, { count }]) => count >= MIN_SHARE * spans.get(caller)!)
      .sort(([, a], [, b]) => a.offsetSeconds / a.count - b.offsetSeconds / b.count)
      .map(([callee]) => callee),
  ]);
  return { requests, spans, callees: new Map(callees) };
}

/**
 * For each service the first of those that it usually calls that has stopped writing spans. Where callers write no spans of their calls,
 * their failures are all that is seen of a dead callee; calls behind the first one that fails may only have been given up.
 */
export function silentCallees(usual: UsualCalls, forest: SpanForest): Map<string, string> {
  const present = new Set(forest.spans.map(({ service }) => service));
  const requests = forest.spans.filter(({ parentSpanId }) => parentSpanId === undefined).length;
  const isSilent = (service: string) =>
    !present.has(service) &&
    usual.spans.get(service)! * requests / Math.max(1, usual.requests) >= MIN_EXPECTED_SPANS;
  return new Map([...usual.callees].flatMap(([caller, callees]) => {
    const silent = callees.find(isSilent);
    return silent === undefined ? [] : [[caller, silent] as const];
  }));
}
