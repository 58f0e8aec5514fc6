import type { Span } from "../model/mod.ts";
import { growForest, type SpanForest } from "./span_tree.ts";
import { addressee, calleeOf } from "./time_parts.ts";

/** Where failures begin, per service in the order given. Counts over the window. */
export interface Failures {
  /** Failed spans without a failed child, except calls: the failure began here. */
  readonly own: Float64Array;
  /** Failed calls towards the service without a span of its own: it was never reached, or never answered. */
  readonly unreached: Float64Array;
  /** Failed calls towards it that it answered without a failure of its own: given up by the caller, or lost on the way back. */
  readonly unheard: Float64Array;
  /** Calls towards it, and spans of it that are no calls. */
  readonly calls: Float64Array;
  readonly spans: Float64Array;
  /** First spans of all traces. */
  readonly requests: number;
}

/**
 * Counts origins of failures in one pass. A failure with a failed child is inherited. A failed call whose callee has no failed span is blamed on
 * the callee (by its span, or `server.address`); where that is no known service, on the caller.
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
    } else {
      const side = forest.children(i).length > 0 || addressee(span) === undefined
        ? found.unheard
        : found.unreached;
      side[callee]! += 1;
    }
  });
  return { ...found, requests };
}
