import { durationOf, growForest } from "../../diagnose/traces/span_tree.ts";
import type { Span } from "../../model/mod.ts";

/** A span as a row of a waterfall. */
export interface TraceRow {
  readonly span: Span;
  /** Depth in the tree of spans, 0 for the root. */
  readonly depth: number;
  /** Start relative to that of the request. */
  readonly startSeconds: number;
  readonly seconds: number;
  /** Duration without that of its children. */
  readonly selfSeconds: number;
  /** Callee of a call, if the span or its child names one; undefined for spans that are not calls. */
  readonly callee: string | undefined;
}

/** The spans of one request, parents before their children and siblings by start; a span whose parent is missing is treated as a root. */
export function traceRows(recorded: readonly Span[]): TraceRow[] {
  const { spans, parents, children, isCall, selfSeconds } = growForest(recorded);
  const zero = Math.min(...spans.map(({ startSeconds }) => startSeconds));
  const byStart = (a: number, b: number) => spans[a]!.startSeconds - spans[b]!.startSeconds;
  const rowOf = (i: number, depth: number): TraceRow => ({
    span: spans[i]!,
    depth,
    startSeconds: spans[i]!.startSeconds - zero,
    seconds: durationOf(spans[i]!),
    selfSeconds: selfSeconds[i]!,
    callee: isCall(i) ? calleeOf(spans[i]!, Array.from(children(i), (child) => spans[child]!)) : undefined,
  });
  const below = (i: number, depth: number): TraceRow[] => [
    rowOf(i, depth),
    ...Array.from(children(i)).sort(byStart).flatMap((child) => below(child, depth + 1)),
  ];
  const first = spans.keys().filter((i) => parents[i]! < 0).toArray();
  return first.sort(byStart).flatMap((i) => below(i, 0));
}

function calleeOf({ attributes }: Span, children: readonly Span[]): string | undefined {
  const address = attributes?.["server.address"];
  return address === undefined ? children[0]?.service : String(address);
}
