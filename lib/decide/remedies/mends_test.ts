import { ok, strictEqual } from "node:assert";
import { type Action, FAULT_TYPES, type ServiceKind } from "../../model/mod.ts";
import { faultCatalogue, type Remedy } from "../../simulator/faults/catalogue.ts";
import { mends } from "./mends.ts";

/** What can be done to a node of each kind. */
const REMEDIES: Readonly<Record<ServiceKind, readonly Remedy[]>> = {
  service: ["restart", "rollback", "drain"],
  cache: ["restart", "clear_cache", "drain"],
  database: ["restart", "failover", "drain"],
};
const KINDS = Object.keys(REMEDIES) as ServiceKind[];
/** The chance from which a remedy counts as the right one. */
const RIGHT = 0.5;

Deno.test("a remedy is taken for the right one just where it ends the fault, but for a flushed cache, which nothing ends", () => {
  let right = 0;
  for (const fault of FAULT_TYPES.filter((type) => type !== "cache_flush")) {
    const { mendedBy } = faultCatalogue[fault];
    for (const kind of KINDS.filter((one) => mendedBy[one] !== undefined)) {
      for (const remedy of REMEDIES[kind]) {
        const ends = mendedBy[kind]!.includes(remedy);
        strictEqual(mends(remedy, fault, kind) > RIGHT, ends, `${remedy} of a ${kind} with ${fault}`);
        if (ends) right++;
      }
    }
  }
  ok(right > 20, `${right}`);
});

Deno.test("a limit of the traffic is right for too much of it and for a flushed cache, and nothing is impossible or certain", () => {
  const kinds: readonly Action["kind"][] = [
    "limit_traffic",
    "restart",
    "rollback",
    "failover",
    "clear_cache",
  ];
  for (const fault of FAULT_TYPES) {
    strictEqual(
      mends("limit_traffic", fault, "service") > RIGHT,
      ["traffic_surge", "retry_storm", "cache_flush"].includes(fault),
      fault,
    );
    for (const kind of kinds) {
      const chance = mends(kind, fault, "service");
      ok(chance > 0 && chance < 1);
    }
  }
});
