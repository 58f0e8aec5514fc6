import { z } from "zod";
import { anyList } from "../model/argument_schemas.ts";
import { checkOptions } from "../model/check_options.ts";
import {
  type CallInput,
  PLATFORM,
  SERVICE_DEFAULTS,
  type ServiceInput,
  type ServiceKind,
  type Span,
  TOPOLOGY_DEFAULTS,
  type TopologyInput,
  UsageError,
} from "../model/mod.ts";
import { kindByName } from "./kind_by_name.ts";
import { quietTraces } from "./quiet_traces.ts";
import { type EdgeTally, tallySpans, type VisitTally } from "./span_tally.ts";

const ARGUMENTS = z.object({ spans: anyList });

/** A first draft of a topology, and what was assumed for it. */
export interface TopologyDraft {
  /** The draft; every number in it is a guess to be looked at. */
  readonly topology: TopologyInput;
  /** What was read, left out and assumed, a sentence each. */
  readonly notes: readonly string[];
}

/** Of a service that is called and never reached. */
const UNVISITED: VisitTally = { count: 1, selfSeconds: 0, ownFailures: 0, longest: 0 };
/** Replicas are added until a service is this busy, or there are as many as can be. */
const TARGET_LOAD = 0.6;
/** The most calls of a kind per request that a topology holds. */
const MAX_CALLS_PER_REQUEST = 100;

/**
 * A first draft of a topology from traces: services, calls in their order, calls per request, rates, and mean service times, which are the
 * time of a service's spans in which none of its calls is under way. The part of the recording in which requests are much slower than in its
 * best quarter, or fail much more often, is left out and told; so are calls that end after their caller, as messages do. Databases and caches that write no spans of their own are taken from
 * the client spans that name a `db.system`.
 *
 * @throws {UsageError} for what is no list of spans, and for spans that hold no request
 *
 * @example
 * ```ts
 * import { deepStrictEqual } from "node:assert";
 * import { draftTopology } from "./topology_draft.ts";
 * const at = (spanId: string, startSeconds: number, endSeconds: number) =>
 *   ({ traceId: "1", spanId, startSeconds, endSeconds, name: "", failed: false });
 * const { topology } = draftTopology([
 *   { ...at("a", 0, 0.05), service: "web", kind: "server" },
 *   { ...at("b", 0.01, 0.04), service: "web", kind: "client", parentSpanId: "a", attributes: { "db.system": "postgresql" } },
 * ]);
 * deepStrictEqual(topology.services.map(({ name, kind }) => [name, kind]), [["web", "service"], ["postgresql", "database"]]);
 * ```
 */
export function draftTopology(spans: readonly Span[]): TopologyDraft {
  checkOptions("draftTopology", ARGUMENTS, { spans });
  const quiet = quietTraces(spans);
  const tally = tallySpans(quiet.spans);
  const seconds = quiet.seconds ?? tally.seconds;
  const front = [...tally.roots].toSorted(([, a], [, b]) => b - a)[0]?.[0];
  if (front === undefined) {
    throw new UsageError("A topology's draft needs the spans of a request, found none");
  }
  const notes: string[] = quiet.note === undefined ? [] : [quiet.note];
  const edges = withoutCycles(withoutMessages([...tally.edges.values()], notes), notes);
  const reached = reachedFrom(front, edges);
  const left = [...tally.visits.keys()].filter((name) => !reached.has(name));
  if (left.length > 0) notes.push(`Left out, since ${front} does not lead there: ${listed(left)}`);
  const entries = tally.roots.get(front)!;
  const entryRate = rounded(entries / Math.max(seconds, 1e-3));
  const calls = edges.filter(({ caller }) => reached.has(caller))
    .map((edge) => callOf(edge, tally.visits.get(edge.caller) ?? UNVISITED, notes));
  const rates = ratesFrom(front, entryRate, calls);
  const services = [...reached].map((name) =>
    serviceOf(name, tally.visits.get(name) ?? UNVISITED, rates.get(name)!, notes)
  );
  const userTimeoutSeconds = rounded(2 * tally.visits.get(front)!.longest);
  const patient = userTimeoutSeconds > TOPOLOGY_DEFAULTS.userTimeoutSeconds;
  if (patient) {
    notes.push(`userTimeoutSeconds: ${userTimeoutSeconds}, twice the longest request that was seen`);
  }
  return {
    topology: { front, entryRate, ...(patient && { userTimeoutSeconds }), services, calls },
    notes: [
      `Read ${quiet.spans.length} spans of ${tally.traces} traces that span ${rounded(seconds)} s`,
      `front: ${front}, where ${entries} of ${tally.traces} traces begin`,
      `entryRate: ${entryRate}/s, as if every request were traced; where only a share is sampled, divide by it`,
      "ratePerReplica: one over the mean time in which none of the service's calls is under way; measured under load it includes waiting",
      `replicas: as few as keep a service below ${100 * TARGET_LOAD} %; traces don't say`,
      "contention, coherency, queues, retries and pools: the defaults; caches before a database: say onMissOf",
      ...notes,
    ],
  };
}

function listed(names: readonly string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** The edges without those of messages, which nobody waits for: most of them are under way when the caller has ended. */
function withoutMessages(edges: readonly EdgeTally[], notes: string[]): EdgeTally[] {
  return edges.filter(({ caller, callee, calls, outliving }) => {
    const message = outliving > calls / 2;
    if (message) {
      notes.push(
        `Left out, since they end after their caller, as messages do: calls of ${caller} to ${callee}`,
      );
    }
    return !message;
  });
}

/** The edges without those that close a cycle: of a cycle, the one with the fewest calls goes. */
function withoutCycles(edges: readonly EdgeTally[], notes: string[]): EdgeTally[] {
  const kept: EdgeTally[] = [];
  for (const edge of edges.toSorted((a, b) => b.calls - a.calls)) {
    if (reachedFrom(edge.callee, kept).has(edge.caller)) {
      notes.push(`Left out, since calls may not form a cycle: ${edge.caller} -> ${edge.callee}`);
    } else kept.push(edge);
  }
  return kept.toSorted((a, b) => a.caller < b.caller ? -1 : a.caller > b.caller ? 1 : a.offset - b.offset);
}

/** A service and all that it leads to, callers first where it can be. */
function reachedFrom(front: string, edges: readonly Pick<EdgeTally, "caller" | "callee">[]): Set<string> {
  const reached = new Set([front]);
  const byCaller = Map.groupBy(edges, ({ caller }) => caller);
  for (const name of reached) for (const { callee } of byCaller.get(name) ?? []) reached.add(callee);
  return reached;
}

/** Requests per second of each service. */
function ratesFrom(front: string, entryRate: number, calls: readonly CallInput[]): Map<string, number> {
  const rates = new Map([[front, entryRate]]);
  const left = new Map<string, number>();
  for (const { callee } of calls) left.set(callee, (left.get(callee) ?? 0) + 1);
  const byCaller = Map.groupBy(calls, ({ caller }) => caller);
  const ready = [front];
  for (const name of ready) {
    for (const { callee, callsPerRequest = 1 } of byCaller.get(name) ?? []) {
      rates.set(callee, (rates.get(callee) ?? 0) + rates.get(name)! * callsPerRequest);
      left.set(callee, left.get(callee)! - 1);
      if (left.get(callee) === 0) ready.push(callee);
    }
  }
  return rates;
}

function callOf(edge: EdgeTally, visits: VisitTally, notes: string[]): CallInput {
  const { caller, callee } = edge;
  const where = `${caller} -> ${callee}`;
  const measured = rounded(edge.calls / visits.count);
  const callsPerRequest = Math.min(MAX_CALLS_PER_REQUEST, measured);
  if (measured > MAX_CALLS_PER_REQUEST) notes.push(`${where}: ${measured} calls per request, taken as 100`);
  const parallel = edge.overlapping > edge.calls / 2;
  if (parallel && callsPerRequest > 1) {
    notes.push(`${where}: ${callsPerRequest} calls per request that overlap, taken as one after the other`);
  }
  const timeoutSeconds = Math.max(1, rounded(2 * edge.longest));
  if (timeoutSeconds > 1) {
    notes.push(`${where}: a timeout of ${timeoutSeconds} s, twice the longest call that was seen`);
  }
  const critical = edge.failed === 0 || edge.failedWithCaller >= edge.failed / 2;
  if (!critical) notes.push(`${where}: not critical, since most requests outlived its failures`);
  const networkDelaySeconds = edge.pairs === 0 ? 0 : Number((edge.delay / edge.pairs).toFixed(4));
  return {
    caller,
    callee,
    callsPerRequest,
    mode: parallel && callsPerRequest <= 1 ? "parallel" : "sequential",
    ...(timeoutSeconds > 1 && { timeoutSeconds }),
    ...(networkDelaySeconds > 0 && { networkDelaySeconds }),
    ...(critical ? {} : { critical }),
  };
}

function serviceOf(name: string, visits: VisitTally, requestRate: number, notes: string[]): ServiceInput {
  const kind = kindOf(name, visits.system);
  if (kind !== "service") notes.push(`${name}: a ${kind}, by its ${visits.system ? "db.system" : "name"}`);
  // A span without any time of its own is shorter than the clock can tell.
  const mean = Math.max(visits.selfSeconds / visits.count, 1e-5);
  const { contention, coherency } = SERVICE_DEFAULTS[kind];
  const servers = (replicas: number) =>
    replicas / (1 + contention * (replicas - 1) + coherency * replicas * (replicas - 1));
  const needed = requestRate * mean / TARGET_LOAD;
  let replicas: number = PLATFORM.minReplicas;
  while (
    replicas < PLATFORM.maxReplicas && servers(replicas) < needed && servers(replicas + 1) > servers(replicas)
  ) {
    replicas++;
  }
  const ratePerReplica = servers(replicas) < needed
    ? requestRate / TARGET_LOAD / servers(replicas)
    : 1 / mean;
  if (servers(replicas) < needed) {
    notes.push(
      `${name}: more than ${replicas} replicas would be needed, so each serves ${
        rounded(ratePerReplica)
      }/s instead of ${rounded(1 / mean)}/s`,
    );
  }
  const baseErrorRate = rounded(visits.ownFailures / visits.count);
  return {
    name,
    kind,
    replicas,
    ratePerReplica: rounded(ratePerReplica),
    ...(baseErrorRate > 0 && { baseErrorRate }),
  };
}

/** What a node is, by the `db.system` of the calls to it or by its name. */
function kindOf(name: string, system: string | undefined): ServiceKind {
  if (system !== undefined) return kindByName(system) === "cache" ? "cache" : "database";
  return kindByName(name);
}
