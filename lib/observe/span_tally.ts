import { silentCallee } from "./silent_callee.ts";
import type { Span } from "../model/mod.ts";

/** What the traces say of a service. A visit is a request that it serves. */
export interface VisitTally {
  count: number;
  /** Time of the visits in which none of their calls is under way, in total. */
  selfSeconds: number;
  /** Visits that failed without a failed call. */
  ownFailures: number;
  longest: number;
  /** `db.system` of the calls to it, if it writes no spans of its own. */
  system?: string | undefined;
}

/** What the traces say of the calls from one service to another. */
export interface EdgeTally {
  readonly caller: string;
  readonly callee: string;
  calls: number;
  /** Mean time from the begin of the visit to that of the call, for the order of calls. */
  offset: number;
  /** Calls that overlap with another call of the same visit. */
  overlapping: number;
  /** Calls that are served until after the visit has ended. */
  outliving: number;
  longest: number;
  failed: number;
  /** Failed calls of visits that failed, too. */
  failedWithCaller: number;
  /** Client spans with a server span below them, and by how much they are longer in total. */
  pairs: number;
  delay: number;
}

/** Counts and times of services and calls. */
export interface SpanTally {
  readonly visits: ReadonlyMap<string, VisitTally>;
  readonly edges: ReadonlyMap<string, EdgeTally>;
  /** Traces that begin at each service. */
  readonly roots: ReadonlyMap<string, number>;
  readonly traces: number;
  /** From the first begin of a trace to the last. */
  readonly seconds: number;
}

/** One call of a visit. */
interface OneCall {
  readonly callee: string;
  readonly span: Span;
  /** What the callee recorded of it. */
  readonly served?: Span;
  readonly system?: string;
}

/** Counts visits and calls. Ids are those of a trace; spans whose parent is missing begin a visit, but no trace. */
export function tallySpans(spans: readonly Span[]): SpanTally {
  const visits = new Map<string, VisitTally>();
  const edges = new Map<string, EdgeTally>();
  const roots = new Map<string, number>();
  const begins: number[] = [];
  /** Services that write spans. */
  const known = new Set(spans.map(({ service }) => service));
  for (const trace of Map.groupBy(spans, ({ traceId }) => traceId).values()) {
    const byId = new Map(trace.map((span) => [span.spanId, span]));
    const children = Map.groupBy(trace, ({ parentSpanId }) => parentSpanId ?? "");
    const root = trace.find(({ parentSpanId }) => parentSpanId === undefined);
    if (root !== undefined) {
      roots.set(root.service, (roots.get(root.service) ?? 0) + 1);
      begins.push(root.startSeconds);
    }
    for (const span of trace) {
      const parent = byId.get(span.parentSpanId ?? "");
      if (parent?.service === span.service && span.kind !== "server") continue;
      if (parent === undefined && span.kind === "client" && root !== span) continue;
      addVisit(span, callsOf(span, { children, known }), { visits, edges, known });
    }
  }
  begins.sort((a, b) => a - b);
  const seconds = begins.length === 0 ? 0 : begins.at(-1)! - begins[0]!;
  // n begins are n - 1 gaps.
  const whole = begins.length > 1 ? seconds * begins.length / (begins.length - 1) : 1;
  return { visits, edges, roots, traces: begins.length, seconds: whole };
}

/** The calls that a visit makes, by their begin, found below its span as far as the service's own spans go. */
function callsOf(
  visit: Span,
  { children, known }: { children: ReadonlyMap<string, readonly Span[]>; known: ReadonlySet<string> },
): OneCall[] {
  const calls: OneCall[] = [];
  const walked = new Set<Span>([visit]);
  const left = [visit];
  for (let span = left.pop(); span !== undefined; span = left.pop()) {
    const below = (children.get(span.spanId) ?? []).filter((child) => !walked.has(child));
    for (const child of below) walked.add(child);
    const [own, away] = [below.filter(isInside), below.filter((child) => !isInside(child))];
    for (const served of away) {
      if (served.service === visit.service) continue;
      calls.push({ callee: served.service, span: span.kind === "client" ? span : served, served });
    }
    const store = away.length === 0 && span !== visit ? silentCallee(span, known) : undefined;
    if (store !== undefined) calls.push({ ...store, span });
    else left.push(...own);
  }
  return calls.sort((a, b) => a.span.startSeconds - b.span.startSeconds);

  function isInside({ service, kind }: Span): boolean {
    return service === visit.service && kind !== "server";
  }
}

function addVisit(
  visit: Span,
  calls: readonly OneCall[],
  { visits, edges, known }: {
    visits: Map<string, VisitTally>;
    edges: Map<string, EdgeTally>;
    known: ReadonlySet<string>;
  },
): void {
  const tally = visitTally(visits, visit.service);
  tally.count++;
  tally.longest = Math.max(tally.longest, seconds(visit));
  tally.selfSeconds += selfSeconds(visit, calls);
  if (visit.failed && !calls.some(({ span, served }) => span.failed || served?.failed)) tally.ownFailures++;
  let until = -Infinity;
  for (const [i, { callee, span, served, system }] of calls.entries()) {
    const key = JSON.stringify([visit.service, callee]);
    const edge = edges.get(key) ?? {
      caller: visit.service,
      callee,
      calls: 0,
      offset: 0,
      overlapping: 0,
      outliving: 0,
      longest: 0,
      failed: 0,
      failedWithCaller: 0,
      pairs: 0,
      delay: 0,
    };
    edges.set(key, edge);
    edge.calls++;
    if (served !== undefined && outlives(visit, span, served)) edge.outliving++;
    edge.offset += (span.startSeconds - visit.startSeconds - edge.offset) / edge.calls;
    edge.longest = Math.max(edge.longest, seconds(span));
    const next = calls[i + 1]?.span.startSeconds ?? Infinity;
    if (span.startSeconds < until || next < span.endSeconds) edge.overlapping++;
    until = Math.max(until, span.endSeconds);
    if (span.failed || served?.failed) {
      edge.failed++;
      if (visit.failed) edge.failedWithCaller++;
    }
    if (served === undefined) {
      if (known.has(callee)) continue;
      const store = visitTally(visits, callee);
      store.count++;
      store.selfSeconds += seconds(span);
      store.system ??= system;
      if (span.failed) store.ownFailures++;
    } else if (served !== span) {
      edge.pairs++;
      edge.delay += Math.max(0, seconds(span) - seconds(served));
    }
  }
}

/** Whether nobody waits for a call: it begins when the visit has ended, and takes longer than its client span, as clocks that differ don't explain. */
function outlives(visit: Span, span: Span, served: Span): boolean {
  return served.startSeconds >= visit.endSeconds && (span === served || seconds(span) < seconds(served));
}

function visitTally(visits: Map<string, VisitTally>, name: string): VisitTally {
  const tally = visits.get(name) ?? { count: 0, selfSeconds: 0, ownFailures: 0, longest: 0 };
  visits.set(name, tally);
  return tally;
}

function seconds({ startSeconds, endSeconds }: Span): number {
  return Math.max(0, endSeconds - startSeconds);
}

/** Time of a visit in which none of its calls is under way. */
function selfSeconds(visit: Span, calls: readonly OneCall[]): number {
  let busy = 0;
  let until = visit.startSeconds;
  for (const { span } of calls) {
    const end = Math.min(span.endSeconds, visit.endSeconds);
    const begin = Math.max(span.startSeconds, until);
    if (end > begin) busy += end - begin;
    until = Math.max(until, end);
  }
  return Math.max(0, seconds(visit) - busy);
}
