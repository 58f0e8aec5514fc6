import { type Action, type Diagnosis, serviceIndex, type Topology } from "../../model/mod.ts";
import { mends } from "./mends.ts";

/** What is held of an incident before the next remedy is chosen. */
export interface Beliefs {
  /** The probability of each service to be at fault. */
  readonly shares: readonly (readonly [service: string, share: number])[];
  /** The probability of each kind of fault at a service; empty where no kinds are stated. */
  readonly kinds: NonNullable<Diagnosis["kinds"]>;
}

/** Faults of kinds that the diagnosis does not know. */
export interface UnknownFaults {
  /** The probability of one at a service. */
  shareOf(service: string): number;
  /** The probability that an action ends one at a service. */
  helps(action: Action, service: string): number;
}

/**
 * The beliefs once actions have been carried out and the incident goes on, by Bayes' rule: what they would have ended is less likely, and so
 * everything else is likelier. A diagnosis itself says the same again and again as long as the symptoms stay.
 *
 * @param failed actions that have had their time
 */
export function afterFailures(
  { shares, kinds }: Beliefs,
  { failed, topology, unknown }: {
    readonly failed: readonly Action[];
    readonly topology: Topology;
    readonly unknown: UnknownFaults;
  },
): Beliefs {
  if (failed.length === 0) return { shares, kinds };
  const remaining = kinds.map((one) => {
    const { kind } = topology.services[serviceIndex(topology, one.service)]!;
    const left = actionsAt(one.service, failed, topology)
      .reduce((product, action) => product * (1 - mends(action.kind, one.fault, kind)), 1);
    return { ...one, probability: one.probability * left };
  });
  const sumAt = (service: string, all: Beliefs["kinds"]) =>
    all.reduce((sum, one) => one.service === service ? sum + one.probability : sum, 0);
  const after = shares.map(([service, share]) => {
    const unstated = Math.max(0, share - sumAt(service, kinds)) + unknown.shareOf(service);
    const left = actionsAt(service, failed, topology)
      .reduce((product, action) => product * (1 - unknown.helps(action, service)), 1);
    return [service, sumAt(service, remaining) + unstated * left] as const;
  });
  const before = shares.reduce((sum, [service, share]) => sum + share + unknown.shareOf(service), 0);
  const scale = before / Math.max(after.reduce((sum, [, share]) => sum + share, 0), Number.MIN_VALUE);
  return {
    shares: after.map(([service, share]) => [service, Math.min(1, share * scale)]),
    kinds: remaining.map((one) => ({ ...one, probability: Math.min(1, one.probability * scale) })),
  };
}

/** The actions that bear on a service: those on it, on the caches if it is one, and on the traffic if it is the front. */
function actionsAt(service: string, failed: readonly Action[], topology: Topology): readonly Action[] {
  const { kind } = topology.services[serviceIndex(topology, service)]!;
  return failed.filter((action) =>
    "service" in action
      ? action.service === service
      : action.kind === "clear_cache"
      ? kind === "cache"
      : action.kind === "limit_traffic" && service === topology.front
  );
}
