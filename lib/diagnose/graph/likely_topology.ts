import { type Call, METRIC_COUNT, type MetricTable, REQUEST_RATE, type Topology } from "../../model/mod.ts";
import { kindByName } from "../../observe/kind_by_name.ts";
import { median } from "../../stats/samples/quantiles.ts";
import type { DiagnoserContext } from "../diagnoser.ts";
import { present } from "../metrics/deviations.ts";

/** What is supposed of a service and of a call of which nothing is written down: what most have by default in a topology. */
const SERVICE = {
  replicas: 1,
  ratePerReplica: 1000,
  queuePlaces: 100,
  contention: 0,
  coherency: 0,
  baseErrorRate: 0,
};
const CALL = {
  callsPerRequest: 1,
  mode: "sequential",
  timeoutSeconds: 1,
  retries: 0,
  retryBudget: 0,
  networkDelaySeconds: 0,
  critical: true,
} as const;
const USER_TIMEOUT_SECONDS = 5;
/** The share of the calls that are written down from which a database gets fewer, since most are answered by the cache before it. */
const MISSED_SHARE = 0.8;

/**
 * The topology that a call graph, the names of services and their usual rates make likely, for methods that need one: kinds by names
 * (`kindByName`), one call a request, timeouts of a second, and calls behind a cache by rates. Capacities are made
 * up, and so is the load at the front. Unlike a topology that is written down it may have cycles.
 *
 * @param before in the layout of observations of the services
 */
export function likelyTopology(
  { services, graph = [], symptom }: DiagnoserContext,
  before: MetricTable,
): Topology {
  const called = new Set(graph.map(({ callee }) => callee));
  const front = symptom?.service ?? services.find((name) => !called.has(name)) ?? services[0]!;
  const known = new Set(services);
  return completed({
    name: "likely",
    front,
    services: services.map((name) => ({ ...SERVICE, name, kind: "service" })),
    calls: graph.filter(({ caller, callee }) => known.has(caller) && known.has(callee) && caller !== callee)
      .map(({ caller, callee }) => ({ ...CALL, caller, callee })),
    entryRate: 1,
    userTimeoutSeconds: USER_TIMEOUT_SECONDS,
  }, before);
}

/**
 * A topology with what its author has likely left out: kinds by names where all are said to be plain services, and calls behind caches.
 *
 * @param before in the layout of observations of the topology
 */
export function completed(topology: Topology, before: MetricTable): Topology {
  const { services } = topology;
  if (services.some(({ kind }) => kind !== "service")) return withLikelyMisses(topology, before);
  const named = services.map((service) => ({ ...service, kind: kindByName(service.name) }));
  return withLikelyMisses({ ...topology, services: named }, before);
}

/**
 * A topology in which calls of a service to a database stand behind the cache that it calls as well, where that isn't written down but usual rates
 * show it: fewer arrive than the service has requests for.
 *
 * @param before in the layout of observations of the topology
 */
function withLikelyMisses(topology: Topology, before: MetricTable): Topology {
  const kinds = new Map(topology.services.map(({ name, kind }) => [name, kind]));
  const cacheOf = (name: string) =>
    topology.calls.find(({ caller, callee }) => caller === name && kinds.get(callee) === "cache")?.callee;
  const isOpen = ({ caller, callee, onMissOf }: Call) =>
    onMissOf === undefined && kinds.get(callee) === "database" && cacheOf(caller) !== undefined;
  if (!topology.calls.some(isOpen)) return topology;
  const at = new Map(topology.services.map(({ name }, i) => [name, i]));
  const usualRate = (name: string) =>
    median(present(before.columns[at.get(name)! * METRIC_COUNT + REQUEST_RATE]!));
  const askedBy = (calls: readonly Call[]) =>
    calls.reduce((sum, { caller, callsPerRequest }) => sum + callsPerRequest * usualRate(caller), 0);
  return {
    ...topology,
    calls: topology.calls.map((call) => {
      if (!isOpen(call)) return call;
      const others = topology.calls.filter((other) => other !== call && other.callee === call.callee);
      const direct = others.filter((other) => other.onMissOf === undefined && !isOpen(other));
      const aside = [call, ...others.filter(isOpen)];
      const share = (usualRate(call.callee) - askedBy(direct)) / askedBy(aside);
      return share < MISSED_SHARE
        ? { ...call, callsPerRequest: Math.min(1, call.callsPerRequest), onMissOf: cacheOf(call.caller)! }
        : call;
    }),
  };
}
