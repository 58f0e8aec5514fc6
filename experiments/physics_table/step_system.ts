import type { Call, Service, Topology } from "../../lib/model/mod.ts";
import type { Conditions } from "../../lib/simulator/physics/conditions.ts";
import type { State } from "../../lib/simulator/physics/state.ts";
import type {
  CallModel,
  CallSettings,
  ServiceModel,
  SystemSettings,
} from "../../lib/simulator/reference/settings.ts";
import { callName } from "../../lib/simulator/reference/settings.ts";
import type { Network } from "../../lib/simulator/topology/network.ts";

const BALANCERS = { "round robin": "round-robin", "least connections": "least-connections" } as const;

/** The topology whose step model is the system of single requests with these settings. */
export function stepTopology(topology: Topology, { services = {}, calls = {} }: SystemSettings): Topology {
  return {
    ...topology,
    services: topology.services.map((service) => ({
      ...service,
      ...serviceOf(services[service.name] ?? {}),
    })),
    calls: topology.calls.map(({ poolSize: _size, acquireSeconds: _wait, poolDeadline: _rule, ...call }) => ({
      ...call,
      ...callOf(calls[callName(call)] ?? {}),
    })),
  };
}

function serviceOf({ threads, balancing = "shared queue" }: ServiceModel): Partial<Service> {
  return {
    ...(threads !== undefined && { threads }),
    ...((balancing === "round robin" || balancing === "least connections") &&
      { balancer: BALANCERS[balancing] }),
  };
}

function callOf({ poolSize = Infinity, acquireSeconds, breaker }: CallModel): Partial<Call> {
  return {
    ...(breaker && { breaker }),
    ...(poolSize < Infinity && { poolSize }),
    ...(poolSize < Infinity && acquireSeconds === undefined && { poolDeadline: "whole-call" }),
    ...(acquireSeconds !== undefined && { acquireSeconds }),
  };
}

/** Why the step model has no such system; undefined if it has. */
export function inexpressible({ services = {}, calls = {} }: SystemSettings): string | undefined {
  if (Object.values(calls).some(({ loss, lossRule }) => loss !== undefined && lossRule !== "tcp")) {
    return "losses are those of TCP";
  }
  if (Object.values(services).some(({ pauses }) => pauses !== undefined && pauses.seconds !== 0.2)) {
    return "pauses take 0.2 s";
  }
  return undefined;
}

/** Sets the conditions that the settings of single requests stand for. */
export function arrange(
  { services = {}, calls = {}, users = {} }: SystemSettings,
  { network, conditions, state }: { network: Network; conditions: Conditions; state: State },
): void {
  network.topology.services.forEach(({ name }, node) => ail(services[name] ?? {}, { node, conditions }));
  for (let e = 0; e < network.calls; e++) {
    const { name: caller } = network.topology.services[network.caller[e]!]!;
    const { name: callee } = network.topology.services[network.callee[e]!]!;
    disturb(calls[callName({ caller, callee })] ?? {}, { e, conditions, state });
  }
  conditions.userRetries = users.retries ?? 0;
  conditions.userRetryBudget = users.retryBudget ?? Infinity;
  conditions.userRetryDelay = users.backoffSeconds ?? 0;
}

function ail(
  { slow = 1, slowReplica = 1, errors = 0, poison = 0, serviceTimes }: ServiceModel,
  { node, conditions }: { node: number; conditions: Conditions },
): void {
  conditions.slow[node] = slow;
  conditions.slowReplica[node] = slowReplica;
  conditions.errors[node] = errors;
  conditions.poison[node] = poison;
  if (typeof serviceTimes !== "object" || !("share" in serviceTimes)) return;
  const { share, factor } = serviceTimes;
  conditions.slow[node] = slow * (1 - share + share * factor);
  conditions.slowShare[node] = share;
}

function disturb(
  { loss = 0, cut = 0, delaySeconds = 0, breakerOpen = false }: CallSettings,
  { e, conditions, state }: { e: number; conditions: Conditions; state: State },
): void {
  conditions.loss[e] = loss;
  conditions.cut[e] = cut;
  conditions.delay[e] = delaySeconds;
  if (breakerOpen) state.breakerSteps[e] = Infinity;
}
