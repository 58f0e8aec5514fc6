import { deepStrictEqual } from "node:assert";
import { describeAction, type FaultType } from "../../model/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { remediesFor } from "./remedies.ts";

const CONTEXT = { topology: SYNTHETIC, slo: { latencyP95Ms: 300, errorRate: 0.05 } };

/** The remedies as text, one line each. */
const remedies = (suspect: string, fault?: FaultType) =>
  remediesFor({ suspect, ...(fault && { fault }), confidence: 1, ranking: [], rationale: "" }, CONTEXT)
    .map((actions) => actions.map(describeAction).join(", "));

const LIMIT = "limit_traffic(0.4)";

Deno.test("remediesFor() a database: failover or restart behind open breakers, then less traffic", () => {
  for (const fault of [undefined, "slow_query", "disk_full"] as const) {
    deepStrictEqual(remedies("db", fault), [
      "open_breaker(api, db), failover(db)",
      "open_breaker(api, db), restart(db)",
      LIMIT,
    ]);
  }
});

Deno.test("remediesFor() a cache: never emptied without a traffic limit; cleared first if it is poisoned", () => {
  const [clear, restart] = [`${LIMIT}, clear_cache`, `${LIMIT}, restart(cache)`];
  deepStrictEqual(remedies("cache", "cache_poison"), [clear, restart]);
  deepStrictEqual(remedies("cache", "cache_flush"), [restart, clear, LIMIT]);
  deepStrictEqual(remedies("cache"), [restart, clear, LIMIT]);
});

Deno.test("remediesFor() a service: by its fault, a rollback first where that is not known", () => {
  deepStrictEqual(remedies("api", "retry_storm"), [LIMIT, "limit_traffic(0.3)"]);
  deepStrictEqual(remedies("api", "traffic_surge"), [LIMIT]);
  deepStrictEqual(remedies("api", "cpu_saturation"), [
    `${LIMIT}, restart(api)`,
    "scale(api, +1), scale(api, +1)",
  ]);
  deepStrictEqual(remedies("api", "pool_exhaustion"), [
    "open_breaker(api, db), restart(api)",
    "rollback(api)",
  ]);
  for (const fault of [undefined, "bad_deploy", "memory_leak"] as const) {
    deepStrictEqual(remedies("api", fault), ["rollback(api)", "restart(api)", "scale(api, +1)"]);
  }
});

Deno.test("remediesFor() a slow replica: out of the balancer under a limit, else a restart; behind a balancer a drain is tried before more replicas", () => {
  const services = SYNTHETIC.services.map((one) => ({ ...one, balancer: "round-robin" } as const));
  const texts = (suspect: string, fault?: FaultType) =>
    remediesFor(
      { suspect, ...(fault && { fault }), confidence: 1, ranking: [], rationale: "" },
      { ...CONTEXT, topology: { ...SYNTHETIC, services } },
    ).map((actions) => actions.map(describeAction).join(", "));
  for (const suspect of ["api", "cache", "db"]) {
    deepStrictEqual(texts(suspect, "grey_replica"), [
      `limit_traffic(0.7), drain(${suspect})`,
      `restart(${suspect})`,
    ]);
  }
  deepStrictEqual(texts("api"), ["rollback(api)", "restart(api)", "drain(api)", "scale(api, +1)"]);
  deepStrictEqual(remedies("api", "grey_replica"), ["restart(api)"]);
});

Deno.test("remediesFor() opens breakers only if the users' requests that fail for it keep within the SLO", () => {
  const shields = (errorRate: number, hitRatio?: number) => {
    const services = SYNTHETIC.services.map((one) =>
      one.kind === "cache" && hitRatio !== undefined
        ? { ...one, cache: { hitRatio, warmingReads: 1000 } }
        : one
    );
    const [first] = remediesFor(
      { suspect: "db", confidence: 1, ranking: [], rationale: "" },
      { topology: { ...SYNTHETIC, services }, slo: { latencyP95Ms: 300, errorRate } },
    );
    return first!.some(({ kind }) => kind === "open_breaker");
  };
  // A fifth of the requests miss the cache; 95 % of these are held back, and a fifth of those fails: 3.8 %.
  deepStrictEqual([0.037, 0.039].map((errorRate) => shields(errorRate)), [false, true]);
  // 40 % miss: 7.6 % fail.
  deepStrictEqual([0.075, 0.077].map((errorRate) => shields(errorRate, 0.6)), [false, true]);
});
