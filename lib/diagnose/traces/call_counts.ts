import type { Span } from "../../model/mod.ts";
import { calleeOf, growForest, type SpanForest } from "./span_tree.ts";

/** Where failures begin: counts over the window, per service in the order given. */
export interface Failures {
  /** Failed spans without a failed child, except calls: the failure began here. */
  readonly own: Float64Array;
  /** Failed calls to the service without a span of its own: it was never reached, or never answered. */
  readonly unreached: Float64Array;
  /** Calls that were abandoned while the service was working on them, or on the way to or from it, however deep below the call. */
  readonly unheard: Float64Array;
  /** Calls to it, and its spans that are not calls. */
  readonly calls: Float64Array;
  readonly spans: Float64Array;
  /** Root spans of all traces. */
  readonly requests: number;
}

/**
 * Counts the origins of failures in one pass. A failure with a failed child is inherited. A failed call without a span of its callee is
 * attributed to the callee that `server.address` names, or to the caller if that is no known service. A failed call whose callee has a
 * span that didn't fail was abandoned: it is attributed to the last service down the trace that was being waited for at that moment.
 *
 * @param silent for each caller the callee that has stopped writing spans: failures that begin at the caller are attributed to the callee
 */
export function failuresOf(
  services: readonly string[],
  spans: readonly Span[] | SpanForest,
  silent: ReadonlyMap<string, string> = new Map(),
): Failures {
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
      const dead = at.get(silent.get(span.service) ?? "");
      if (dead !== undefined) found.unreached[dead]! += 1;
      else if (self !== undefined) found.own[self]! += 1;
    } else if (forest.children(i).length === 0) found.unreached[callee]! += 1;
    else found.unheard[at.get(awaitedAt(forest, i, known)) ?? callee]! += 1;
  });
  return { ...found, requests };
}

/** The service that a call was waiting for when it ended: down the trace as long as spans were still in progress. */
function awaitedAt(forest: SpanForest, call: number, known: ReadonlySet<string>): string {
  const { spans, children } = forest;
  const { endSeconds } = spans[call]!;
  let at = call;
  // The first step down is always taken: the answer itself may have been lost.
  for (let next: number | undefined = children(call)[0]; next !== undefined;) {
    at = next;
    next = children(at).find((child) =>
      spans[child]!.startSeconds <= endSeconds && spans[child]!.endSeconds >= endSeconds
    );
  }
  return (forest.isCall(at) ? calleeOf(forest, at, known) : undefined) ?? spans[at]!.service;
}

/** Counts of spans, and of what their attributes and events tell, over the window and per service in the order given. */
export interface CallCounts {
  /** Spans recorded by the service. */
  readonly spans: Float64Array;
  /** Calls to the service. */
  readonly calls: Float64Array;
  /** How often calls to it were sent again: the sum of `http.request.resend_count`. */
  readonly resends: Float64Array;
  /** Seconds that the service waited for a connection of its own pools. */
  readonly poolWaitSeconds: Float64Array;
  /** Calls to it that tell whether the cache had the value, and those that tell it had not. */
  readonly cacheAnswers: Float64Array;
  readonly cacheMisses: Float64Array;
  /** Per service the durations of its own statements in seconds, by summary; empty if it runs none. */
  readonly statements: readonly ReadonlyMap<string, readonly number[]>[];
  /** Per service the versions that its spans name. */
  readonly versions: readonly ReadonlySet<string>[];
}

/** The event of a wait for a connection, and its attribute in seconds. */
const WAIT_EVENT = "db.client.connection.wait";
const WAIT_TIME = "db.client.connection.wait_time";

/** Counts spans, calls and statements in one pass. */
export function countCalls(services: readonly string[], forest: SpanForest): CallCounts {
  const at = new Map(services.map((name, i) => [name, i]));
  const known = new Set(services);
  const zeros = () => new Float64Array(services.length);
  const statements = services.map(() => new Map<string, number[]>());
  const versions = services.map(() => new Set<string>());
  const counts = {
    spans: zeros(),
    calls: zeros(),
    resends: zeros(),
    poolWaitSeconds: zeros(),
    cacheAnswers: zeros(),
    cacheMisses: zeros(),
  };
  forest.spans.forEach((span, i) => {
    const self = at.get(span.service);
    const { attributes = {} } = span;
    if (self !== undefined) {
      counts.spans[self]! += 1;
      counts.poolWaitSeconds[self]! += waitOf(span);
      const version = attributes["service.version"];
      if (version !== undefined) versions[self]!.add(String(version));
    }
    const isCall = forest.isCall(i);
    const callee = isCall ? at.get(calleeOf(forest, i, known) ?? "") : undefined;
    if (callee !== undefined) {
      counts.calls[callee]! += 1;
      counts.resends[callee]! += Number(attributes["http.request.resend_count"] ?? 0) || 0;
      const hit = attributes["cache.hit"];
      if (hit !== undefined) counts.cacheAnswers[callee]! += 1;
      if (hit === false || hit === "false") counts.cacheMisses[callee]! += 1;
    }
    const summary = attributes["db.query.summary"];
    if (summary === undefined || isCall && callee !== undefined || self === undefined) return;
    const seconds = statements[self]!.get(String(summary));
    if (seconds === undefined) statements[self]!.set(String(summary), [forest.selfSeconds[i]!]);
    else seconds.push(forest.selfSeconds[i]!);
  });
  return { ...counts, statements, versions };
}

function waitOf({ events = [] }: Span): number {
  return events.reduce(
    (sum, { name, attributes }) => name === WAIT_EVENT ? sum + (Number(attributes?.[WAIT_TIME]) || 0) : sum,
    0,
  );
}
