import { ok, strictEqual } from "node:assert";
import { createStream, type Stream } from "../../random/mod.ts";
import type { Topology } from "../../model/mod.ts";
import { compileNetwork } from "../topology/network.ts";
import { createTopology } from "../topology/topologies.ts";
import { type CallModel, callName, type Change, checkSettings, type ServiceModel } from "./settings.ts";
import { System } from "./system.ts";

/** A system in which everything that can be said is said somewhere, and changes on the way. */
function drawnSettings(topology: Topology, stream: Stream) {
  const often = () => stream.next() < 0.4;
  const service = (): ServiceModel => ({
    slow: stream.between(0.5, 2),
    ...(often() && { errors: stream.between(0, 0.3) }),
    ...(often() && { balancing: stream.pick(["round robin", "least connections", "random"]) }),
    ...(often() && { threads: 10 + stream.integer(40) }),
    ...(often() && {
      pauses: { seconds: stream.between(0.01, 1), share: stream.between(0.01, 0.5), stalls: often() },
    }),
    ...(often() &&
      { serviceTimes: stream.pick([{ variation: 2 }, { share: 0.1, factor: 9 }, "deterministic"]) }),
  });
  const call = (): CallModel => ({
    ...(often() && { poolSize: 1 + stream.integer(20) }),
    ...(often() && { acquireSeconds: stream.between(0, 1) }),
    ...(often() && { loss: stream.between(0, 0.5), lossRule: stream.pick(["tcp", "resends"]) }),
    ...(often() && { cut: stream.between(0, 0.5) }),
    ...(often() && {
      breaker: {
        windowSeconds: 2,
        minTries: 5,
        failureShare: 0.4,
        openSeconds: 3,
        probes: 2,
        fallbackShare: 0.5,
      },
    }),
  });
  const names = topology.services.map(({ name }) => name);
  const change = (): Change => ({
    at: stream.between(1, 19),
    services: { [stream.pick(names)]: { slow: stream.between(0.5, 5), slowReplica: stream.between(1, 5) } },
    calls: {
      [callName(stream.pick(topology.calls))]: { poolSize: 1 + stream.integer(10), breakerOpen: often() },
    },
    kill: { [stream.pick(names)]: { replicas: 1 + stream.integer(3), seconds: stream.between(0.1, 5) } },
  });
  return {
    services: Object.fromEntries(names.map((name) => [name, service()])),
    calls: Object.fromEntries(topology.calls.map((one) => [callName(one), call()])),
    users: { retries: stream.integer(4), retryBudget: 0.5, backoffSeconds: stream.next(), jitter: 0.5 },
    schedule: Array.from({ length: 6 }, change),
  };
}

Deno.test("once users stay away all is given back: requests, threads, connections, in 40 systems with everything in them", () => {
  for (let trial = 0; trial < 40; trial++) {
    const stream = createStream("system", trial);
    const topology = createTopology(["three-tier", "boutique", `random-8-${trial}`][trial % 3]!);
    const settings = drawnSettings(topology, stream);
    checkSettings(topology, settings);
    const system = new System({
      network: compileNetwork(topology),
      settings,
      next: stream.next,
      rateAt: (seconds) => seconds < 20 ? topology.entryRate : 0,
      end: 2000,
      hitRatio: undefined,
      warming: true,
    });
    system.until(2000);
    const { came, served, lost } = system.users.tally;
    ok(came > 0);
    strictEqual(served + lost, came, `${topology.name} ${trial}: users`);
    for (const [i, { name }] of topology.services.entries()) {
      const { present, heldThreads, tally, servers } = system.stations[i]!;
      strictEqual(present, 0, `${trial}: requests at ${name}`);
      ok(Number.isNaN(heldThreads) || heldThreads === 0, `${trial}: ${heldThreads} threads of ${name}`);
      strictEqual(tally.arrivals, tally.rejected + tally.responses, `${trial}: arrivals at ${name}`);
      ok(tally.busySeconds <= 2000 * servers * (1 + 1e-9), `${trial}: busy time of ${name}`);
      ok(tally.queuedSeconds >= 0);
    }
    for (const { pool } of system.edges) strictEqual(pool.held, 0, `${trial}: connections`);
  }
});
