import type { FaultKind, Target } from "./catalogue.ts";
import { BALANCERS, type Network } from "../topology/network.ts";
import type { Nominal } from "../physics/nominal.ts";

/** The targets of each kind that was asked for, by the nominal state of their network: every episode asks for all of them. */
const known = new WeakMap<Nominal, Map<FaultKind, readonly Target[]>>();

/**
 * Targets of a fault of this kind that users would notice: enough of their requests depend on the target or, for a cache, on the
 * caller of the store behind it.
 *
 * @param nominal the nominal state of this network
 */
export function faultTargets(kind: FaultKind, network: Network, nominal: Nominal): readonly Target[] {
  const ofNetwork = known.get(nominal) ?? new Map<FaultKind, readonly Target[]>();
  known.set(nominal, ofNetwork);
  const found = ofNetwork.get(kind);
  if (found !== undefined) return found;
  const targets = possibleTargets(kind, network).filter((target) =>
    carriesEnough(kind, target, network, nominal)
  );
  ofNetwork.set(kind, targets);
  return targets;
}

/** All targets of a kind of fault, noticeable or not. */
export function possibleTargets(kind: FaultKind, network: Network): Target[] {
  if (kind.strikes === "front") return [{ node: network.front }];
  if (kind.strikes === "node") {
    return network.kind.flatMap((name, node) => {
      const balanced = network.balancer[node] !== 0 && network.replicas[node]! > 1;
      return kind.kinds.includes(name) && (balanced || !kind.needsBalancer) ? [{ node }] : [];
    });
  }
  const targets: Target[] = [];
  for (let call = 0; call < network.calls; call++) {
    if (network.firstCopy[call] !== call) continue;
    const callee = network.callee[call]!;
    if (!kind.kinds.includes(network.kind[callee]!)) continue;
    targets.push({ node: kind.strikes === "caller" ? network.caller[call]! : callee, call });
  }
  return targets;
}

function carriesEnough(kind: FaultKind, target: Target, network: Network, nominal: Nominal): boolean {
  const { chance, carried } = nominal;
  // With the fewest connections a slow replica gets few requests, too few to be noticed.
  if (kind.needsBalancer && network.balancer[target.node] !== BALANCERS["round-robin"]) return false;
  if (target.call !== undefined && network.kind[network.callee[target.call]!] !== "cache") {
    return carried[network.caller[target.call]!]! * chance[target.call]! >= kind.carries;
  }
  if (network.kind[target.node] !== "cache") return carried[target.node]! >= kind.carries;
  const store = storeBehind(target.node, network);
  return store >= 0 && carried[network.caller[store]!]! >= 0.9;
}

/** The call that is made on a miss of this cache; -1 if there is none. */
function storeBehind(cache: number, network: Network): number {
  for (let call = 0; call < network.calls; call++) {
    const ask = network.missOf[call]!;
    if (ask >= 0 && network.callee[ask] === cache) return call;
  }
  return -1;
}
