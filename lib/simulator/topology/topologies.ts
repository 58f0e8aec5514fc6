import { displayable } from "../../model/shown/displayable.ts";
import {
  type Catalogue,
  catalogue,
  type Choice,
  type Entry,
  type ParameterValue,
  type Topology,
  wholeNumber,
} from "../../model/mod.ts";
import { boutique } from "./boutique.ts";
import { randomTopology } from "./random_topology.ts";
import { cache, call, database, service } from "./parts.ts";

/** A catalogue entry that creates a service graph. */
export interface TopologyEntry extends Entry {
  /** Creates the service graph. */
  create(parameters: Readonly<Record<string, ParameterValue>>): Topology;
}

/** The catalogue of service graphs. */
export const topologies: Catalogue<TopologyEntry> = catalogue<TopologyEntry>("topology", [
  { name: "three-tier", about: "api, cache and db at 100 requests/s: the default", create: threeTier },
  {
    name: "boutique",
    about: "11 services of an online shop with parallel and optional calls",
    source: "the call graph of Google's Online Boutique, microservices-demo",
    create: boutique,
  },
  {
    name: "replicated",
    about: "three-tier behind a web tier with bounded threads, its api with a queue per replica",
    create: replicated,
  },
  {
    name: "random",
    about: "services in layers, drawn at random; random-N and random-N-SEED are short for its parameters",
    parameters: {
      services: wholeNumber({
        about: "size of the graph",
        unit: "services",
        range: [3, 10_000],
        default: 30,
      }),
      seed: wholeNumber({ about: "which graph", range: [0, 2 ** 31], default: 1 }),
    },
    create: ({ services, seed }) => randomTopology({ services: Number(services), seed: Number(seed) }),
  },
]);

/**
 * The service graph of that name: `three-tier`, `boutique`, `replicated`, `random`, `random-N` or `random-N-SEED`, or `random:services=N,seed=SEED`.
 *
 * N is 3 to 10,000, SEED 0 to 2^31. Without a fault, an episode of any of them holds its usual SLO.
 *
 * @throws {UsageError} if there is none, with the nearest name, or for a size or seed out of range
 */
export function createTopology(choice: Choice): Topology {
  const sized = typeof choice === "string" ? /^random-(\d+)(?:-(\d+))?$/.exec(choice) : null;
  const { entry, parameters } = topologies.choose(
    sized ? { name: "random", services: Number(sized[1]), seed: Number(sized[2] ?? 1) } : choice,
  );
  return displayable(entry.create(parameters), "topology");
}

/** An api that reads from a cache and, on a miss, from a database. */
function threeTier(): Topology {
  return {
    name: "three-tier",
    front: "api",
    services: [service("api"), cache("cache"), database("db")],
    calls: [
      call("api", "cache", { timeoutSeconds: 0.1, critical: false }),
      call("api", "db", { retries: 1, poolSize: 40, poolDeadline: "whole-call", onMissOf: "cache" }),
    ],
    entryRate: 100,
    userTimeoutSeconds: 2,
  };
}

/**
 * Three-tier behind a web tier that has so many threads and no more: each waits for an api of three replicas, over which a load balancer
 * spreads the calls by turns. A single slow replica therefore holds threads of the web tier, too.
 */
function replicated(): Topology {
  const { services, calls } = threeTier();
  const api = service("api", { balancer: "round-robin" });
  return {
    name: "replicated",
    front: "web",
    services: [
      service("web", { ratePerReplica: 200, threads: 96 }),
      ...services.map((one) => one.name === api.name ? api : one),
    ],
    calls: [call("web", "api", { retries: 1 }), ...calls],
    entryRate: 100,
    userTimeoutSeconds: 2,
  };
}
