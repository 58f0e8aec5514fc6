import { durationOf, growForest } from "../../diagnose/traces/span_tree.ts";
import type { Span } from "../../model/mod.ts";

/** One span as a row of a waterfall. */
export interface TraceRow {
  readonly span: Span;
  /** Calls above it: 0 for a first span. */
  readonly depth: number;
  /** From the start of the request on. */
  readonly startSeconds: number;
  readonly seconds: number;
  /** Without what its children account for. */
  readonly selfSeconds: number;
  /** Whom a call is for, where the span or what it called tells; undefined for what is not a call. */
  readonly callee: string | undefined;
}

/** Spans of one request, parents before their children and those by their start; spans whose parent is missing come as first ones do. */
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
