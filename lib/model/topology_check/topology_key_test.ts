import { notStrictEqual, strictEqual } from "node:assert";
import { createTopology, topologies } from "../../simulator/mod.ts";
import type { Topology } from "../topology.ts";
import { topologyKey } from "./topology_key.ts";

/** The same value with the keys of each object in reverse order. */
function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, each]) => [key, reversed(each)])) as T;
}

Deno.test("a topology has the key of its content: equal copies share it, whatever the order of their keys", () => {
  for (const { name } of topologies.entries) {
    strictEqual(topologyKey(reversed(createTopology(name))), topologyKey(createTopology(name)), name);
  }
});

Deno.test("a change of any number, name or order of a topology changes its key", () => {
  const keys = new Set([topologyKey(createTopology("boutique"))]);
  let changed = 0;
  const add = (topology: Topology) => {
    changed++;
    keys.add(topologyKey(topology));
  };
  const boutique = createTopology("boutique");
  add({ ...boutique, entryRate: boutique.entryRate + 1e-9 });
  add({ ...boutique, services: [...boutique.services].reverse() });
  boutique.services.forEach((service, i) =>
    add({ ...boutique, services: boutique.services.with(i, { ...service, baseErrorRate: 0.003 }) })
  );
  boutique.calls.forEach((call, i) =>
    add({ ...boutique, calls: boutique.calls.with(i, { ...call, retries: call.retries + 1 }) })
  );
  strictEqual(keys.size, changed + 1);
  notStrictEqual(changed, 0);
});

Deno.test("a topology that is changed after its key was asked for gets another one", () => {
  const topology = { ...createTopology("three-tier") };
  const before = topologyKey(topology);
  topology.entryRate = 50;
  notStrictEqual(topologyKey(topology), before);
});
