import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { UsageError } from "../model/mod.ts";
import { assessTopology } from "./assessment.ts";

/** A front that reads three rows per request from a database of its own, which does not contend. */
const SHOP = {
  name: "shop",
  entryRate: 30,
  services: [
    { name: "web", ratePerReplica: 100, replicas: 1, contention: 0, coherency: 0, baseErrorRate: 0 },
    { name: "pg", kind: "database", ratePerReplica: 100, replicas: 2, contention: 0, coherency: 0 },
  ],
  calls: [{ caller: "web", callee: "pg", callsPerRequest: 3 }],
} as const;

Deno.test("assessTopology() gives the load by hand: 30/s at 100/s, and three times that at two replicas of 100/s", () => {
  const { services, slo } = assessTopology(SHOP);
  deepStrictEqual(services.map(({ name, replicas }) => [name, replicas]), [["web", 1], ["pg", 2]]);
  for (const [i, rate, capacity] of [[0, 30, 100], [1, 90, 200]] as const) {
    ok(Math.abs(services[i]!.requestRate / rate - 1) < 1e-3, `${services[i]!.requestRate}`);
    strictEqual(Math.round(services[i]!.capacity), capacity);
    ok(Math.abs(services[i]!.load - rate / capacity) < 1e-3);
  }
  // M/M/2 at .45: 1 / (100 (1 - .45^2)) on average; the p95 of the front holds at least its own and three of these.
  ok(services[0]!.latencyP95Ms > 1000 / 70 + 3 * 1000 / 80 && services[0]!.latencyP95Ms < slo.latencyP95Ms);
});

Deno.test("assessTopology() says which faults breach the SLO, and a lax one is breached by fewer", () => {
  const breaching = (slo: object) =>
    assessTopology(SHOP, { slo }).faults.filter(({ breachSteps }) => breachSteps > 0)
      .map(({ type, service }) => `${type} at ${service}`);
  const usual = breaching({});
  ok(usual.includes("partition at pg") && usual.includes("disk_full at pg"), usual.join(", "));
  ok(!usual.some((fault) => fault.startsWith("cache")));
  const lax = breaching({ latencyP95Ms: 60_000, errorRate: 0.99 });
  ok(lax.length < usual.length, lax.join(", "));
  strictEqual(assessTopology("boutique", { maxFaults: 5 }).faults.length, 5);
});

Deno.test("assessTopology() refuses what is no topology, and a system without capacity", () => {
  throws(() => assessTopology("botique"), /did you mean "boutique"/);
  throws(
    () => assessTopology({ ...SHOP, entryRate: 300 }),
    /too little capacity, since "\w+" gets \d+ requests\/s and serves [\d.]+ at most: give it more replicas/,
  );
  throws(() => assessTopology(SHOP, { maxFault: 3 } as object), UsageError);
});
