import { type Incident, type LabelledIncident, STEP_SECONDS } from "../../lib/model/mod.ts";
import { openIncidents, publishedRecipe } from "../../lib/observe/recorded/mod.ts";
import { seedRange } from "../../lib/run/mod.ts";
import { simulatedIncidents } from "../../lib/bench/diagnosers/mod.ts";
import { createEnvironment, type EnvironmentOptions, SIGNALS } from "../../lib/simulator/mod.ts";
import { graphsOf } from "./graphs.ts";
import type { RecordedSettings, Settings, SimulatedSettings } from "./settings.ts";

/** What the methods are put to the test on. */
export interface Cases {
  readonly count: number;
  readonly incidents: Iterable<LabelledIncident> | AsyncIterable<LabelledIncident>;
  /** Whether cases without a fault are cut out of the windows before. */
  readonly calm: boolean;
  readonly prepare?: (incident: Incident) => Incident;
}

/** Opens recordings. @throws {UsageError} as `openIncidents` */
export async function recordedCases(
  { split, recipe, format }: RecordedSettings,
  { path, lateSeconds }: { path: string; lateSeconds: number },
): Promise<Cases> {
  const source = await openIncidents({ format, path, lateSeconds, ...(split !== null && { split }) });
  return {
    ...source,
    calm: true,
    ...(recipe === "published" && { prepare: (incident: Incident) => publishedRecipe(incident) }),
  };
}

/** Sets up a simulation. @throws {UsageError} as `createEnvironment` */
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
  // A mistake shows before any incident is simulated: a fault may have nothing to strike in one graph alone.
  for (const topology of topologies) createEnvironment({ ...options, topology });
  const seeds = seedRange(first, last - first + 1);
  return {
    count: seeds.length + faultFree,
    incidents: simulatedIncidents({
      ...options,
      topologies,
      seeds,
      faultFreeSeeds: seedRange(first, faultFree),
      watch: { lateSteps: lateSeconds / STEP_SECONDS },
    }),
    calm: false,
  };
}
