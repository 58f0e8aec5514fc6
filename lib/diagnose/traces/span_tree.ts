import type { Span } from "../../model/mod.ts";

/** Spans linked to their parents, in whatever order they were recorded. All arrays are as long as `spans`. */
export interface SpanForest {
  /** The spans given; a span that was delivered twice appears once. */
  readonly spans: readonly Span[];
  /** Index of the parent; -1 for root spans, for orphans and where a cycle of parents was cut. */
  readonly parents: Int32Array;
  /** The indices of a span's children. */
  children(span: number): Int32Array;
  /**
   * Whether the span is a call: a client span, or an internal one within its service whose children all belong to other services. A span
   * by which a request enters a service is none, even where the service writes no others: most of its time is its own work.
   */
  isCall(span: number): boolean;
  /**
   * Self time in seconds: the duration less the union of the children's intervals, never negative. A child of another service whose
   * clock puts it outside its parent is moved inside first, unless it is longer. A span that isn't a call is not charged for the time in
   * which sibling calls of the same service are in progress: a service that awaits an answer does no work.
   */
  readonly selfSeconds: Float64Array;
}

/** Seconds from the start of some span. */
type Interval = readonly [start: number, end: number];

/**
 * Links spans to their parents, in linear time.
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * const span = { traceId: "1", kind: "internal", failed: false, name: "work", service: "api" } as const;
 * const { selfSeconds } = growForest([
 *   { ...span, spanId: "b", parentSpanId: "a", startSeconds: 1, endSeconds: 3 },
 *   { ...span, spanId: "a", startSeconds: 0, endSeconds: 4 },
 * ]);
 * strictEqual(selfSeconds[1], 2);
 * ```
 */
export function growForest(recorded: readonly Span[]): SpanForest {
  const places = new Map<string, number>();
  const spans = recorded.filter((span) => {
    const first = !places.has(keyOf(span.traceId, span.spanId));
    if (first) places.set(keyOf(span.traceId, span.spanId), places.size);
    return first;
  });
  const parents = Int32Array.from(
    spans,
    ({ traceId, spanId, parentSpanId }) =>
      parentSpanId === undefined || parentSpanId === spanId
        ? -1
        : places.get(keyOf(traceId, parentSpanId)) ?? -1,
  );
  cutCycles(parents);
  const children = groupChildren(parents);
  const isCall = (span: number) => isCallSpan({ spans, parents, children }, span);
  const forest = { spans, parents, children, isCall };
  return { ...forest, selfSeconds: selfTimes(forest) };
}

/** Duration of a span in seconds, never negative. */
export function durationOf({ startSeconds, endSeconds }: Span): number {
  return Math.max(0, endSeconds - startSeconds) || 0;
}

/** The service that a call addresses: the one that answered, or else the one that its attributes name; undefined if that is no known service. */
export function calleeOf(
  { spans, children }: SpanForest,
  call: number,
  services: ReadonlySet<string>,
): string | undefined {
  const { service } = spans[call]!;
  const answered = children(call).find((child) => spans[child]!.service !== service);
  if (answered !== undefined) return spans[answered]!.service;
  const named = addressee(spans[call]!);
  return named !== undefined && services.has(named) ? named : undefined;
}

function addressee({ attributes }: Span): string | undefined {
  const named = attributes?.["server.address"] ?? attributes?.["peer.service"];
  return named === undefined ? undefined : String(named);
}

const keyOf = (traceId: string, spanId: string) => `${traceId} ${spanId}`;

function isCallSpan(
  { spans, parents, children }: Pick<SpanForest, "spans" | "parents" | "children">,
  span: number,
): boolean {
  const { kind, service } = spans[span]!;
  if (kind !== "internal") return kind === "client";
  const parent = parents[span]!;
  return parent >= 0 && spans[parent]!.service === service && children(span).length > 0 &&
    children(span).every((child) => spans[child]!.service !== service);
}

/** Makes a root of the first span that is met twice on the way up. */
function cutCycles(parents: Int32Array): void {
  const walkOf = new Int32Array(parents.length);
  for (let i = 0; i < parents.length; i++) {
    let at = i;
    while (walkOf[at] === 0) {
      walkOf[at] = i + 1;
      const next = parents[at]!;
      if (next < 0) break;
      if (walkOf[next] === i + 1) parents[at] = -1;
      else at = next;
    }
  }
}

function groupChildren(parents: Int32Array): (span: number) => Int32Array {
  const ends = new Int32Array(parents.length + 1);
  for (const parent of parents) if (parent >= 0) ends[parent + 1]! += 1;
  for (let i = 0; i < parents.length; i++) ends[i + 1]! += ends[i]!;
  const grouped = new Int32Array(ends.at(-1)!);
  const next = ends.slice(0, -1);
  parents.forEach((parent, i) => {
    if (parent < 0) return;
    grouped[next[parent]!] = i;
    next[parent]! += 1;
  });
  return (span) => grouped.subarray(ends[span]!, ends[span + 1]!);
}

function selfTimes({ spans, children, isCall }: Omit<SpanForest, "selfSeconds" | "parents">): Float64Array {
  const inside = (parent: number, child: number) => within(spans[parent]!, spans[child]!);
  const self = Float64Array.from(spans, (span, i) => {
    const covered = union(Array.from(children(i), (child) => inside(i, child)));
    return Math.max(0, durationOf(span) - lengthOf(covered));
  });
  for (let parent = 0; parent < spans.length; parent++) {
    const { service } = spans[parent]!;
    const own = children(parent).filter((child) => spans[child]!.service === service);
    const calls = own.filter(isCall);
    if (calls.length === 0 || calls.length === own.length) continue;
    const awaiting = overlapWith(union(Array.from(calls, (call) => inside(parent, call))));
    for (const child of own) {
      if (isCall(child) || children(child).length > 0) continue;
      self[child] = Math.max(0, self[child]! - awaiting(inside(parent, child)));
    }
  }
  return self;
}

/** A child's interval relative to the start of its parent, clipped to the parent's. */
function within(parent: Span, child: Span): Interval {
  const whole = durationOf(parent);
  const length = durationOf(child);
  const start = child.startSeconds - parent.startSeconds;
  if (parent.service !== child.service && length <= whole) {
    const moved = Math.min(Math.max(0, start), whole - length);
    return [moved, moved + length];
  }
  return [Math.min(whole, Math.max(0, start)), Math.min(whole, Math.max(0, start + length))];
}

/** The union as ascending intervals that neither overlap nor touch. */
function union(intervals: Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const [start, end] of intervals.sort(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last === undefined || start > last[1]) merged.push([start, end]);
    else if (end > last[1]) merged[merged.length - 1] = [last[0], end];
  }
  return merged;
}

function lengthOf(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, [start, end]) => sum + end - start, 0);
}

/** How much of an interval the given ones cover, by bisection, so that many siblings don't take quadratic time. */
function overlapWith(intervals: readonly Interval[]): (interval: Interval) => number {
  const before: number[] = [0];
  for (const [start, end] of intervals) before.push(before.at(-1)! + end - start);
  const coveredUntil = (time: number) => {
    let low = 0;
    let high = intervals.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (intervals[middle]![0] < time) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? 0 : before[low]! - Math.max(0, intervals[low - 1]![1] - time);
  };
  return ([start, end]) => coveredUntil(end) - coveredUntil(start);
}
