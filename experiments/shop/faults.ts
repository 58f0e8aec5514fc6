import { UsageError } from "aiops/model";
import type { Shop } from "./shop.ts";

/** A fault of the shop: what is done to which real process, and how. */
export interface ShopFault {
  /** The service at fault. */
  readonly service: "api" | "cache" | "db";
  /** What is done. */
  readonly about: string;
  /** Does it. */
  begin(shop: Shop, rate: number): Promise<void>;
}

/** Every fault, by the name that the simulator has for it. */
export const SHOP_FAULTS: Readonly<Record<string, ShopFault>> = {
  cpu_saturation: {
    service: "api",
    about: "a hot loop in every replica",
    begin: (shop) => shop.tellReplicas({ burnShare: 0.97 }),
  },
  memory_leak: {
    service: "api",
    about: "a version whose memory grows with every request",
    begin: (shop) => shop.deploy("leaky"),
  },
  error_burst: {
    service: "api",
    about: "every third request throws, until a restart",
    begin: (shop) => shop.tellReplicas({ failedShare: 0.33 }),
  },
  bad_deploy: {
    service: "api",
    about: "a version that throws on a quarter of the requests, and is slower",
    begin: (shop) => shop.deploy("bad"),
  },
  pool_exhaustion: {
    service: "api",
    about: "connections to the database that are never given back, one every 2 s",
    begin: (shop) => shop.tellReplicas({ leakEverySeconds: 2 }),
  },
  slow_query: {
    service: "db",
    about: "five sessions that join two tables without an index",
    begin: (shop) => shop.startRogues("sessions", 5),
  },
  noisy_neighbour: {
    service: "db",
    about: "six processes of stress-ng on the primary's processor",
    begin: (shop) => shop.startRogues("neighbours", 6),
  },
  disk_full: {
    service: "db",
    about: "a file that takes up the rest of the primary's disk",
    begin: (shop) => shop.fillDisk(),
  },
  latency_injection: {
    service: "db",
    about: "every answer over the link to the database comes 120 ms late",
    begin: (shop) => shop.tellLink("db", { delayMs: 120 }),
  },
  packet_loss: {
    service: "db",
    about: "the link to the database loses 8 % of its packets",
    begin: (shop) => shop.tellLink("db", { lossShare: 0.08 }),
  },
  partition: {
    service: "db",
    about: "7 of 10 connections over the link to the database get no answer",
    begin: (shop) => shop.tellLink("db", { refusedShare: 0.7, cut: true }),
  },
  cache_flush: {
    service: "cache",
    about: "all entries are gone",
    begin: async (shop) => void await shop.clearCache(),
  },
  cache_poison: {
    service: "cache",
    about: "four of ten entries are damaged",
    begin: (shop) => shop.poisonCache(0.4),
  },
  traffic_surge: {
    service: "api",
    about: "five times the requests",
    begin: (shop, rate) => shop.load({ rate: 5 * rate }),
  },
  retry_storm: {
    service: "api",
    about: "users who try three times more, and twice the requests",
    begin: (shop, rate) => shop.load({ rate: 3 * rate, retries: 3 }),
  },
};

/** A fault by its name. @throws {UsageError} for one that is not known */
export function shopFault(name: string): ShopFault {
  const found = Object.hasOwn(SHOP_FAULTS, name) ? SHOP_FAULTS[name] : undefined;
  if (found !== undefined) return found;
  throw new UsageError(
    `Cannot find the shop's fault "${name}". Known: ${Object.keys(SHOP_FAULTS).join(", ")}`,
  );
}
