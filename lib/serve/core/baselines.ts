import type { Fault, Topology } from "../../model/mod.ts";
import { faultCatalogue, type FaultKinds } from "../../simulator/faults/catalogue.ts";
import { courseAlone } from "./course.ts";
import type { Baselines } from "./mitigation.ts";
import { systemOf } from "./systems.ts";
import type { Task } from "./tasks.ts";

const KINDS: FaultKinds = faultCatalogue;

/** By index whether an action mends the fault, in any world of remedies; of a kind that is not of the catalogue one is held to. */
function mendable(faults: readonly Fault[], { services }: Topology): boolean[] {
  return faults.map(({ type, service }) => {
    const { kind } = services.find(({ name }) => name === service)!;
    const known = KINDS[type];
    return known === undefined || (known.mendedBy[kind] ?? []).length > 0;
  });
}

/** Plays the episode of a task without an agent, with its faults and without. */
export function baselinesFor(task: Task): Baselines {
  const system = systemOf(task);
  const untouched = courseAlone(system, task.seed);
  const healthy = courseAlone(systemOf(task, { isHealthy: true }), task.seed);
  return { healthy, untouched, isMendable: mendable(system.faults, system.topology) };
}
