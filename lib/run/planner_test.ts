import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { agentParts } from "./agent_parts.ts";
import { planningPolicy } from "./planner.ts";
import { createAgent, runTrial, seedRange } from "./trial.ts";
import { type Agent, describeAction, NOOP, UsageError } from "../model/mod.ts";
import { createEnvironment, type EnvironmentOptions } from "../simulator/mod.ts";
import { runEpisode } from "./run_episode.ts";

const meanSteps = (agent: string, options: EnvironmentOptions & { seeds: number[] }) => {
  const records = runTrial({ agent, ...options });
  return records.reduce((sum, { slo_steps }) => sum + slo_steps, 0) / records.length;
};

Deno.test("the planner spares users more of a fault than the playbook, where a breaker shields them from it", () => {
  const [full, planner] = ["full", "planner"].map((agent) =>
    meanSteps(agent, { fault: "partition", seeds: seedRange(1, 8) })
  );
  ok(planner! < 0.8 * full!, `full ${full}, planner ${planner}`);
});

Deno.test("the planner ends two faults at once sooner than the playbook", () => {
  const options = { faultCount: 2, faultGapSteps: 6, seeds: seedRange(1, 8) };
  const [full, planner] = ["full", "planner"].map((agent) => meanSteps(agent, options));
  ok(planner! < 0.85 * full!, `full ${full}, planner ${planner}`);
});

Deno.test("where remedies mend otherwise than the twin supposes, the planner is no disaster", () => {
  const options = { remedies: "swapped", seeds: seedRange(1, 12) } as const;
  const [full, planner] = ["full", "planner"].map((agent) => meanSteps(agent, options));
  ok(planner! < 1.25 * full!, `full ${full}, planner ${planner}`);
});

/** The actions of an agent in an episode, as text. */
function actionsOf(agent: Agent, options: EnvironmentOptions, seed: number): string[] {
  const { steps } = runEpisode({ agent, environment: createEnvironment(options), seed });
  return steps.map(({ proposed }) => describeAction(proposed));
}

Deno.test("the planner does the same in the same episode, whatever it met before", () => {
  const [used, fresh] = [createAgent("planner"), createAgent("planner")];
  runTrial({ agent: used, seeds: [3, 4] });
  const options = { fault: "slow_query" };
  const actions = actionsOf(used, options, 5);
  deepStrictEqual(actions, actionsOf(fresh, options, 5));
  ok(actions.some((text) => text !== "noop"));
  strictEqual(used.learns, false);
  strictEqual(used.saveState(), null);
});

Deno.test("the planner's parameters are chosen by text as those of any policy, and of no other agent", () => {
  const byText = createAgent("planner", { policy: "planner:twinSteps=300" });
  const byValue = createAgent("planner", { policy: planningPolicy({ name: "planner", twinSteps: 300 }) });
  const play = (agent: Agent) => runTrial({ agent, seeds: [2], fault: "slow_query" })[0]!.total_reward;
  strictEqual(play(byText), play(byValue));
  deepStrictEqual(agentParts("planner policy=planner:twinSteps=300").policy, "planner:twinSteps=300");
  throws(() => createAgent("planner", { policy: "planner:twinStep=300" }), /did you mean "twinSteps"/);
  throws(() => createAgent("full", { policy: "planner" }), /Cannot find the policy "planner"/);
});

Deno.test("the planner leaves a healthy system alone, and takes another diagnoser or budget", () => {
  const agent = createAgent("planner", {
    diagnoser: "graph",
    policy: planningPolicy("planner:twinSteps=300"),
    named: "planner, graph",
  });
  strictEqual(agent.name, "planner, graph");
  const records = runTrial({ agent, seeds: seedRange(1, 5), faultCount: 0 });
  strictEqual(records.reduce((sum, { false_acts }) => sum + false_acts, 0), 0);
  const [record] = runTrial({ agent, seeds: [1], fault: "cache_poison" });
  ok(record!.recovered !== null);
});

Deno.test("the planner leaves load that passes, a good deploy and a planned switchover alone, although they breach the SLO", () => {
  const events: [EnvironmentOptions, number[]][] = [
    [{ benign: "burst:factor=1.5" }, [5, 8]],
    [{ benign: "load-test:factor=1.5" }, [3, 4, 5]],
    [{ benign: "deploy" }, [5, 8]],
    [{ benign: "growth" }, [25, 59]],
    [{ benign: "switchover" }, [2, 8]],
    [{ benign: "switchover", topology: "boutique" }, [2]],
  ];
  for (const [options, seeds] of events) {
    const records = runTrial({ agent: "planner", seeds, faultCount: 0, ...options });
    ok(records.some(({ slo_steps }) => slo_steps > 0));
    deepStrictEqual(records.map(({ false_acts }) => false_acts), seeds.map(() => 0), JSON.stringify(options));
  }
});

Deno.test("a mistyped parameter of the planner is refused with the nearest one", () => {
  throws(() => planningPolicy("planner:twinStep=300"), /twinSteps/);
  throws(() => planningPolicy("planner:twinSteps=3"), UsageError);
});

Deno.test("without a twin that keeps the SLO, the planner is the playbook", () => {
  const { topology } = createEnvironment();
  const slo = { latencyP95Ms: 20, errorRate: 0.06 };
  const policy = planningPolicy()({ topology, slo });
  strictEqual(policy.name, "playbook");
});

Deno.test("nothing of the episode but its observations reaches the planner: another fault that has not begun changes nothing", () => {
  const decisions = (fault: string) => {
    const environment = createEnvironment({ fault, startSteps: [150, 150] });
    const agent = createAgent("planner");
    let { observation } = environment.reset({ seed: 8 });
    const { topology, slo, warmupSteps, agentSeed: seed, timings } = environment;
    agent.begin({ topology, slo, warmupSteps, seed, timings });
    return Array.from({ length: 140 }, () => {
      const { decision } = agent.act(observation);
      let reward: number, info: { sloViolated: boolean };
      ({ observation, reward, info } = environment.step(NOOP));
      agent.learn({ executed: NOOP, reward, sloViolated: info.sloViolated });
      return decision;
    });
  };
  deepStrictEqual(decisions("disk_full:db"), decisions("traffic_surge:api"));
});

Deno.test("a planner with a policy of the catalogue is refused: it would be full under another name", () => {
  for (const policy of ["playbook", { name: "linear-ucb", trust: 0 }]) {
    throws(
      () => createAgent("planner", { policy }),
      /^UsageError: The agent "planner" is "full" with a policy that plans ahead: for another policy choose "full", found the policy /,
    );
  }
});
