import { deepStrictEqual, ok } from "node:assert";
import { checkTopology, createTopology } from "../../../lib/simulator/mod.ts";
import { type QuietRun, topologyOf } from "./calibrate.ts";

const RUN: QuietRun = {
  rate: { api: 25, cache: 27, db: 5 },
  meanSeconds: { api: 0.045, cache: 0.001, db: 0.025 },
  p95Ms: { api: 75, cache: 2, db: 60 },
  cpuSeconds: { api: 0.004, cache: 0.0002, db: 0.015 },
  failedShare: 0,
  readHitRatio: 0.82,
};

Deno.test("a quiet run becomes a topology: capacity from processor time, hit ratio from calls, the rest is waiting", () => {
  const { services, calls, entryRate } = checkTopology({ ...topologyOf(RUN) });
  const [api, cache, db] = services;
  deepStrictEqual([api!.ratePerReplica, cache!.ratePerReplica, db!.ratePerReplica], [250, 1000, 40]);
  deepStrictEqual(cache!.cache!.hitRatio, 0.8);
  // 45 ms, of which 4 ms are its own work, 27/25 x 1 ms the cache's and 5/25 x 25 ms the database's.
  deepStrictEqual(calls[0]!.networkDelaySeconds, 0.0349);
  deepStrictEqual(entryRate, 25);
});

Deno.test("no time is left for waiting where a run shows less than its parts", () => {
  const { calls = [] } = topologyOf({ ...RUN, meanSeconds: { ...RUN.meanSeconds, api: 0.001 } });
  deepStrictEqual(calls[0]!.networkDelaySeconds, 0);
});

Deno.test("the topology that comes with the shop has the services and calls of three-tier", async () => {
  const own = checkTopology(
    JSON.parse(await Deno.readTextFile(new URL("../topology.json", import.meta.url))),
  );
  const { services, calls } = createTopology("three-tier");
  deepStrictEqual(
    own.services.map(({ name, kind }) => [name, kind]),
    services.map(({ name, kind }) => [name, kind]),
  );
  deepStrictEqual(
    own.calls.map(({ caller, callee }) => [caller, callee]),
    calls.map(({ caller, callee }) => [caller, callee]),
  );
  ok(own.entryRate > 0);
});
