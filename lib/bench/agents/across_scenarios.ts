import type { EpisodeRecord } from "../../run/mod.ts";
import { expectedCalibrationError, mean } from "../../stats/mod.ts";
import type { Experiment } from "./resolve.ts";
import type { AcrossScenarios } from "./summary.ts";

/**
 * Each agent over all scenarios of an experiment, which count alike; empty for a single scenario.
 *
 * @param records all episodes
 */
export function acrossScenarios(
  { agents, scenarios }: Experiment,
  records: readonly EpisodeRecord[],
): AcrossScenarios[] {
  if (scenarios.length < 2) return [];
  const byAgent = Map.groupBy(records, ({ agent }) => agent);
  const meansOf = (name: string): number[] => {
    const byScenario = Map.groupBy(byAgent.get(name) ?? [], ({ scenario }) => scenario);
    return scenarios.map((scenario) =>
      mean((byScenario.get(scenario.name) ?? []).map(({ slo_steps }) => slo_steps))
    );
  };
  const blind = agents.find(({ agent }) => agent === "blind")?.name;
  const blindMeans = blind === undefined ? undefined : meansOf(blind);
  return agents.map(({ name }) => {
    const sloSteps = meansOf(name);
    const excesses = blindMeans && name !== blind ? sloSteps.map((x, i) => x - blindMeans[i]!) : [];
    const largest = Math.max(...excesses);
    const made = (byAgent.get(name) ?? []).filter(({ diagnosis_right }) => diagnosis_right !== null);
    return {
      name,
      sloSteps,
      meanSloSteps: mean(sloSteps),
      ...(excesses.length > 0 && {
        worstOverBlind: { scenario: scenarios[excesses.indexOf(largest)]!.name, steps: largest },
      }),
      ...(made.length > 0 && {
        calibrationError: expectedCalibrationError(
          made.map(({ diagnosis_confidence }) => diagnosis_confidence!),
          made.map(({ diagnosis_right }) => diagnosis_right!),
        ),
      }),
    };
  });
}
