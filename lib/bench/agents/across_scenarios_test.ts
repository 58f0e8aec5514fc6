import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { EpisodeRecord } from "../../run/mod.ts";
import { acrossScenarios } from "./across_scenarios.ts";
import { resolveExperiment } from "./resolve.ts";

const record = (agent: string, scenario: string, slo_steps: number, right: boolean | null = null) =>
  ({
    ...{ agent, scenario, slo_steps, diagnosis_right: right },
    diagnosis_confidence: right === null ? null : 0.85,
  }) as EpisodeRecord;

Deno.test("scenarios count alike, and the worst is the one with the largest excess over blind", () => {
  const experiment = resolveExperiment({
    name: "mine",
    agents: ["blind", "full"],
    scenarios: [{ name: "a", fault: "partition" }, { name: "b", fault: "disk_full" }],
  });
  const [blind, full] = acrossScenarios(experiment, [
    record("blind", "a", 10),
    record("blind", "b", 20),
    record("full", "a", 4, true),
    record("full", "a", 8, false),
    record("full", "b", 21, true),
  ]);
  deepStrictEqual(blind, { name: "blind", sloSteps: [10, 20], meanSloSteps: 15 });
  deepStrictEqual(full!.sloSteps, [6, 21]);
  strictEqual(full!.meanSloSteps, 13.5);
  deepStrictEqual(full!.worstOverBlind, { scenario: "b", steps: 1 });
  ok(Math.abs(full!.calibrationError! - (0.85 - 2 / 3)) < 1e-9);
  deepStrictEqual(acrossScenarios(resolveExperiment({ name: "one", agents: ["noop"] }), []), []);
});
