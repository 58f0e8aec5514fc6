import type { TimeExcess } from "./time_excess.ts";

/** What of the lost time a service explains. All in seconds over the window, none negative. */
export interface TimeBlame {
  /** Its own work, and calls to what is no service of the system. */
  readonly own: Float64Array;
  /** Calls into it and out of it, each in full. */
  readonly into: Float64Array;
  readonly outOf: Float64Array;
  /** Own time and its part of its calls' time: sums to all that was lost. */
  readonly blamed: Float64Array;
}

/** Calls from one service to another, by their places, all operations together. */
interface Link {
  readonly caller: number;
  readonly callee: number;
  excessSeconds: number;
  calls: number;
}

/** Weight of the one called before anything else is known, in calls as slow as this one: a single slow link is its fault. */
const CALLEE_FIRST = 1;

/**
 * Says whose fault lost time is. The time that a call takes beyond its callee's span lies between two services: it is divided by how well
 * either would explain it. A callee that is hard to reach slows all calls into it, a starved caller all calls out of it, and either
 * many; so the weight of each is (mean likeness of its calls in that direction)² x (likeness of all its other calls, summed),
 * where likeness is the other call's shift per span over this one's, at most 1. The callee's weight is one more.
 */
export function blameForTime(services: readonly string[], excesses: readonly TimeExcess[]): TimeBlame {
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
  return { own, into, outOf, blamed: divide([...links.values()], own) };
}

function divide(links: readonly Link[], own: Float64Array): Float64Array {
  const blamed = own.slice();
  const shift = ({ excessSeconds, calls }: Link) => excessSeconds / calls;
  const outgoing = Array.from(own, (_, i) => links.filter(({ caller }) => caller === i));
  const incoming = Array.from(own, (_, i) => links.filter(({ callee }) => callee === i));
  for (const link of links) {
    if (link.excessSeconds === 0) continue;
    const likeness = (other: Link) => Math.min(1, shift(other) / shift(link));
    const total = (some: readonly Link[]) => some.reduce((sum, other) => sum + likeness(other), 0);
    const weigh = (alike: readonly Link[], others: readonly Link[]) =>
      (total(alike) / alike.length) ** 2 * (total(alike) + total(others) - 1);
    const { caller, callee, excessSeconds } = link;
    const forCallee = weigh(incoming[callee]!, outgoing[callee]!) + CALLEE_FIRST;
    const forCaller = weigh(outgoing[caller]!, incoming[caller]!);
    const share = forCallee / (forCallee + forCaller);
    blamed[callee]! += share * excessSeconds;
    blamed[caller]! += (1 - share) * excessSeconds;
  }
  return blamed;
}
