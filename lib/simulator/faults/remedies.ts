import { deepFreeze } from "../../model/deep_freeze.ts";
import { FAULT_TYPES, type ServiceKind } from "../../model/mod.ts";
import { faultCatalogue, type FaultKinds, type Remedy } from "./catalogue.ts";

/**
 * Worlds by what mends what. `usual`: the catalogue's. `swapped`: at a service a restart mends what a rollback usually does and the other way
 * round, as do restarts and failovers at a database, and restarts and clearings at a cache; what each does besides stays. `halved`: so for every other kind of
 * fault.
 */
export const REMEDY_WORLDS = ["usual", "swapped", "halved"] as const;
deepFreeze(REMEDY_WORLDS);

/** The name of a world by what mends what. */
export type RemedyWorld = typeof REMEDY_WORLDS[number];

/** What changes places with a restart. */
const COUNTERPART: Readonly<Record<ServiceKind, Remedy>> = {
  service: "rollback",
  database: "failover",
  cache: "clear_cache",
};

/** Whether a remedy mends a kind of fault at a service of this kind. */
export function isMendedBy(
  fault: string,
  { remedy, kind, world, kinds = faultCatalogue }: {
    readonly remedy: Remedy;
    readonly kind: ServiceKind;
    readonly world: RemedyWorld;
    /** Kinds of fault by name; by default the catalogue's. */
    readonly kinds?: FaultKinds;
  },
): boolean {
  const isSwapped = world === "swapped" ||
    world === "halved" && (FAULT_TYPES as readonly string[]).indexOf(fault) % 2 === 0;
  const usual = !isSwapped
    ? remedy
    : remedy === "restart"
    ? COUNTERPART[kind]
    : remedy === COUNTERPART[kind]
    ? "restart"
    : remedy;
  return kinds[fault]!.mendedBy[kind]?.includes(usual) ?? false;
}
