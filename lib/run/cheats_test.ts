import { deepStrictEqual, notStrictEqual, ok, strictEqual } from "node:assert";
import { type Action, type Agent, type AgentContext, NOOP, type Observation } from "../model/mod.ts";
import { createEnvironment, type Environment, type EnvironmentOptions } from "../simulator/mod.ts";
import { UNLEARNED } from "../decide/policy.ts";
import { runEpisode } from "./run_episode.ts";
import type { EpisodeRecord } from "./records.ts";
import { createAgent } from "./trial.ts";

/** Shortcuts that agents could win by without any diagnosis, and that none of them wins by it. */

/** The agent that does what `choose` says. */
function agentThat(
  choose: (seen: { observation: Observation; context: AgentContext }) => Action,
): Agent {
  let context: AgentContext;
  return {
    name: "cheat",
    begin: (given) => context = given,
    act: (observation) => ({
      decision: { action: choose({ observation, context }), propensity: 1, reason: "" },
    }),
    ...UNLEARNED,
  };
}

const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);

function play(agent: Agent, environment: Environment, seeds = SEEDS): EpisodeRecord[] {
  return seeds.map((seed) => runEpisode({ agent, environment, seed, trace: false }).record);
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

Deno.test("the seed that an agent is given rebuilds another world than its own", () => {
  let right = 0;
  const seeds: number[] = [];
  for (const seed of SEEDS) {
    const environment = createEnvironment();
    const agent = agentThat(({ observation, context }) => {
      if (observation.step > 0) return NOOP;
      seeds.push(context.seed);
      const rebuilt = createEnvironment();
      rebuilt.reset({ seed: context.seed });
      const [guess, truth] = [rebuilt.faults[0]!, environment.faults[0]!];
      if (guess.type === truth.type && guess.startStep === truth.startStep) right++;
      return NOOP;
    });
    runEpisode({ agent, environment, seed, steps: 2 });
  }
  strictEqual(right, 0);
  strictEqual(new Set(seeds).size, SEEDS.length);
});

Deno.test("an agent is given its own seed: the same for the same episode, whatever system is played, and another with a secret", () => {
  const given = (options: EnvironmentOptions, seed: number) => {
    const environment = createEnvironment(options);
    const seeds: number[] = [];
    const agent = agentThat(({ context }) => {
      seeds.push(context.seed);
      return NOOP;
    });
    runEpisode({ agent, environment, seed, steps: 1 });
    strictEqual(seeds[0], environment.agentSeed);
    return seeds[0]!;
  };
  const systems: EnvironmentOptions[] = [{}, { topology: "boutique", noise: 2 }, { mode: "prototype" }];
  for (const seed of [0, 7, 2 ** 40]) {
    const seeds = systems.map((options) => given(options, seed));
    ok(Number.isInteger(seeds[0]) && seeds[0]! >= 0 && seeds[0]! < 2 ** 31);
    strictEqual(new Set(seeds).size, 1);
    for (const options of systems) notStrictEqual(given({ ...options, secret: "kept" }, seed), seeds[0]);
  }
});

Deno.test("with a secret no seed rebuilds an episode, not even the right one", () => {
  const closed = createEnvironment({ secret: "kept by the judge" });
  const open = createEnvironment();
  for (const seed of SEEDS) {
    const [first, second] = [closed, open].map((one) => one.reset({ seed }).observation.values);
    notStrictEqual(first!.join(), second!.join());
  }
  const again = createEnvironment({ secret: "kept by the judge" });
  deepStrictEqual(again.reset({ seed: 3 }), closed.reset({ seed: 3 }));
  deepStrictEqual(again.faults, closed.faults);
});

Deno.test("an agent that is given the environment says so in each of its records, and no other does", () => {
  const environment = createEnvironment();
  const spy = { ...agentThat(() => NOOP), attach: () => {} };
  strictEqual(play(spy, environment, [1])[0]!.privileged, true);
  strictEqual(play(createAgent("oracle"), environment, [1])[0]!.privileged, true);
  for (const name of ["noop", "full", "blind"]) {
    strictEqual(play(createAgent(name), environment, [1])[0]!.privileged, false);
  }
});

Deno.test("nothing lies in the array of an observation beyond its own values, whether telemetry is late or not", () => {
  const environment = createEnvironment();
  for (const telemetryDelaySteps of [0, 12]) {
    const agent = agentThat(({ observation: { values } }) => {
      strictEqual(values.buffer.byteLength, values.byteLength);
      return NOOP;
    });
    runEpisode({ agent, environment, seed: 1, telemetryDelaySteps });
  }
});

Deno.test("a remedy that is tried before a fault begins mends nothing: to restart everything beforehand wins nothing", () => {
  const environment = createEnvironment();
  const beforehand = agentThat(({ observation: { step } }) => {
    if (step === 20) return { kind: "failover", service: "db" };
    if (step === 35) return { kind: "rollback", service: "api" };
    return NOOP;
  });
  const usual = sum(
    play(createAgent("noop"), environment).map(({ effective_duration }) => effective_duration!),
  );
  const cheat = sum(play(beforehand, environment).map(({ effective_duration }) => effective_duration!));
  strictEqual(cheat, usual);
});

Deno.test("an agent that hides its symptoms behind a traffic limit cures nothing, and its record says what users were denied", () => {
  const environment = createEnvironment();
  const hiding = agentThat(({ observation: { step } }) =>
    step > 60 && step % 11 === 0 ? { kind: "limit_traffic", factor: 0.3 } : NOOP
  );
  const records = play(hiding, environment);
  ok(records.every(({ cured_after }) => cured_after === null));
  const usual = play(createAgent("noop"), environment);
  const impact = (of: readonly EpisodeRecord[]) => sum(of.map(({ impact_steps }) => impact_steps));
  ok(impact(records) > impact(usual), `${impact(records)} of ${impact(usual)}`);
});

Deno.test("open breakers hide a database's failure from the SLO, and the incident counts as cured only when the fault is over", () => {
  const environment = createEnvironment({ fault: "disk_full:db:1" });
  const hiding = agentThat(({ observation: { step } }) =>
    step % 11 === 0 ? { kind: "open_breaker", caller: "api", callee: "db" } : NOOP
  );
  for (const { cured_after, fault_t_start, fault_duration, first_slo } of play(hiding, environment)) {
    if (cured_after === null || first_slo === null || first_slo < fault_t_start!) continue;
    ok(first_slo + cured_after >= fault_t_start! + fault_duration!);
  }
});

Deno.test("acting at random in every step is worse than doing nothing", () => {
  const environment = createEnvironment();
  const rewards = ["random", "noop"].map((name) =>
    sum(play(createAgent(name), environment).map(({ total_reward }) => total_reward))
  );
  ok(rewards[0]! < rewards[1]!, rewards.join(" against "));
});
