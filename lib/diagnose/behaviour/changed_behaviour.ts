import type { Signals } from "../../model/mod.ts";
import { type Association, associationOf } from "./association.ts";
import { createLineNamer } from "./log_lines.ts";
import { calleeIn, type Visit, visitsOf } from "./visits.ts";

/** An event that happens more or less often than before in an operation that is called the same way. */
export interface BehaviourChange extends Association {
  readonly service: string;
  readonly operation: string;
  /** A line of the log, or an operation that is called. */
  readonly event: string;
  /** Shares of the operation's requests with the event. */
  readonly shareBefore: number;
  readonly shareAfter: number;
  /** Requests that pass through the operation after. */
  readonly visits: number;
  /** |z| times |difference|, of requests in which nothing else changed before: 0 where all is explained by what happened earlier. */
  readonly strength: number;
}

/** |z| and difference from which a change may explain what follows it. */
const [MIN_Z, MIN_DIFFERENCE] = [2.5, 0.2];
/** |z| from which a change is looked at, and visits in which it shows. */
const [MIN_LOOKED_AT, MIN_UNUSUAL] = [2, 3];
/** A way to fail that has become rarer by that share of a service's requests is over. */
const MIN_RECOVERY = 0.02;

/** Visits of one operation by the same path, in both windows. */
interface Alike {
  readonly before: Visit[];
  readonly after: Visit[];
}

/** An event of one operation before its strength is known. */
interface Candidate extends Association {
  readonly event: string;
  readonly paths: readonly Alike[];
  /** Visits after in which it happens though it did not, or fails to happen though it did, and when. */
  readonly unusual: ReadonlyMap<Visit, number>;
}

/**
 * Learns how requests pass through services: which lines each operation logs and what it calls. The function returned tells what has changed
 * in another window, the strongest first.
 *
 * An event is compared by its share of the requests that reach its operation by the same path (Mantel and Haenszel's test over paths), so that
 * neither more requests nor others change anything, and lines behind an early return are missed where the operation was entered. What has
 * changed in a request after something else has changed in it, in another service, is a consequence and doesn't count. Requests of a
 * service that fail less often than before are left out: to recover is no fault. After event patterns of Yu et al., Nezha, ESEC/FSE 2023, which
 * compare the supports of pairs of events over all requests.
 *
 * @param more further signals from before, which are asked about ways to an operation that `before` doesn't have. Default none
 */
export function learnBehaviour(
  before: Signals,
  more: Signals = before,
): (after: Signals) => BehaviourChange[] {
  return (after) => {
    const nameOf = createLineNamer();
    const now = visitsOf(after, nameOf);
    const usual = recoveryLeftOut(visitsOf(before, nameOf), now);
    const present = new Set(now.map(({ service }) => service));
    const candidates = candidatesOf(
      inBoth(more === before ? usual : orElse(usual, recoveryLeftOut(visitsOf(more, nameOf), now))),
    ).filter(({ event }) => {
      // Whom nobody hears of any more may be called as ever.
      const callee = calleeIn(event);
      return callee === undefined || present.has(callee);
    });
    const firsts = firstChanges(candidates);
    return candidates.map((one): BehaviourChange => ({
      service: serviceOf(one),
      operation: one.paths[0]!.after[0]!.operation,
      event: one.event,
      z: one.z,
      difference: one.difference,
      shareBefore: shareOf(one, "before"),
      shareAfter: shareOf(one, "after"),
      visits: one.paths.reduce((sum, { after }) => sum + after.length, 0),
      strength: strengthOf(one, firsts),
    })).filter(({ strength }) => strength > 0).sort((a, b) => b.strength - a.strength);
  };
}

const serviceOf = ({ paths }: Candidate) => paths[0]!.after[0]!.service;

function shareOf({ paths, event }: Candidate, side: "before" | "after"): number {
  const visits = paths.flatMap((alike) => alike[side]);
  return visits.filter(({ events }) => events.has(event)).length / visits.length;
}

function candidatesOf(operations: Iterable<readonly Alike[]>): Candidate[] {
  return [...operations].flatMap((paths) =>
    [...eventsOf(paths)].flatMap((event): Candidate[] => {
      const { z, difference } = associationOf(paths.map((alike) => stratumOf(alike, event)));
      if (Math.abs(z) < MIN_LOOKED_AT) return [];
      const unusual = new Map(
        paths.flatMap(({ after }) => after).flatMap((visit): [Visit, number][] => {
          const time = visit.events.get(event);
          if ((time !== undefined) !== (z > 0)) return [];
          return [[visit, time ?? visit.endSeconds]];
        }),
      );
      return unusual.size < MIN_UNUSUAL ? [] : [{ event, z, difference, paths, unusual }];
    })
  );
}

function eventsOf(paths: readonly Alike[]): Set<string> {
  return new Set(
    paths.flatMap(({ before, after }) => [...before, ...after].flatMap(({ events }) => [...events.keys()])),
  );
}

function stratumOf({ before, after }: Alike, event: string, without?: ReadonlySet<Visit>) {
  const left = without ? after.filter((visit) => !without.has(visit)) : after;
  const count = (visits: readonly Visit[]) => visits.filter(({ events }) => events.has(event)).length;
  return {
    casesBefore: before.length,
    casesAfter: left.length,
    before: count(before),
    after: count(left),
  };
}

/** What changes in a request, where and when. */
interface Change {
  readonly service: string;
  readonly timeSeconds: number;
}

/** By request the clear changes in it. */
function firstChanges(candidates: readonly Candidate[]): ReadonlyMap<string, readonly Change[]> {
  const byTrace = new Map<string, Change[]>();
  for (const one of candidates) {
    if (Math.abs(one.z) < MIN_Z || Math.abs(one.difference) < MIN_DIFFERENCE) continue;
    const service = serviceOf(one);
    for (const [{ traceId }, timeSeconds] of one.unusual) {
      const known = byTrace.get(traceId);
      if (known === undefined) byTrace.set(traceId, [{ service, timeSeconds }]);
      else known.push({ service, timeSeconds });
    }
  }
  return byTrace;
}

function strengthOf(one: Candidate, changes: ReadonlyMap<string, readonly Change[]>): number {
  const service = serviceOf(one);
  const explained = new Set(
    [...one.unusual].filter(([{ traceId }, time]) =>
      changes.get(traceId)?.some((other) => other.service !== service && other.timeSeconds < time)
    ).map(([visit]) => visit),
  );
  const { z, difference } = explained.size === 0
    ? one
    : associationOf(one.paths.map((alike) => stratumOf(alike, one.event, explained)));
  return Math.sign(z) === Math.sign(one.z) ? Math.abs(z * difference) : 0;
}

/** Operations, by the paths that lead to them. */
type Operations = ReadonlyMap<string, ReadonlyMap<string, Alike>>;

/** Paths that were taken in both windows. */
function inBoth(operations: Operations): Alike[][] {
  return [...operations.values()]
    .map((paths) => [...paths.values()].filter((alike) => alike.before.length > 0 && alike.after.length > 0))
    .filter((paths) => paths.length > 0);
}

/** The paths of the first, and of the second those that none in both windows takes in the first. */
function orElse(first: Operations, second: Operations): Operations {
  const known = new Set(inBoth(first).flatMap((paths) => paths.map(({ after }) => after[0]!.path)));
  return new Map(
    [...second].map(([name, paths]) => [
      name,
      new Map(
        [...paths].map(([path, alike]) => [path, known.has(path) ? first.get(name)!.get(path)! : alike]),
      ),
    ]),
  );
}

const nameOfOperation = ({ service, operation }: Visit) => `${service}\n${operation}`;

/**
 * Visits by operation and path, without requests in which a service failed only in ways that have become rarer: neither its own visits nor
 * those of its callers.
 */
function recoveryLeftOut(before: readonly Visit[], after: readonly Visit[]): Operations {
  const [then, now] = [troublesOf(before), troublesOf(after)];
  const isOver = (service: string, trouble: string) =>
    now.shareOf(service, trouble) < then.shareOf(service, trouble) - MIN_RECOVERY;
  const operations = new Map<string, Map<string, Alike>>();
  for (const [side, visits, { byRequest }] of [["before", before, then], ["after", after, now]] as const) {
    const left = new Set<Visit>();
    for (const visit of visits) {
      const troubles = byRequest.get(requestOf(visit));
      if (troubles === undefined || !troubles.values().every((one) => isOver(visit.service, one))) continue;
      for (let at: Visit | undefined = visit; at !== undefined && !left.has(at); at = at.parent) left.add(at);
    }
    for (const visit of visits) {
      if (left.has(visit)) continue;
      const operation = nameOfOperation(visit);
      let paths = operations.get(operation);
      if (paths === undefined) operations.set(operation, paths = new Map());
      let alike = paths.get(visit.path);
      if (alike === undefined) paths.set(visit.path, alike = { before: [], after: [] });
      alike[side].push(visit);
    }
  }
  return operations;
}

const requestOf = ({ traceId, service }: Visit) => `${traceId} ${service}`;

/** In which ways a service failed, request by request, and in which share of its requests. */
function troublesOf(visits: readonly Visit[]) {
  const byRequest = new Map<string, Set<string>>();
  const requests = new Map<string, Set<string>>();
  for (const visit of visits) {
    const known = requests.get(visit.service);
    if (known === undefined) requests.set(visit.service, new Set([visit.traceId]));
    else known.add(visit.traceId);
    if (visit.troubles.size === 0) continue;
    const request = requestOf(visit);
    byRequest.set(request, (byRequest.get(request) ?? new Set()).union(visit.troubles));
  }
  const counts = new Map<string, number>();
  for (const [request, troubles] of byRequest) {
    const service = request.slice(request.indexOf(" ") + 1);
    for (const trouble of troubles) {
      const key = `${service} ${trouble}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const shareOf = (service: string, trouble: string) =>
    (counts.get(`${service} ${trouble}`) ?? 0) / Math.max(1, requests.get(service)?.size ?? 0);
  return { byRequest, shareOf };
}
