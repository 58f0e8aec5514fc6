import type { Span } from "../../model/mod.ts";
import type { SpanForest } from "./span_tree.ts";
import { calleeOf } from "./time_parts.ts";

/** Counts of what spans say of themselves by attributes and events, per service in the order given, over the window. */
export interface CallCounts {
  /** Spans recorded by the service. */
  readonly spans: Float64Array;
  /** Calls towards the service. */
  readonly calls: Float64Array;
  /** How often calls towards it were sent again: the sum of `http.request.resend_count`. */
  readonly resends: Float64Array;
  /** Seconds that the service waited for a connection of its own pools. */
  readonly poolWaitSeconds: Float64Array;
  /** Calls towards it that say whether the cache had the value, and those that say it had not. */
  readonly cacheAnswers: Float64Array;
  readonly cacheMisses: Float64Array;
  /** Per service the durations in seconds of its own statements, by summary; empty where it runs none. */
  readonly statements: readonly ReadonlyMap<string, readonly number[]>[];
  /** Per service the versions that its spans name. */
  readonly versions: readonly ReadonlySet<string>[];
}

/** Event of a wait for a connection, and its attribute in seconds. */
const WAIT_EVENT = "db.client.connection.wait";
const WAIT_TIME = "db.client.connection.wait_time";

/** Counts in one pass. */
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
