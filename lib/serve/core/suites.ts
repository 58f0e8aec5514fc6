import { z } from "zod";
import { checkOptions, objectWith } from "../../model/check_options.ts";
import { type Experiment, type ExperimentInput, resolveExperiment, type Scenario } from "../../bench/mod.ts";
import { type JsonValue, UsageError } from "../../model/mod.ts";

/** Scenarios that are played in turn. */
export interface Suite {
  /** What clients call it. */
  readonly name: string;
  /** What it is, in words that give no fault away. */
  readonly about: string;
  /** The systems and their faults. */
  readonly scenarios: readonly Scenario[];
  /** Indices into the scenarios, each once or more: what is played in one round, in an order drawn for each. */
  readonly slots: readonly number[];
  /** Seeds of the judging split: those of the published experiment. */
  readonly seeds: { readonly first: number; readonly count: number };
}

/** A suite, not the experiment that it is of. */
export const suiteSchema: z.ZodType<Suite> = objectWith<Suite>({
  name: "string",
  about: "string",
  scenarios: "list",
  slots: "list",
  seeds: "object",
});

const MIXED = z.object({ incidents: suiteSchema, calm: suiteSchema });

/** Incidents for each calm episode in the suite `mixed`. */
const INCIDENTS_PER_CALM = 4;

/**
 * The suite of an experiment: its scenarios and its seeds; its agents stay out of it.
 *
 * @throws {UsageError} for what is no experiment, and for one whose seeds are a list
 */
export function suiteOf(experiment: ExperimentInput | JsonValue): Suite {
  const resolved = resolveExperiment(experiment);
  const { name, question, scenarios } = resolved;
  return {
    name,
    about: question,
    scenarios,
    slots: scenarios.map((_, i) => i),
    seeds: seedRangeOf(resolved),
  };
}

/**
 * A suite in which nobody can tell from the name whether anything is wrong: four incidents for each calm episode.
 *
 * @param incidents scenarios with faults, one of which is enough
 * @param calm scenarios without
 * @throws {UsageError} for what is no suite
 */
export function mixedSuite(incidents: Suite, calm: Suite): Suite {
  checkOptions("mixedSuite", MIXED, { incidents, calm });
  const scenarios = [...incidents.scenarios, ...calm.scenarios];
  const each = Math.ceil(INCIDENTS_PER_CALM * calm.scenarios.length / incidents.scenarios.length);
  const repeated = Array.from({ length: each }, () => incidents.scenarios.map((_, i) => i)).flat();
  return {
    name: "mixed",
    about: "Incidents, and episodes in which nothing is wrong, in an order that nobody is told.",
    scenarios,
    slots: [...repeated, ...calm.scenarios.map((_, i) => incidents.scenarios.length + i)],
    seeds: incidents.seeds,
  };
}

/** Seeds of an experiment as a range. @throws {UsageError} for an experiment whose seeds are a list */
function seedRangeOf({ name, seeds, trials }: Experiment): { first: number; count: number } {
  if ("count" in seeds) return { first: seeds.first, count: seeds.count * trials };
  throw new UsageError(`The suite "${name}" needs seeds as a range, found a list`);
}
