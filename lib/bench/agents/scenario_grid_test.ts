import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { resolveExperiment } from "./resolve.ts";
import type { ScenarioInput } from "./schema.ts";

const resolved = (scenario: ScenarioInput) =>
  resolveExperiment({ name: "grid", agents: ["noop"], scenarios: [scenario] }).scenarios;

Deno.test("a scenario with a grid stands for every combination, each under a name of its own, with the values in their place", () => {
  const scenarios = resolved({ name: "db", grid: { noise: [1, 2], "slo.latencyP95Ms": [300, 400] } });
  deepStrictEqual(scenarios.map(({ name, noise, slo }) => [name, noise, slo.latencyP95Ms]), [
    ["db noise=1 latencyP95Ms=300", 1, 300],
    ["db noise=1 latencyP95Ms=400", 1, 400],
    ["db noise=2 latencyP95Ms=300", 2, 300],
    ["db noise=2 latencyP95Ms=400", 2, 400],
  ]);
  strictEqual(scenarios[0]!.slo.errorRate, 0.06, "the rest of what a dot leads into stays");
});

Deno.test("topologies and faults of a grid are told by the scenario's own name, and lists by their items", () => {
  const names = resolved({ grid: { fault: ["slow_query:db", null], severity: [[0.4, 0.5], [0.9, 1]] } })
    .map(({ name }) => name);
  deepStrictEqual(names, [
    "three-tier slow_query:db severity=0.4-0.5",
    "three-tier slow_query:db severity=0.9-1",
    "three-tier severity=0.4-0.5",
    "three-tier severity=0.9-1",
  ]);
});

Deno.test("a resolved grid is an experiment of plain scenarios, which resolves to itself", () => {
  const experiment = resolveExperiment({
    name: "grid",
    agents: ["noop"],
    scenarios: [{ name: "a", grid: { noise: [1, 2] } }],
  });
  deepStrictEqual(resolveExperiment(JSON.parse(JSON.stringify(experiment))), experiment);
});

for (
  const [grid, expected] of [
    [{ nose: [1] }, /^scenarios\[0\]\.grid: "nose" is no key of a scenario: did you mean "noise"\?/],
    [{ noise: [1, 9] }, /^scenarios\[0\]\.grid.*noise must be at most 5, found 9/],
    [{ "slo.latency": [1] }, /^scenarios\[0\]\.grid.*slo\.latency is not known/],
    [{ noise: [] }, /noise must have 1 or more/],
    [{ noise: 2 }, /noise must be a list, found 2/],
    [{ noise: Array.from({ length: 600 }, (_, i) => i / 600) }, /at most 500 scenarios/],
    [{ phases: [[]] }, /"phases" is no key of a scenario/],
  ] as const
) {
  Deno.test(`a grid ${JSON.stringify(grid).slice(0, 60)} is refused, with its place`, () => {
    throws(() => resolved({ name: "x", grid: grid as never }), (error: Error) => {
      strictEqual(expected.test(error.message), true, error.message);
      return true;
    });
  });
}
