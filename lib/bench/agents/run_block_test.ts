import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import type { JsonValue } from "../../model/mod.ts";
import { runTrial, seedRange } from "../../run/trial.ts";
import { planBlocks, seedsOf, unreachedPhases } from "./plan.ts";
import { resolveExperiment } from "./resolve.ts";
import type { PhaseInput } from "./schema.ts";
import { createBlockRunner } from "./run_block.ts";

const experiment = resolveExperiment({
  name: "mine",
  agents: ["threshold-only", "prototype"],
  seeds: { first: 2001, count: 45 },
  trials: 2,
});
const blocks = planBlocks(experiment);

Deno.test("planBlocks() covers every seed of every trial once, and chains the blocks of a learner only", () => {
  const seeds = blocks.filter(({ agent }) => agent === 1).flatMap((block) => seedsOf(experiment, block));
  deepStrictEqual(seeds, seedRange(2001, 90));
  strictEqual(new Set(blocks.map(({ chain }) => chain)).size, 6 + 2);
  for (const { after, index, before, agent } of blocks) {
    strictEqual(after, agent === 1 && before > 0 ? index - 1 : undefined);
  }
});

Deno.test("blocks give what one trial in one piece gives, run backwards or by another runner", () => {
  for (const agent of [0, 1]) {
    const own = blocks.filter((block) => block.agent === agent && block.trial === 1);
    if (agent === 0) own.reverse();
    let state: JsonValue = null;
    const records = own.flatMap((block) => {
      const result = createBlockRunner(experiment)(block, state);
      state = JSON.parse(JSON.stringify(result.state));
      return result.records;
    });
    records.sort((a, b) => a.episode - b.episode);
    const whole = runTrial({
      agent: experiment.agents[agent]!.name,
      seeds: seedRange(2001, 45),
      scenario: "three-tier",
    });
    deepStrictEqual(records, whole);
  }
});

Deno.test("an experiment logs its agents' decisions, with shadows, and draws some at random where it says so", () => {
  const logging = resolveExperiment({
    name: "mine",
    agents: ["full"],
    seeds: { first: 1, count: 6 },
    decisions: { explore: 0.5, shadows: ["blind", "ucb1"] },
  });
  deepStrictEqual(resolveExperiment(JSON.parse(JSON.stringify(logging))), logging);
  const [block] = planBlocks(logging);
  const { decisions } = createBlockRunner(logging)(block!, null);
  ok(decisions!.length > 10);
  ok(new Set(decisions!.map(({ seed }) => seed)).size <= 6);
  for (const { candidates, shadows } of decisions!) {
    ok(candidates!.every(({ propensity }) => propensity > 0));
    ok(Object.keys(shadows!).includes("blind"));
  }
  const { decisions: none, ...silent } = logging;
  deepStrictEqual(none, { explore: 0.5, shadows: ["blind", "ucb1"] });
  strictEqual(createBlockRunner(silent)(block!, null).decisions, undefined);
  throws(
    () => resolveExperiment({ name: "mine", agents: ["full"], decisions: { shadows: ["blnd"] } }),
    /decisions\.shadows\[0\]: .*"blnd".*did you mean "blind"/,
  );
  // The oracle is told the fault: it isn't logged, and goes on.
  const oracle = resolveExperiment({ name: "mine", agents: ["oracle"], seeds: [1], decisions: {} });
  const played = createBlockRunner(oracle)(planBlocks(oracle)[0]!, null);
  deepStrictEqual([played.records.length, played.decisions], [1, undefined]);
});

Deno.test("a trial goes on with another system, or other remedies, from the episode of a phase on", () => {
  const scenario = {
    phases: [{ fromEpisode: 3, topology: "random-6-1" }, { fromEpisode: 5, fault: "disk_full" }],
  };
  const changing = resolveExperiment({
    name: "mine",
    agents: ["full"],
    scenarios: [scenario],
    seeds: { first: 1, count: 6 },
  });
  deepStrictEqual(resolveExperiment(JSON.parse(JSON.stringify(changing))), changing);
  const [block] = planBlocks(changing);
  const { records } = createBlockRunner(changing)(block!, null);
  deepStrictEqual(records.map(({ topology }) => topology), [
    "three-tier",
    "three-tier",
    "random-6-1",
    "random-6-1",
    "three-tier",
    "three-tier",
  ]);
  ok(records.slice(4).every(({ fault_type }) => fault_type === "disk_full"));
  ok(records.slice(0, 4).some(({ fault_type }) => fault_type !== "disk_full"));
});

Deno.test("phases are checked: their order, and what each asks for", () => {
  const refuses = (phases: readonly PhaseInput[], message: RegExp) =>
    throws(() => resolveExperiment({ name: "mine", agents: ["full"], scenarios: [{ phases }] }), message);
  const fault = "disk_full";
  refuses([{ fromEpisode: 5, fault }, { fromEpisode: 5 }], /phases\[1\]\.fromEpisode must be more than 5/);
  refuses([{ fromEpisode: 1, fault }], /fromEpisode/);
  for (const nothing of [{}, { remedies: "usual" }, { topology: "three-tier" }, { fault: null }] as const) {
    refuses([{ fromEpisode: 5, ...nothing }], /phases\[0\] changes nothing/);
    refuses(
      [{ fromEpisode: 3, fault }, { fromEpisode: 5, ...nothing, fault }],
      /phases\[1\] changes nothing/,
    );
  }
  // What is left out is as it was at the beginning: this one changes back.
  resolveExperiment({
    name: "mine",
    agents: ["full"],
    scenarios: [{ phases: [{ fromEpisode: 3, fault }, { fromEpisode: 5 }] }],
  });
  refuses([{ fromEpisode: 2, topology: "three-teir" }], /phases\[0\].*three-tier/);
});

Deno.test("a phase that begins after a trial is over never comes; one that begins with its last episode does", () => {
  const experiment = resolveExperiment({
    name: "mine",
    agents: ["full"],
    scenarios: [
      {
        name: "a",
        phases: [{ fromEpisode: 20, fault: "disk_full" }, { fromEpisode: 21, remedies: "swapped" }],
      },
      { name: "b" },
    ],
    seeds: { count: 20 },
  });
  deepStrictEqual(unreachedPhases(experiment), [
    "scenarios[0].phases[1] never comes: its fromEpisode must be at most 20, the episodes of a trial (seeds.count), found 21",
  ]);
});
