import type { Span } from "../../model/mod.ts";
import { median, medianAndDeviation, sampleQuantile } from "../../stats/samples/quantiles.ts";
import { calleeOf, durationOf, growForest, type SpanForest } from "./span_tree.ts";

/** A part of the time of requests: the self time of one operation, or what one kind of call took beyond its callee's own span. */
export interface TimePart {
  /** The service that worked, or called. */
  readonly service: string;
  /** The service called; absent for a service's own work and for calls to anything outside the system. */
  readonly callee?: string;
  /** The span's name. */
  readonly name: string;
  /** `call` also for calls to anything outside the system, such as a database without spans of its own. */
  readonly kind: "work" | "call";
  /** Whether the spans have no children: a call without a child is charged all of its time. */
  readonly leaf: boolean;
  readonly failed: boolean;
  /** One value per span. */
  readonly seconds: number[];
}

/** The time of all requests of a window in parts, which add up to the durations of the root spans if work is sequential. */
export interface TimeParts {
  readonly parts: ReadonlyMap<string, TimePart>;
  /** Durations of the root spans that arrived with their children, in seconds. */
  readonly requestSeconds: readonly number[];
}

/** Divides the time of spans among operations and calls, in one pass. @param services those that a call can be charged to */
export function timePartsOf(
  spans: readonly Span[] | SpanForest,
  services: ReadonlySet<string>,
): TimeParts {
  const forest = "children" in spans ? spans : growForest(spans);
  const parts = new Map<string, TimePart>();
  const requestSeconds: number[] = [];
  forest.spans.forEach((span, i) => {
    const leaf = forest.children(i).length === 0;
    if (forest.parents[i]! < 0 && (!leaf || span.parentSpanId === undefined)) {
      requestSeconds.push(durationOf(span));
    }
    const kind = forest.isCall(i) ? "call" : "work";
    const callee = kind === "call" ? calleeOf(forest, i, services) : undefined;
    const key = `${kind} ${span.service} ${callee ?? ""} ${span.name} ${span.kind} ${leaf} ${span.failed}`;
    let part = parts.get(key);
    if (part === undefined) {
      const { service, name, failed } = span;
      part = { service, name, kind, leaf, failed, seconds: [], ...(callee && { callee }) };
      parts.set(key, part);
    }
    part.seconds.push(forest.selfSeconds[i]!);
  });
  return { parts, requestSeconds };
}

/** By how much a part of the time of requests has grown. */
export interface TimeExcess {
  readonly part: TimePart;
  /** Seconds per span beyond what is usual, averaged over the quantiles that are compared; never negative. */
  readonly shiftSeconds: number;
  /** Median and robust spread of what is usual, in seconds. */
  readonly usualSeconds: number;
  readonly spreadSeconds: number;
  /** Seconds in all: shift times number of spans. */
  readonly excessSeconds: number;
}

/** The quantile compared besides the median, which alone would miss what slows a third of the requests; further out is chance. */
export const UPPER_QUANTILE = 0.75;
/** Limit of a usual quantile in spreads above the median: the window before may hold the first seconds of the incident. */
const MAX_SPREADS = 3;
/** Least spread, as a share of the median and in seconds. */
const MIN_SPREAD = [0.05, 5e-4] as const;

interface Normal {
  readonly quantiles: readonly number[];
  readonly spread: number;
}

/**
 * Learns what is usual for each part; the function returned tells by how much each part of another window exceeds that. A new part
 * is compared with the same operation with the other outcome, else with all parts of that service of the same kind, else with those of all
 * services. A leaf that usually has children and that didn't fail comes from a truncated trace and is ignored.
 */
export function learnTimeExcess(
  before: TimeParts,
  upperQuantile: number = UPPER_QUANTILE,
): (after: TimeParts) => TimeExcess[] {
  const compared = [0.5, upperQuantile];
  const normalOf = (seconds: readonly number[]) => learnNormal(seconds, compared);
  const normals = new Map([...before.parts].map(([key, { seconds }]) => [key, normalOf(seconds)]));
  const pools = poolsOf(before);
  const pooled = new Map<string, Normal | undefined>();
  const normalFor = (part: TimePart) => {
    for (const key of poolKeys(part)) {
      if (!pooled.has(key)) pooled.set(key, pools.has(key) ? normalOf(pools.get(key)!) : undefined);
      const normal = pooled.get(key);
      if (normal !== undefined) return normal;
    }
  };
  const branching = new Set([...before.parts.values()].filter(({ leaf }) => !leaf).map(nameKey));
  const truncated = (part: TimePart) => part.leaf && !part.failed && branching.has(nameKey(part));
  return (after) =>
    [...after.parts].flatMap(([key, part]) => {
      const known = normals.get(key);
      if (known === undefined && truncated(part)) return [];
      const normal = known ?? normalFor(part);
      return normal === undefined ? [] : [excessOf(part, normal, compared)];
    });
}

function learnNormal(seconds: readonly number[], compared: readonly number[]): Normal {
  const { median: centre, deviation } = medianAndDeviation(seconds);
  const [share, absolute] = MIN_SPREAD;
  const spread = Math.max(1.4826 * deviation, share * centre, absolute);
  const limit = centre + MAX_SPREADS * spread;
  return { quantiles: compared.map((p) => Math.min(limit, sampleQuantile(seconds, p))), spread };
}

function excessOf(
  part: TimePart,
  { quantiles, spread }: Normal,
  compared: readonly number[],
): TimeExcess {
  const shifts = compared.map((p, i) =>
    Math.max(0, sampleQuantile(part.seconds, p) - quantiles[i]! - spread)
  );
  const shiftSeconds = shifts.reduce((sum, shift) => sum + shift, 0) / compared.length;
  return {
    part,
    shiftSeconds,
    usualSeconds: quantiles[0]!,
    spreadSeconds: spread,
    excessSeconds: shiftSeconds * part.seconds.length,
  };
}

const nameKey = ({ service, name }: TimePart) => `${service} ${name}`;

function operationKey({ kind, service, callee, name }: TimePart, leaf: boolean): string {
  return `operation ${kind} ${service} ${callee ?? ""} ${name} ${leaf}`;
}

/** From the most to the least specific. */
function poolKeys(part: TimePart): string[] {
  return [operationKey(part, part.leaf), `service ${part.kind} ${part.service}`, `kind ${part.kind}`];
}

function poolsOf({ parts }: TimeParts): Map<string, number[]> {
  const pools = new Map<string, number[]>();
  for (const part of parts.values()) {
    for (const key of poolKeys(part)) {
      const pool = pools.get(key) ?? [];
      if (pool.length === 0) pools.set(key, pool);
      for (const seconds of part.seconds) pool.push(seconds);
    }
  }
  return pools;
}

/** The median duration of requests in seconds, 0 without requests. */
export function usualRequestSeconds({ requestSeconds }: TimeParts): number {
  return median(requestSeconds) || 0;
}

/** The lost time that each service explains, in seconds over the window; none is negative. */
export interface TimeBlame {
  /** Its own work, and calls to anything outside the system. */
  readonly own: Float64Array;
  /** Calls into it and out of it, each in full. */
  readonly into: Float64Array;
  readonly outOf: Float64Array;
  /** Its own time and its part of the time of its calls: sums to all that was lost. */
  readonly blamed: Float64Array;
}

/** The calls of all operations from one service to another, by the places of both. */
interface Link {
  readonly caller: number;
  readonly callee: number;
  excessSeconds: number;
  calls: number;
}

/** Weight of the callee before other calls are looked at, in calls as slow as this one: a single slow link is the callee's fault. */
export const CALLEE_PRIOR = 1;

/**
 * Attributes lost time to services. The time that a call takes beyond its callee's span lies between two services: it is divided by how well
 * either of them would explain it. A callee that is hard to reach slows all calls into it, and a starved caller all calls out of it;
 * so the weight of each is (mean similarity of its calls in that direction)² x (summed similarity of all its other calls),
 * where similarity is the shift per span of the other call over that of this one, at most 1. The callee's weight is greater by its prior.
 */
export function blameForTime(
  services: readonly string[],
  excesses: readonly TimeExcess[],
  calleePrior: number = CALLEE_PRIOR,
): TimeBlame {
  const at = new Map(services.map((name, i) => [name, i]));
  const own = new Float64Array(services.length);
  const into = own.slice();
  const outOf = own.slice();
  const links = new Map<string, Link>();
  for (const { part, excessSeconds } of excesses) {
    const caller = at.get(part.service);
    if (caller === undefined) continue;
    const callee = part.callee === undefined ? undefined : at.get(part.callee);
    if (callee === undefined) {
      own[caller]! += excessSeconds;
      continue;
    }
    const key = `${caller} ${callee}`;
    const link = links.get(key) ?? { caller, callee, excessSeconds: 0, calls: 0 };
    link.excessSeconds += excessSeconds;
    link.calls += part.seconds.length;
    links.set(key, link);
    outOf[caller]! += excessSeconds;
    into[callee]! += excessSeconds;
  }
  return { own, into, outOf, blamed: divide([...links.values()], own, calleePrior) };
}

function divide(links: readonly Link[], own: Float64Array, calleePrior: number): Float64Array {
  const blamed = own.slice();
  const shift = ({ excessSeconds, calls }: Link) => excessSeconds / calls;
  const outgoing = Array.from(own, (_, i) => links.filter(({ caller }) => caller === i));
  const incoming = Array.from(own, (_, i) => links.filter(({ callee }) => callee === i));
  for (const link of links) {
    if (link.excessSeconds === 0) continue;
    const similarity = (other: Link) => Math.min(1, shift(other) / shift(link));
    const total = (some: readonly Link[]) => some.reduce((sum, other) => sum + similarity(other), 0);
    const weigh = (alike: readonly Link[], others: readonly Link[]) =>
      (total(alike) / alike.length) ** 2 * (total(alike) + total(others) - 1);
    const { caller, callee, excessSeconds } = link;
    const forCallee = weigh(incoming[callee]!, outgoing[callee]!) + calleePrior;
    const forCaller = weigh(outgoing[caller]!, incoming[caller]!);
    const share = forCallee / (forCallee + forCaller);
    blamed[callee]! += share * excessSeconds;
    blamed[caller]! += (1 - share) * excessSeconds;
  }
  return blamed;
}
