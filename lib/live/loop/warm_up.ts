import type { Observation } from "../../model/mod.ts";
import type { Source } from "../contract.ts";
import { withoutImpossible } from "../sources/impossible.ts";
import type { LoopSettings } from "./settings.ts";
import { sloWatch } from "./slo_watch.ts";

/** What an agent learns from before its first step. */
export interface Past {
  /** Healthy observations, oldest first, renumbered to end with the last step, or before the incident that is open. */
  readonly observations: readonly Observation[];
  /** Why there is no past; absent: there is. */
  readonly trouble?: string;
}

/**
 * The latest observations of a source in which the SLO held; where an incident is open, those from before it: what it did to the system is not
 * normal.
 */
export async function pastOf(
  source: Source,
  { settings: { warmupSteps, stepSeconds, topology, slo }, nowSeconds, lastStep, openedAtSeconds, signal }: {
    readonly settings: LoopSettings;
    readonly nowSeconds: number;
    readonly lastStep: number;
    readonly openedAtSeconds: number | undefined;
    readonly signal: AbortSignal;
  },
): Promise<Past> {
  const since = openedAtSeconds === undefined ? 0 : nowSeconds - openedAtSeconds;
  const left = Math.max(0, Math.ceil(since / stepSeconds));
  try {
    const watch = sloWatch({ topology, slo });
    const isHealthy = ({ values }: Observation) => {
      const { isMeasured, inBreach } = watch(values);
      return isMeasured && !inBreach;
    };
    const past = await source.past(warmupSteps + left, signal, isHealthy);
    const before = past.slice(0, Math.max(0, past.length - left)).filter(isHealthy).slice(-warmupSteps);
    const first = lastStep - left - before.length + 1;
    return {
      observations: before.map((given, i) => {
        const { observation } = withoutImpossible(given, topology);
        return { ...observation, step: first + i };
      }),
    };
  } catch (error) {
    return {
      observations: [],
      trouble: `${source.name} has no past: ${error instanceof Error ? error.message : error}`,
    };
  }
}
