import { deepFreeze } from "../model/deep_freeze.ts";
import { requireName, type Topology, UsageError } from "../model/mod.ts";
import { createStream } from "../random/mod.ts";

/** What the documented topology lacks. */
export interface TopologyGaps {
  /** Share of the calls that are written down, 0 to 1. */
  readonly knownCalls: number;
  /** Services whose calls are not written down: their names, or how many, drawn per seed among those that call. */
  readonly unknownCallers: number | readonly string[];
}

/** Checks what is missing. @throws {UsageError} for a share or count out of range, or a service that calls none */
export function checkGaps({ knownCalls, unknownCallers }: TopologyGaps, topology: Topology): void {
  if (!(knownCalls >= 0 && knownCalls <= 1)) {
    throw new UsageError(`The share of known calls must lie in 0 to 1, found ${knownCalls}`);
  }
  const callers = callersOf(topology);
  if (typeof unknownCallers === "object") {
    unknownCallers.forEach((name) => requireName("service that calls", name, callers));
  } else if (!(Number.isInteger(unknownCallers) && unknownCallers >= 0 && unknownCallers <= callers.length)) {
    throw new UsageError(
      `The number of unknown callers must be a whole number from 0 to ${callers.length}, found ${unknownCallers}`,
    );
  }
}

/** The topology as it is documented: some calls are missing, and a call that follows the miss of a cache whose own call is missing looks like any other. */
export function knownTopology(topology: Topology, gaps: TopologyGaps, key: string | number): Topology {
  const stream = createStream(key, "known topology");
  const callers = callersOf(topology);
  const unknown = typeof gaps.unknownCallers === "object" ? gaps.unknownCallers : Array.from(
    { length: gaps.unknownCallers },
    () => callers.splice(stream.integer(callers.length), 1)[0]!,
  );
  const calls = topology.calls.filter(({ caller }) =>
    stream.next() < gaps.knownCalls && !unknown.includes(caller)
  );
  const isKnown = (caller: string, callee: string) =>
    calls.some((call) => call.caller === caller && call.callee === callee);
  return deepFreeze({
    ...topology,
    calls: calls.map(({ onMissOf, ...call }) => ({
      ...call,
      ...(onMissOf !== undefined && isKnown(call.caller, onMissOf) && { onMissOf }),
    })),
  });
}

function callersOf({ calls }: Topology): string[] {
  return [...new Set(calls.map(({ caller }) => caller))];
}
