import type { Span } from "../../model/mod.ts";
import { growForest, type SpanForest } from "./span_tree.ts";
import { calleeOf } from "./time_parts.ts";

/** Where failures begin, per service in the order given. Counts over the window. */
export interface Failures {
  /** Failed spans without a failed child, except calls: the failure began here. */
  readonly own: Float64Array;
  /** Failed calls towards the service without a span of its own: it was never reached, or never answered. */
  readonly unreached: Float64Array;
  /** Calls that were given up while the service was at work on them, or on the way to or from it, however far beneath the call. */
  readonly unheard: Float64Array;
  /** Calls towards it, and spans of it that are no calls. */
  readonly calls: Float64Array;
  readonly spans: Float64Array;
  /** First spans of all traces. */
  readonly requests: number;
}

/**
 * Counts origins of failures in one pass. A failure with a failed child is inherited. A failed call without a span of its callee's is blamed on
 * the callee that `server.address` names, or where that is no known service, on the caller. A failed call whose callee has a span that
 * did not fail was given up: it is blamed on the last one down the trace who was being waited for at that moment.
 */
export function failuresOf(services: readonly string[], spans: readonly Span[] | SpanForest): Failures {
  const forest = "children" in spans ? spans : growForest(spans);
  const at = new Map(services.map((name, i) => [name, i]));
  const known = new Set(services);
  const zeros = () => new Float64Array(services.length);
  const found = { own: zeros(), unreached: zeros(), unheard: zeros(), calls: zeros(), spans: zeros() };
  let requests = 0;
  forest.spans.forEach((span, i) => {
    if (span.parentSpanId === undefined) requests++;
    const self = at.get(span.service);
    const callee = forest.isCall(i) ? at.get(calleeOf(forest, i, known) ?? "") : undefined;
    if (callee !== undefined) found.calls[callee]! += 1;
    else if (self !== undefined) found.spans[self]! += 1;
    if (!span.failed || forest.children(i).some((child) => forest.spans[child]!.failed)) return;
    if (callee === undefined) {
      if (self !== undefined) found.own[self]! += 1;
    } else if (forest.children(i).length === 0) found.unreached[callee]! += 1;
    else found.unheard[at.get(awaitedAt(forest, i, known)) ?? callee]! += 1;
  });
  return { ...found, requests };
}

/** The service that a call, when it ended, was waiting for: down the trace as far as spans were still under way. */
function awaitedAt(forest: SpanForest, call: number, known: ReadonlySet<string>): string {
  const { spans, children } = forest;
  const { endSeconds } = spans[call]!;
  let at = call;
  // The first step down is taken in any case: the answer itself may have been lost.
  for (let next: number | undefined = children(call)[0]; next !== undefined;) {
    at = next;
    next = children(at).find((child) =>
      spans[child]!.startSeconds <= endSeconds && spans[child]!.endSeconds >= endSeconds
    );
  }
  return (forest.isCall(at) ? calleeOf(forest, at, known) : undefined) ?? spans[at]!.service;
}
