import { ok } from "node:assert";
import type { Call, Service, Topology } from "../../../model/mod.ts";
import { createStream } from "../../../random/mod.ts";
import { call, service } from "../../topology/parts.ts";
import { type DiscreteEventOptions, type DiscreteEventResult, simulateRequests } from "../discrete_event.ts";

/** A service of servers that neither contend nor err, with room for all. */
export function plain(name: string, options: Partial<Service>): Service {
  return service(name, { contention: 0, coherency: 0, baseErrorRate: 0, queuePlaces: 10_000, ...options });
}

/** A graph whose first service is the front, with users that wait for ever. */
export function graph(
  entryRate: number,
  services: readonly Service[],
  calls: readonly Call[] = [],
): Topology {
  return { name: "test", front: services[0]!.name, services, calls, entryRate, userTimeoutSeconds: Infinity };
}

/** A station of its own. */
export function station(entryRate: number, options: Partial<Service>): Topology {
  return graph(entryRate, [plain("a", options)]);
}

/** A front that takes no time and calls a backend of 500 servers, so that no request waits there. */
export function caller(
  entryRate: number,
  { meanSeconds = 0.1, ...options }: Partial<Call> & { meanSeconds?: number } = {},
): Topology {
  return graph(entryRate, [
    plain("a", { ratePerReplica: 1e6 }),
    plain("b", { replicas: 500, ratePerReplica: 1 / meanSeconds }),
  ], [call("a", "b", { timeoutSeconds: Infinity, networkDelaySeconds: 0, ...options })]);
}

/** A run with a stream of its own, of 250 s of which 20 s warm up. */
export function run(topology: Topology, options: Partial<DiscreteEventOptions> = {}): DiscreteEventResult {
  const { next } = createStream("small systems", topology.name);
  return simulateRequests(topology, { next, seconds: 250, warmupSeconds: 20, ...options });
}

/** @param tolerance as a share of what is expected: about three standard errors of the run */
export function near(actual: number, expected: number, tolerance: number): void {
  ok(Math.abs(actual / expected - 1) <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}
