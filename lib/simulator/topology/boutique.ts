import type { Topology } from "../../model/mod.ts";
import { cache, call, database, service } from "./parts.ts";

/**
 * An online shop of 11 services, after the call graph of Google's Online Boutique. Its catalogue is read through a
 * cache from a database (in place of its mail service and cart store), so that
 * faults of every kind have a target.
 */
export function boutique(): Topology {
  return {
    name: "boutique",
    front: "frontend",
    services: [
      service("frontend", { replicas: 4, ratePerReplica: 60 }),
      service("checkout", { replicas: 2, ratePerReplica: 30 }),
      service("recommendation", { replicas: 3, ratePerReplica: 50 }),
      service("productcatalog", { replicas: 4, ratePerReplica: 80 }),
      service("cart", { replicas: 3, ratePerReplica: 60 }),
      service("currency", { replicas: 3, ratePerReplica: 120 }),
      service("shipping", { replicas: 2, ratePerReplica: 50 }),
      service("payment", { replicas: 2, ratePerReplica: 25 }),
      service("ad", { replicas: 2, ratePerReplica: 60 }),
      cache("catalog-cache"),
      database("shop-db", { ratePerReplica: 60 }),
    ],
    calls: [
      call("frontend", "currency", { mode: "parallel" }),
      call("frontend", "productcatalog", { mode: "parallel" }),
      call("frontend", "cart", { mode: "parallel", callsPerRequest: 0.6 }),
      call("frontend", "recommendation", { critical: false, timeoutSeconds: 0.3, callsPerRequest: 0.5 }),
      call("frontend", "ad", { critical: false, timeoutSeconds: 0.2, callsPerRequest: 0.4 }),
      call("frontend", "checkout", { timeoutSeconds: 1.5, callsPerRequest: 0.15 }),
      call("checkout", "cart", { mode: "parallel" }),
      call("checkout", "shipping", { mode: "parallel" }),
      call("checkout", "payment"),
      call("recommendation", "productcatalog", { timeoutSeconds: 0.3 }),
      call("productcatalog", "catalog-cache", { timeoutSeconds: 0.1, critical: false }),
      call("productcatalog", "shop-db", {
        retries: 1,
        poolSize: 40,
        poolDeadline: "whole-call",
        onMissOf: "catalog-cache",
      }),
      call("cart", "shop-db", { retries: 1, poolSize: 40, poolDeadline: "whole-call", callsPerRequest: 0.5 }),
    ],
    entryRate: 100,
    userTimeoutSeconds: 2,
  };
}
