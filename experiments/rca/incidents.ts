import { type Incident, type LabelledIncident, STEP_SECONDS } from "../../lib/model/mod.ts";
import { openIncidents, publishedRecipe } from "../../lib/observe/recorded/mod.ts";
import { simulatedIncidents } from "../../lib/bench/diagnosers/mod.ts";
import { createEnvironment, type EnvironmentOptions, SIGNALS } from "../../lib/simulator/mod.ts";
import { graphsOf } from "./graphs.ts";
import type { RecordedSettings, Settings, SimulatedSettings } from "./settings.ts";

/** The incidents to compare methods on. */
export interface Cases {
  readonly count: number;
  readonly incidents: Iterable<LabelledIncident> | AsyncIterable<LabelledIncident>;
  /** Whether fault-free cases are cut out of the windows before. */
  readonly calm: boolean;
  readonly prepare?: (incident: Incident) => Incident;
  /** What could not be read; known once all incidents have been. */
  readonly notes: readonly string[];
}

/**
 * Opens recorded incidents.
 *
 * @throws {UsageError} as `openIncidents`
 */
export async function recordedCases(
  { split, recipe, format, strict }: RecordedSettings,
  { path, lateSeconds }: { path: string; lateSeconds: number },
): Promise<Cases> {
  const source = await openIncidents({ format, path, lateSeconds, strict, ...(split !== null && { split }) });
  return {
    ...source,
    calm: true,
    ...(recipe === "published" && { prepare: (incident: Incident) => publishedRecipe(incident) }),
  };
}

/**
 * Prepares simulated incidents.
 *
 * @throws {UsageError} as `createEnvironment`
 */
export function simulatedCases(
  settings: SimulatedSettings,
  { views, lateSeconds }: Pick<Settings, "views" | "lateSeconds">,
): Cases {
  const { seeds: [first, last], faultFree, fault, faults, faultGapSteps, decoys } = settings;
  const options: EnvironmentOptions = {
    faultCount: faults,
    ...(faults > 1 && { faultGapSteps }),
    decoys,
    signals: SIGNALS.filter((signal) => views.some((view) => view === "everything" || view.includes(signal))),
    ...(fault !== null && { fault }),
  };
  const topologies = graphsOf(settings);
  // Mistakes are found before any incident is simulated: a fault may have no target in one of the topologies.
  for (const topology of topologies) createEnvironment({ ...options, topology });
  const count = last - first + 1;
  return {
    count: count + faultFree,
    incidents: simulatedIncidents({
      ...options,
      topologies,
      seeds: walked(first, count),
      faultFreeSeeds: walked(first, faultFree),
      watch: { lateSteps: lateSeconds / STEP_SECONDS },
    }),
    calm: false,
    notes: [],
  };
}

/** Whole numbers from `first` on, each when it is asked for. */
function* walked(first: number, count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield first + i;
}
