import { type ParameterValue, type TopologyInput, UsageError } from "../../lib/model/mod.ts";
import { pathText } from "../../lib/model/check_options.ts";
import { ownCaller } from "../../lib/model/own_code/call_own.ts";
import { showValue } from "../../lib/model/show_value.ts";
import type { AgentInput, ExperimentInput, Grid, OwnOrigin, OwnPart } from "../../lib/bench/agents/mod.ts";
import type { ScenarioInput } from "../../lib/bench/agents/mod.ts";
import { isOwn, readReference } from "../../lib/bench/agents/own_reference.ts";
import type { AgentParts } from "../../lib/agent/mod.ts";
import type { Agent } from "../../lib/model/mod.ts";
import type { OwnFault } from "../../lib/simulator/mod.ts";
import { captured } from "./capture.ts";
import { loadModule, moduleOf, moduleOfSource, type OwnModule } from "./load_module.ts";

/** A function that makes a part of one's own, as `createAgent` takes it; parameters that are given beside it are its second argument. */
export type OwnMaker = Extract<AgentParts[keyof AgentParts], (context: never) => unknown>;

/** A choice of a part in a notebook: one of the catalogue, or a function that makes one, with its parameters or without. */
export type NotebookPart =
  | Grid
  | OwnMaker
  | ({ readonly name: OwnMaker } & {
    readonly [parameter: string]: OwnMaker | ParameterValue | readonly ParameterValue[];
  });

/** An agent of an experiment in a notebook: as in a file, or with functions that make it or its parts. */
export type NotebookAgent =
  | AgentInput
  | (() => Agent)
  | {
    readonly name?: string;
    readonly agent: string | ((parameters: never) => Agent);
    readonly detector?: NotebookPart | readonly NotebookPart[];
    readonly threshold?: Grid | readonly Grid[];
    readonly diagnoser?: NotebookPart | readonly NotebookPart[];
    readonly policy?: NotebookPart | readonly NotebookPart[];
  };

/** A scenario of an experiment in a notebook: as in a file, or with a kind of fault or a function that makes the topology. */
export type NotebookScenario = Omit<ScenarioInput, "fault" | "topology"> & {
  /** As in a file, or a kind of fault of one's own. */
  readonly fault?: string | null | OwnFault;
  /** As in a file, or a function that makes one. */
  readonly topology?: string | TopologyInput | (() => TopologyInput);
};

/** An experiment as a notebook gives it: parts of one's own may stand in it as values. */
export type NotebookExperiment = Omit<ExperimentInput, "agents" | "scenarios"> & {
  /** The agents to compare. */
  readonly agents: readonly NotebookAgent[];
  /** Default: a single one with all defaults. */
  readonly scenarios?: readonly NotebookScenario[] | undefined;
};

/** An experiment whose parts of one's own are loaded. */
export interface WithOwnParts {
  /** The experiment with references in place of values, and topologies in place of what makes them. */
  readonly input: ExperimentInput;
  /** The parts by reference. */
  readonly own: ReadonlyMap<string, OwnPart>;
  /** Where workers load them from. */
  readonly modules: readonly OwnModule[];
}

type Place = readonly PropertyKey[];
type Members = Readonly<Record<string, unknown>>;

const STAGES = ["detector", "diagnoser", "policy"];

/**
 * Loads the parts of one's own that an experiment names, `./mine.ts#makePolicy`, or holds as values. What is not of the form of an experiment is left
 * as it is, for the schema to refuse.
 *
 * @param folder that paths of modules are relative to
 * @throws {UsageError} in one line, with the place in the experiment, for a part that can't be found, imported or taken along
 */
export async function withOwnParts(given: unknown, folder: string): Promise<WithOwnParts> {
  const loader = createLoader(folder, given);
  if (!isObject(given)) return { input: given as ExperimentInput, ...loader.loaded };
  const { own: _, ...input } = given;
  const agents = await each(input.agents, ["agents"], loader.agent);
  const scenarios = await each(input.scenarios, ["scenarios"], loader.scenario);
  return {
    input: {
      ...input,
      ...(agents !== undefined && { agents }),
      ...(scenarios !== undefined && { scenarios }),
    } as unknown as ExperimentInput,
    ...loader.loaded,
  };
}

/** Loads parts and remembers them. */
function createLoader(folder: string, given: unknown) {
  const own = new Map<string, OwnPart>();
  const modules: OwnModule[] = [];
  const origins = (isObject(given) && isObject(given.own) ? given.own : {}) as Record<string, OwnOrigin>;

  /** Where the part is that a reference names. */
  function find(reference: string): OwnModule {
    const origin = Object.hasOwn(origins, reference) ? origins[reference] : undefined;
    const module = origin !== undefined && "source" in origin
      ? moduleOfSource(reference, origin.source)
      : moduleOf(reference, folder);
    if (origin !== undefined && "sha256" in origin && origin.sha256 !== module.sha256) {
      throw new UsageError(
        `"${reference}" has changed since this experiment was resolved: take "own" out of it to run it with the present one`,
      );
    }
    return module;
  }

  /** Loads the part that a text names, unless it is loaded. */
  async function load(text: string): Promise<void> {
    const { reference } = readReference(text);
    if (own.has(reference)) return;
    const module = find(reference);
    own.set(reference, await loadModule(module));
    modules.push(module);
  }

  /** The reference of a value. */
  async function reference(value: unknown, kind: string): Promise<string> {
    const name = (value as { name?: string }).name || kind;
    const source = await captured(value, `The ${kind} "${name}"`);
    for (let count = 1;; count++) {
      const text = `#${name.replaceAll(/[^\w$-]/g, "_")}${count === 1 ? "" : `-${count}`}`;
      const before = own.get(text)?.origin;
      if (before !== undefined && !("source" in before && before.source === source)) continue;
      if (before === undefined) {
        const module = moduleOfSource(text, source);
        own.set(text, await loadModule(module));
        modules.push(module);
      }
      return text;
    }
  }

  /** A text whose part is loaded, or the reference of a function. */
  async function named(value: unknown, kind: string, place: Place): Promise<unknown> {
    return await under(place, async () => {
      if (typeof value === "function") return await reference(value, kind);
      if (isOwn(value)) await load(value);
      return value;
    });
  }

  async function choice(value: unknown, kind: string, place: Place): Promise<unknown> {
    if (Array.isArray(value)) return await each(value, place, (one, at) => choice(one, kind, at));
    if (!isObject(value)) return await named(value, kind, place);
    if (
      typeof value.create === "function" || typeof value.stream === "function" ||
      typeof value.services === "function"
    ) {
      throw new UsageError(
        `${
          pathText(place)
        } is a declaration, which a worker can't be sent: put it into a file and name it, as "./mine.ts#${kind}"`,
      );
    }
    return { ...value, name: await named(value.name, kind, [...place, "name"]) };
  }

  async function parts(given: unknown, place: Place): Promise<unknown> {
    if (!isObject(given)) return given;
    const changed: Record<string, unknown> = { ...given };
    for (const kind of STAGES) {
      if (changed[kind] !== undefined) changed[kind] = await choice(changed[kind], kind, [...place, kind]);
    }
    return changed;
  }

  async function agent(given: unknown, place: Place): Promise<unknown> {
    if (!isObject(given)) return await named(given, "agent", place);
    if (typeof given.act === "function") {
      throw new UsageError(
        `${pathText(place)} is an agent: give a function that makes it, since each worker needs its own`,
      );
    }
    const changed = await parts(given, place) as Members;
    return { ...changed, agent: await named(given.agent, "agent", [...place, "agent"]) };
  }

  async function fault(given: unknown, place: Place): Promise<unknown> {
    if (!isObject(given) || typeof given.effect !== "function") return await named(given, "fault", place);
    return await under(place, () => reference(given, "fault"));
  }

  async function topology(given: unknown, place: Place): Promise<unknown> {
    if (typeof given !== "function" && !isOwn(given)) return given;
    return await under(place, async () => {
      // It stands in the experiment itself, number by number, so that workers need no module.
      const { value: made, home } = typeof given === "function"
        ? { value: given }
        : await loadModule(find(readReference(given).reference));
      const call = ownCaller(`the topology "${typeof given === "string" ? given : nameOf(given)}"`, { home });
      const found = typeof made === "function" ? await call("where it is made", () => made()) : made;
      if (!isObject(found)) {
        throw new UsageError(
          `The topology ${
            typeof given === "string" ? `"${given}" ` : ""
          }must be a topology, or a function that makes one, found ${showValue(found)}`,
        );
      }
      return { name: nameOf(given), ...found };
    });
  }

  /** What a scenario and its phases have in common. */
  async function world(given: unknown, place: Place): Promise<unknown> {
    if (!isObject(given)) return given;
    return {
      ...given,
      ...("fault" in given && { fault: await fault(given.fault, [...place, "fault"]) }),
      ...("topology" in given && { topology: await topology(given.topology, [...place, "topology"]) }),
    };
  }

  async function scenario(given: unknown, place: Place): Promise<unknown> {
    const changed = await world(given, place);
    if (!isObject(changed)) return changed;
    const { phases, grid, parts: swapped } = changed;
    const partsOf = async (some: Members) => {
      const found: Record<string, unknown> = {};
      for (const [name, one] of Object.entries(some)) {
        found[name] = await parts(one, [...place, "parts", name]);
      }
      return found;
    };
    return {
      ...changed,
      ...(Array.isArray(phases) && { phases: await each(phases, [...place, "phases"], world) }),
      ...(isObject(swapped) && { parts: await partsOf(swapped) }),
      ...(isObject(grid) && {
        grid: {
          ...grid,
          ...("fault" in grid && { fault: await each(grid.fault, [...place, "grid", "fault"], fault) }),
          ...("topology" in grid && {
            topology: await each(grid.topology, [...place, "grid", "topology"], topology),
          }),
        },
      }),
    };
  }

  return { loaded: { own, modules }, agent, scenario, topology, load };
}

/** What a topology is called that doesn't say so itself. */
// deno-lint-ignore ban-types
function nameOf(given: string | Function): string {
  return (typeof given === "function" ? given.name : readReference(given).reference.split("#")[1]) || "own";
}

/** Loads the parts of one's own that texts name, as options of a command do. @throws {UsageError} as `withOwnParts` */
export async function ownPartsOf(
  texts: readonly (string | undefined)[],
  folder = ".",
): Promise<ReadonlyMap<string, OwnPart>> {
  const loader = createLoader(folder, undefined);
  for (const text of texts) if (isOwn(text)) await loader.load(text);
  return loader.loaded.own;
}

/** The topology that a text names, as `./mine.ts#makeTopology`. @throws {UsageError} as `withOwnParts` */
export async function ownTopology(text: string, folder = "."): Promise<TopologyInput> {
  return await createLoader(folder, undefined).topology(text, ["topology"]) as TopologyInput;
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Changes the items of a list one after the other; what is no list stays. */
async function each(
  list: unknown,
  place: Place,
  change: (item: unknown, place: Place) => Promise<unknown>,
): Promise<unknown> {
  if (!Array.isArray(list)) return list;
  const changed: unknown[] = [];
  for (const [i, item] of list.entries()) changed.push(await change(item, [...place, i]));
  return changed;
}

/** Puts a place in front of a message. */
async function under<T>(place: Place, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${pathText(place)}: ${error.message}`);
    throw error;
  }
}
