import type { FaultType } from "../../model/mod.ts";
import { faultCatalogue, type FaultKind, type Target } from "./catalogue.ts";
import type { Network } from "../topology/network.ts";
import type { Nominal } from "../physics/nominal.ts";

/**
 * Where a fault of this type can strike so that users feel it: the target carries enough of their requests, or, for
 * a cache, the store behind it does.
 */
export function faultTargets(type: FaultType, network: Network, nominal: Nominal): Target[] {
  const kind = faultCatalogue[type];
  return possibleTargets(kind, network).filter((target) => carriesEnough(kind, target, network, nominal));
}

/** Where a fault of this type can strike at all. */
export function possibleTargets(kind: FaultKind, network: Network): Target[] {
  if (kind.strikes === "front") return [{ node: network.front }];
  if (kind.strikes === "node") {
    return network.kind.flatMap((name, node) => kind.kinds.includes(name) ? [{ node }] : []);
  }
  const targets: Target[] = [];
  for (let call = 0; call < network.calls; call++) {
    const callee = network.callee[call]!;
    if (!kind.kinds.includes(network.kind[callee]!)) continue;
    targets.push({ node: kind.strikes === "caller" ? network.caller[call]! : callee, call });
  }
  return targets;
}

function carriesEnough(kind: FaultKind, target: Target, network: Network, nominal: Nominal): boolean {
  const { chance, carried } = nominal;
  if (target.call !== undefined && network.kind[network.callee[target.call]!] !== "cache") {
    return carried[network.caller[target.call]!]! * chance[target.call]! >= kind.carries;
  }
  if (network.kind[target.node] !== "cache") return carried[target.node]! >= kind.carries;
  const store = storeBehind(target.node, network);
  return store >= 0 && carried[network.caller[store]!]! >= 0.9;
}

/** The call that is made when this cache misses, or -1. */
function storeBehind(cache: number, network: Network): number {
  for (let call = 0; call < network.calls; call++) {
    const ask = network.missOf[call]!;
    if (ask >= 0 && network.callee[ask] === cache) return call;
  }
  return -1;
}
