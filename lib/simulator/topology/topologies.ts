import { requireName, type Topology } from "../../model/mod.ts";
import { boutique } from "./boutique.ts";
import { randomTopology } from "./random_topology.ts";
import { cache, call, database, service } from "./parts.ts";

/** The service graphs by name, for people and for code. */
export const topologies = [
  { name: "three-tier", description: "api, cache and db at 100 requests/s: the default" },
  { name: "boutique", description: "11 services of an online shop with parallel and optional calls" },
  { name: "random", description: "N services in layers, as random-N or random-N-SEED (random is random-30)" },
] as const;

/**
 * The service graph of that name: `three-tier`, `boutique`, `random`, `random-N` or `random-N-SEED`.
 *
 * @throws {UsageError} if there is none, with the nearest name
 */
export function createTopology(name: string): Topology {
  const sized = /^random-(\d+)(?:-(\d+))?$/.exec(name);
  if (sized) return randomTopology({ services: Number(sized[1]), seed: Number(sized[2] ?? 1) });
  switch (requireName("topology", name, topologies.map((topology) => topology.name))) {
    case "three-tier":
      return threeTier();
    case "boutique":
      return boutique();
    case "random":
      return randomTopology({ services: 30, seed: 1 });
  }
}

/** An api that asks a cache, and on a miss a database. */
function threeTier(): Topology {
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
