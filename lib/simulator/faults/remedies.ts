import { deepFreeze } from "../../model/deep_freeze.ts";
import { type Catalogue, catalogue, type Entry, FAULT_TYPES, type ServiceKind } from "../../model/mod.ts";
import { faultCatalogue, type FaultKinds, type Remedy } from "./catalogue.ts";

/** Worlds by what mends what. */
export const REMEDY_WORLDS = ["usual", "swapped", "halved"] as const;
deepFreeze(REMEDY_WORLDS);

/** What each world is; what an action does besides mending stays as it is in all of them. */
export const remedyWorlds: Catalogue<Entry & { readonly name: RemedyWorld }> = catalogue("remedy world", [
  { name: "usual", about: "what mends what is as playbooks say, see deno task list faults" },
  {
    name: "swapped",
    about:
      "at a service a restart mends what a rollback usually does and the other way round, as do restart and failover at a database and restart " +
      "and clear_cache at a cache: every playbook is wrong",
  },
  {
    name: "halved",
    about:
      "as swapped for every other kind of fault, in the order of the list of faults: half of a playbook is wrong",
  },
]);

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
