import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { FAULT_TYPES } from "../../lib/model/mod.ts";
import { faultCatalogue } from "../../lib/simulator/faults/catalogue.ts";
import { type BreakableShop, SHOP_FAULTS, shopFault } from "./faults.ts";
import { FIRST_RATE, MAX_RATE } from "./sizes.ts";

const KINDS = { api: "service", cache: "cache", db: "database" } as const;

Deno.test("the shop has every fault of the simulator but the slow replica, which needs one that is told apart", () => {
  deepStrictEqual(
    [...Object.keys(SHOP_FAULTS), "grey_replica"].sort(),
    [...FAULT_TYPES].sort(),
  );
});

Deno.test("what mends a fault in the simulator mends it in the shop", () => {
  for (const [name, { service, mendedBy }] of Object.entries(SHOP_FAULTS)) {
    const remedies = faultCatalogue[name as keyof typeof SHOP_FAULTS].mendedBy;
    // An exhausted pool is the caller's.
    for (const remedy of remedies[KINDS[service]] ?? []) {
      ok(mendedBy.includes(remedy), `${name}: ${remedy}`);
    }
  }
});

Deno.test("each fault begins with the means of the shop, and no load is above its bound", async () => {
  const rates: number[] = [];
  const calls: string[] = [];
  const note = (name: string) => () => {
    calls.push(name);
    return Promise.resolve();
  };
  const shop: BreakableShop = {
    tellReplicas: note("replicas"),
    deploy: note("deploy"),
    startRogues: note("rogues"),
    fillDisk: note("disk"),
    tellLink: note("link"),
    clearCache: () => Promise.resolve("clear"),
    poisonCache: note("poison"),
    load: ({ rate }) => {
      rates.push(rate!);
      return Promise.resolve();
    },
  };
  for (const fault of Object.values(SHOP_FAULTS)) await fault.begin(shop);
  strictEqual(calls.length + rates.length + 1, Object.keys(SHOP_FAULTS).length);
  for (const rate of rates) ok(rate > FIRST_RATE && rate <= MAX_RATE);
});

Deno.test("a mistyped fault is answered with the nearest one", () => {
  throws(
    () => shopFault("eror_burst"),
    /Cannot find the fault of the shop "eror_burst": did you mean "error_burst"\?/,
  );
});
