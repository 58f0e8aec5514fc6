import { requireName } from "../../lib/model/suggest.ts";
import type { FaultType } from "../../lib/model/mod.ts";
import { FIRST_RATE } from "./sizes.ts";
import type { Shop, ShopService } from "./shop.ts";

/** What of the shop a fault needs. */
export type BreakableShop = Pick<
  Shop,
  "tellReplicas" | "deploy" | "startRogues" | "fillDisk" | "tellLink" | "clearCache" | "poisonCache" | "load"
>;

/** A fault of the shop: what is done to which real process, and how. */
export interface ShopFault {
  /** The service at fault. */
  readonly service: ShopService;
  /** What is done. */
  readonly about: string;
  /** What ends it, besides `mend`: kinds of action on that service. Without any it ends by itself, or people must. */
  readonly mendedBy: readonly string[];
  /** Does it. */
  begin(shop: BreakableShop): Promise<void>;
}

/** Every fault, by the name that the simulator has for it. */
export const SHOP_FAULTS: Readonly<Partial<Record<FaultType, ShopFault>>> = {
  cpu_saturation: {
    service: "api",
    about: "a hot loop in every replica, nine tenths of the time",
    mendedBy: ["restart", "rollback"],
    begin: (shop) => shop.tellReplicas({ burnShare: 0.9 }),
  },
  memory_leak: {
    service: "api",
    about: "a version that keeps 300 kB of each request, until it ends for want of memory",
    mendedBy: ["rollback"],
    begin: (shop) => shop.deploy("leaky"),
  },
  error_burst: {
    service: "api",
    about: "every third request throws, until a restart",
    mendedBy: ["restart", "rollback"],
    begin: (shop) => shop.tellReplicas({ failedShare: 0.33 }),
  },
  bad_deploy: {
    service: "api",
    about: "a version that throws on a quarter of the requests, and is slower",
    mendedBy: ["rollback"],
    begin: (shop) => shop.deploy("bad"),
  },
  pool_exhaustion: {
    service: "api",
    about: "connections to the database that are never given back, one every 2 s",
    mendedBy: ["restart", "rollback"],
    begin: (shop) => shop.tellReplicas({ leakEverySeconds: 2 }),
  },
  slow_query: {
    service: "db",
    about: "ten sessions that join two tables without an index",
    mendedBy: ["restart", "failover"],
    begin: (shop) => shop.startRogues("sessions", 10),
  },
  noisy_neighbour: {
    service: "db",
    about: "twelve processes of stress-ng on the primary's processor, which leave it less than it needs",
    mendedBy: ["failover"],
    begin: (shop) => shop.startRogues("neighbours", 12),
  },
  disk_full: {
    service: "db",
    about: "a file that takes up the rest of the primary's disk (root only: it is a small file system)",
    mendedBy: ["failover"],
    begin: (shop) => shop.fillDisk(),
  },
  latency_injection: {
    service: "db",
    about: "every answer over the link to the database comes 400 ms late",
    mendedBy: ["failover"],
    begin: (shop) => shop.tellLink("db", { delayMs: 400 }),
  },
  packet_loss: {
    service: "db",
    about: "the link to the database loses 35 % of its packets",
    mendedBy: ["failover"],
    begin: (shop) => shop.tellLink("db", { lossShare: 0.35 }),
  },
  partition: {
    service: "db",
    about: "nothing arrives any more over the link to the database",
    mendedBy: ["failover"],
    begin: (shop) => shop.tellLink("db", { partitionedShare: 1 }),
  },
  cache_flush: {
    service: "cache",
    about: "all entries are gone; it is warm again after some minutes",
    mendedBy: [],
    begin: async (shop) => void await shop.clearCache(),
  },
  cache_poison: {
    service: "cache",
    about: "four of ten entries are damaged",
    mendedBy: ["restart", "clear_cache"],
    begin: (shop) => shop.poisonCache(0.4),
  },
  traffic_surge: {
    service: "api",
    about: "six times the usual requests",
    mendedBy: ["scale", "limit_traffic"],
    begin: (shop) => shop.load({ rate: 6 * FIRST_RATE }),
  },
  retry_storm: {
    service: "api",
    about: "six times the usual requests, by users who give up after 0.3 s and try three times more",
    mendedBy: ["scale", "limit_traffic"],
    begin: (shop) => shop.load({ rate: 6 * FIRST_RATE, retries: 3, timeoutMs: 300 }),
  },
};

/** A fault by its name. @throws {UsageError} for one that is not known, with the nearest one */
export function shopFault(name: string): ShopFault {
  requireName("fault of the shop", name, Object.keys(SHOP_FAULTS));
  return SHOP_FAULTS[name as FaultType]!;
}
