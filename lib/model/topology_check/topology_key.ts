import { canonicalJson } from "../canonical_json.ts";
import { checkOptions } from "../check_options.ts";
import { topologySchema } from "../schemas.ts";
import type { Topology } from "../topology.ts";

const keys = new WeakMap<Topology, string>();

/**
 * A short text that stands for the content of a topology: the same for two that are equal (whatever the order of their keys), another
 * for two that differ, but for a chance of 2^-53. It is computed once per frozen object, such as the topology of an environment.
 *
 * @throws {UsageError} for what is no topology
 * @returns the topology's name and 14 hexadecimal digits
 *
 * @example
 * ```ts
 * import { notStrictEqual, strictEqual } from "node:assert";
 * import { createTopology } from "../../simulator/mod.ts";
 * import { topologyKey } from "./topology_key.ts";
 * const boutique = createTopology("boutique");
 * strictEqual(topologyKey(createTopology("boutique")), topologyKey(boutique));
 * notStrictEqual(topologyKey({ ...boutique, entryRate: 99 }), topologyKey(boutique));
 * ```
 */
export function topologyKey(topology: Topology): string {
  const known = keys.get(topology);
  if (known !== undefined) return known;
  checkOptions("topologyKey", topologySchema, topology, "the topology");
  const key = `${topology.name}-${digest(canonicalJson(topology))}`;
  if (Object.isFrozen(topology)) keys.set(topology, key);
  return key;
}

/** A hash of 53 bits, cyrb53 by bryc (public domain), as hexadecimal digits. */
function digest(text: string): string {
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 2654435761);
    high = Math.imul(high ^ unit, 1597334677);
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  return (2 ** 32 * (high & 0x1fffff) + (low >>> 0)).toString(16).padStart(14, "0");
}
