import type { Call, Service, Topology } from "../../model/mod.ts";
import { createStream } from "../../random/mod.ts";
import { cache, call, database, service } from "./parts.ts";
import { scalability } from "../queueing/scalability.ts";

/** Range from which the nominal utilisations of services and databases are drawn. */
const MIN_UTILISATION = 0.25;
const MAX_UTILISATION = 0.55;

/**
 * A random service graph in which every service can be reached from the front: each new service is called by one
 * earlier stateless service, and some by a second. About a fifth are databases and a tenth caches that stand
 * before one. Rates are set so that nominal utilisations lie in [0.25, 0.55]; those of caches are at most 0.55.
 *
 * @param options.services 3 to 10,000
 * @param options.seed a whole number
 */
export function randomTopology({ services: count, seed }: { services: number; seed: number }): Topology {
  const stream = createStream(seed, "topology", count);
  const services: Service[] = [service("front")];
  const calls: Call[] = [];
  const callers = ["front"];
  // Favouring recent callers gives a graph of several layers rather than a star.
  const pickCaller = () => callers[Math.floor(callers.length * Math.sqrt(stream.next()))]!;
  while (services.length < count) {
    const kind = stream.next();
    const caller = pickCaller();
    const id = services.length;
    if (kind < 0.1 && services.length + 2 <= count) {
      services.push(cache(`cache-${id}`), database(`db-${id}`));
      calls.push(
        call(caller, `cache-${id}`, { timeoutSeconds: 0.1, critical: false }),
        call(caller, `db-${id}`, {
          retries: 1,
          poolSize: 60,
          poolDeadline: "whole-call",
          onMissOf: `cache-${id}`,
        }),
      );
    } else if (kind < 0.22) {
      services.push(database(`db-${id}`));
      calls.push(
        call(caller, `db-${id}`, {
          retries: 1,
          poolSize: 60,
          poolDeadline: "whole-call",
          callsPerRequest: stream.between(0.3, 0.8),
        }),
      );
    } else {
      services.push(service(`svc-${id}`));
      const mode = stream.next() < 0.4 ? "parallel" : "sequential";
      const critical = caller === "front" || stream.next() < 0.7;
      calls.push(call(caller, `svc-${id}`, {
        mode,
        critical,
        timeoutSeconds: critical ? 1 : 0.4,
        callsPerRequest: stream.between(0.4, 1),
      }));
      callers.push(`svc-${id}`);
    }
  }
  // Each service adds utilisation x replicas / entry rate to the response time, so larger graphs get more load.
  const entryRate = 100 * Math.max(1, count / 12);
  const flow = visits(services, calls);
  return {
    name: `random-${count}-${seed}`,
    front: "front",
    services: services.map((node) =>
      sized(node, entryRate * flow.get(node.name)!, stream.between(MIN_UTILISATION, MAX_UTILISATION))
    ),
    calls,
    entryRate,
    userTimeoutSeconds: 2,
  };
}

/** Mean visits to each service per user request. `calls` must list callers before their callees. */
function visits(services: readonly Service[], calls: readonly Call[]): Map<string, number> {
  const flow = new Map(services.map((node) => [node.name, 0]));
  flow.set(services[0]!.name, 1);
  for (const { caller, callee, callsPerRequest, onMissOf } of calls) {
    const share = onMissOf === undefined ? callsPerRequest : callsPerRequest * 0.2;
    flow.set(callee, flow.get(callee)! + flow.get(caller)! * share);
  }
  return flow;
}

/**
 * The service with its rate set so that `flow` requests/s bring it to that utilisation. A cache keeps its usual rate as long as that
 * loads it no more than `MAX_UTILISATION`: one that is overloaded answers nothing in time, and all its reads fall on its database.
 */
function sized(node: Service, flow: number, utilisation: number): Service {
  const speedUp = scalability(node.replicas, node.contention, node.coherency);
  if (node.kind === "cache") {
    return { ...node, ratePerReplica: Math.max(node.ratePerReplica, flow / (MAX_UTILISATION * speedUp)) };
  }
  return { ...node, ratePerReplica: Math.max(20, flow / (utilisation * speedUp)) };
}
