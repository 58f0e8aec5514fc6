import type { Topology } from "../model/mod.ts";
import { cache, call, database, service } from "./graph_parts.ts";

/** An api that asks a cache, and on a miss a database. */
export function threeTier(): Topology {
  return {
    name: "three-tier",
    front: "api",
    services: [service("api"), cache("cache"), database("db")],
    calls: [
      call("api", "cache", { timeoutSeconds: 0.1, critical: false }),
      call("api", "db", { retries: 1, poolSize: 40, onMissOf: "cache" }),
    ],
    entryRate: 100,
    userTimeoutSeconds: 2,
  };
}
