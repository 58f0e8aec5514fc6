import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { mean } from "../stats/mod.ts";
import { agents, createAgent, createTrial, runTrial, seedRange, type TrialSetup } from "./trial.ts";

const LEARNERS = agents.names.filter((name) => createAgent(name).learns);

Deno.test("only the bandit says that it learns", () => {
  deepStrictEqual(LEARNERS, ["prototype"]);
});

for (const agent of agents.names) {
  if (LEARNERS.includes(agent)) continue;
  Deno.test(`${agent} meets a seed the same way first and last: its episodes may be run in any order`, () => {
    const [, , last] = runTrial({ agent, seeds: [2001, 2002, 2003] });
    const [alone] = runTrial({ agent, seeds: [2003] });
    deepStrictEqual({ ...last, episode: 1 }, alone);
  });
}

Deno.test("a trial of the bandit that goes on from a saved state is the trial in one piece", () => {
  const seeds = seedRange(2001, 12);
  const whole = runTrial({ agent: "prototype", seeds });
  const first = createAgent("prototype");
  const head = runTrial({ agent: first, seeds: seeds.slice(0, 7) });
  const second = createAgent("prototype");
  second.loadState(JSON.parse(JSON.stringify(first.saveState())));
  const tail = runTrial({ agent: second, seeds: seeds.slice(7), episodesBefore: 7 });
  deepStrictEqual([...head, ...tail], whole);
});

const sloSteps = (setup: Omit<TrialSetup, "agent">, agent = "full") =>
  mean(runTrial({ agent, seeds: seedRange(2001, 30), ...setup }).map(({ slo_steps }) => slo_steps));

Deno.test("an agent that sees or acts a minute late leaves the SLO breached for longer", () => {
  const prompt = sloSteps({});
  ok(sloSteps({ telemetryDelaySteps: 12 }) > prompt + 6);
  ok(sloSteps({ actionDelaySteps: 12 }) > prompt + 6);
});

Deno.test("mild faults breach the SLO for fewer steps than severe ones, and a loose SLO is breached less", () => {
  ok(sloSteps({ severity: [0.4, 0.5] }, "noop") < sloSteps({ severity: [0.9, 1] }, "noop"));
  ok(sloSteps({ slo: { latencyP95Ms: 900, errorRate: 0.3 } }, "noop") < sloSteps({}, "noop"));
});

Deno.test("createTrial() numbers its episodes", () => {
  const trial = createTrial({ agent: "noop", trial: 3 });
  deepStrictEqual([trial(5), trial(6)].map(({ trial, episode }) => [trial, episode]), [[3, 1], [3, 2]]);
});

Deno.test("a diagnosis comes with its confidence, or with neither", () => {
  for (const record of runTrial({ agent: "full", seeds: seedRange(2001, 30), faultFreeShare: 0.5 })) {
    strictEqual(record.diagnosis_right === null, record.diagnosis_confidence === null);
  }
});

Deno.test("a mistyped option of a trial is told with the one that was meant", () => {
  const typo = { agent: "noop", topologgy: "boutique", seeds: [1] };
  throws(
    () => runTrial(typo as never),
    /Cannot find the option of a trial "topologgy": did you mean "topology"\?/,
  );
});

Deno.test("every agent runs on the prototype's model, and is recorded with its topology and without a budget", () => {
  for (const name of agents.names) {
    const [record] = runTrial({ agent: name, seeds: [3], mode: "prototype", fault: "error_burst:api:1" });
    strictEqual(record!.topology, "prototype");
    strictEqual(record!.budget_left, null);
    ok(record!.slo_steps > 0, name);
  }
});

Deno.test("an episode's record has what is left of its error budget, and false acts at the weights of the reward", () => {
  const options = { seeds: [3], slo: { objective: 0.99 }, fault: "error_burst:api:1" };
  const [idle] = runTrial({ agent: "noop", ...options });
  const [acting] = runTrial({ agent: "full", ...options });
  ok(idle!.budget_left! < acting!.budget_left! && acting!.budget_left! < 1);
  const calm = { agent: "random", seeds: [3], faultCount: 0 };
  const [usual] = runTrial(calm);
  const [dear] = runTrial({ ...calm, reward: { action: { scale: -1.2 } } });
  const extra = usual!.actions_scale * 1;
  ok(Math.abs(dear!.total_reward - (usual!.total_reward - extra)) < 1e-6);
});
