import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { toCsv } from "../report/mod.ts";
import type { Action, Agent, AgentContext, Feedback, Observation } from "../model/mod.ts";
import { createEnvironment, type Environment, type StepResult } from "../simulator/mod.ts";
import { bcaPairedDifference } from "../stats/mod.ts";
import { createStream } from "../random/mod.ts";
import type { EpisodeRecord } from "./records.ts";
import { runEpisode } from "./run_episode.ts";
import { createAgent, runTrial, seedRange } from "./trial.ts";

const SEEDS = seedRange(1, 60);
const slo = (records: readonly EpisodeRecord[]) => records.map(({ slo_steps }) => slo_steps);
const full = runTrial({ agent: "full", seeds: SEEDS });

Deno.test("runTrial() gives the same bytes for the same seeds, whatever ran in between", () => {
  runTrial({ agent: "random", seeds: [3, 4] });
  strictEqual(toCsv(runTrial({ agent: "full", seeds: SEEDS })), toCsv(full));
});

for (const baseline of ["noop", "random", "threshold-only", "anomaly-only", "prototype"]) {
  Deno.test(`full breaches the SLO in fewer steps than ${baseline}, the paired 95 % interval excluding zero`, () => {
    const other = runTrial({ agent: baseline, seeds: SEEDS });
    const { next } = createStream("test");
    ok(bcaPairedDifference(slo(other), slo(full), { next }).low > 0);
  });
}

Deno.test("full names the service at fault at its first action in at least 90 %", () => {
  const diagnosed = full.filter(({ diagnosis_right }) => diagnosis_right !== null);
  const right = diagnosed.filter(({ diagnosis_right }) => diagnosis_right).length;
  ok(diagnosed.length > 50 && right >= 0.9 * diagnosed.length, `${right} of ${diagnosed.length}`);
});

Deno.test("the oracle is a ceiling: no worse than full over the same seeds", () => {
  const oracle = runTrial({ agent: "oracle", seeds: SEEDS.slice(0, 12) });
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  ok(sum(slo(oracle)) <= sum(slo(full.slice(0, 12))));
});

Deno.test("a record agrees with the trace of its episode", () => {
  const environment = createEnvironment();
  const { record, steps, faults } = runEpisode({ agent: createAgent("noop"), environment, seed: 7 });
  const breaches = steps.filter(({ sloViolated, step }) => sloViolated && step > 0).map(({ step }) => step);
  strictEqual(steps.length, 240);
  strictEqual(record.first_slo, breaches[0]);
  // The trace ends with the last decision, the record with what came of it.
  ok(record.slo_steps - breaches.length <= 1);
  strictEqual(record.fault_type, faults[0]!.type);
  strictEqual(record.mttr_proxy, record.recovered! - record.first_slo!);
});

Deno.test("a step keeps the logs and spans that its environment collects, and has neither where it collects none", () => {
  // A diagnoser that reads metrics alone: what else is recorded must change nothing for it.
  const agent = createAgent("full", { diagnoser: "graph" });
  const plain = runEpisode({ agent, environment: createEnvironment(), seed: 7 }).steps;
  const environment = createEnvironment({ signals: ["logs", "traces"] });
  const { steps } = runEpisode({ agent, environment, seed: 7 });
  strictEqual(plain.some((step) => "logs" in step || "spans" in step), false);
  for (const { logs, spans, timeSeconds } of steps.slice(1)) {
    ok(spans!.length > 0 && logs !== undefined);
    // A request that waited for timeouts ends long after its step, but it began in it.
    const began = spans!.filter(({ parentSpanId }) => parentSpanId === undefined);
    for (const { startSeconds } of began) ok(Math.floor(startSeconds / 5) === timeSeconds / 5);
  }
  deepStrictEqual(steps.map(({ logs: _logs, spans: _spans, ...step }) => step), plain);
  deepStrictEqual(runEpisode({ agent, environment, seed: 7, trace: false }).steps, []);
});

Deno.test("an episode without a fault has empty cells, not zeros", () => {
  const [record] = runTrial({ agent: "full", seeds: [1], faultFreeShare: 1 });
  const { fault_type, first_slo, recovered, mttr_proxy, detection_delay, diagnosis_right } = record!;
  deepStrictEqual(
    [fault_type, first_slo, recovered, mttr_proxy, detection_delay, diagnosis_right],
    Array(6).fill(null),
  );
});

Deno.test("what the bandit learns lasts from episode to episode, and survives JSON", () => {
  const agent = createAgent("prototype");
  const environment = createEnvironment();
  for (const seed of [1, 2, 3]) runEpisode({ agent, environment, seed, trace: false });
  const learnt = JSON.parse(JSON.stringify(agent.saveState()));
  ok(Object.keys(learnt).length > 0);
  const other = createAgent("prototype");
  other.loadState(learnt);
  const again = runEpisode({ agent: other, environment, seed: 4, trace: false }).record;
  deepStrictEqual(again, runEpisode({ agent, environment, seed: 4, trace: false }).record);
});

Deno.test("createAgent() swaps a part by name and says what was meant", () => {
  strictEqual(createAgent("full", { detector: "isolation-forest" }).name, "full");
  const asked: string[] = [];
  const agent = createAgent("full", {
    policy: () => ({
      name: "mine",
      begin: () => {},
      fit: () => {},
      decide: ({ diagnose, inBreach }) => {
        if (inBreach) asked.push(diagnose().suspect);
        return { action: { kind: "noop" }, propensity: 1, reason: "only looks" };
      },
      learn: () => {},
      saveState: () => null,
      loadState: () => {},
    }),
  });
  const { record } = runEpisode({ agent, environment: createEnvironment(), seed: 7, trace: false });
  strictEqual(asked.includes(record.fault_service!), true);
  throws(() => createAgent("full", { detector: "robust-x" }), /did you mean "robust-z"/);
  throws(() => createAgent("treshold-only"), /did you mean "threshold-only"/);
  throws(() => createAgent("oracle", { policy: "ucb1" }), /no parts/);
});

Deno.test("an agent hears the reward and the breach of the step that its decision led to, not of the one before", () => {
  const heard: Feedback[] = [];
  const inner = createAgent("threshold-only");
  const agent = { ...inner, learn: (feedback: Feedback) => heard.push(feedback) && inner.learn(feedback) };
  const { steps } = runEpisode({ agent, environment: createEnvironment({ fault: "slow_query" }), seed: 7 });
  const told = heard.slice(0, -1).map(({ executed, reward, sloViolated }) => [executed, reward, sloViolated]);
  deepStrictEqual(
    told,
    steps.slice(1).map(({ reward, sloViolated }, i) => [steps[i]!.executed, reward, sloViolated]),
  );
  ok(new Set(told.map(([, reward]) => reward)).size > 1);
});

Deno.test("a run ends where the environment measures NaN, in a value or in the reward", () => {
  const inner = createEnvironment({ steps: 100 });
  const spoilt = (spoil: (result: StepResult) => StepResult) => ({
    ...inner,
    faults: [],
    step: (action: Action) => {
      const result = inner.step(action);
      return result.observation.step === 30 ? spoil(result) : result;
    },
  });
  const run = (environment: Environment) => runEpisode({ agent: createAgent("noop"), environment, seed: 1 });
  throws(
    () => run(spoilt((result) => ({ ...result, reward: NaN }))),
    /^UsageError: The reward of step 30 is NaN$/,
  );
  const inValue = (result: StepResult) => {
    result.observation.values[7] = NaN;
    return result;
  };
  throws(() => run(spoilt(inValue)), /^UsageError: Value 7 that was measured in step 30 is NaN$/);
});

Deno.test("the diagnosis that counts is the one at the first action, whatever its agent makes of it later", () => {
  const environment = createEnvironment({ fault: "slow_query", steps: 120 });
  const diagnosis = { suspect: "api", confidence: 0.4, ranking: [], rationale: "a guess" };
  const inner = createAgent("noop");
  const agent: Agent = {
    ...inner,
    act: (observation) => {
      if (observation.step === 119) Object.assign(diagnosis, { suspect: "db", confidence: 1 });
      const action: Action = observation.step === 100 ? { kind: "clear_cache" } : { kind: "noop" };
      return { decision: { action, propensity: 1, reason: "" }, diagnosis };
    },
  };
  const seed = 1;
  const { record } = runEpisode({ agent, environment, seed });
  ok(record.fault_t_start! < 100);
  deepStrictEqual([record.diagnosis_right, record.diagnosis_confidence], [false, 0.4]);
});

Deno.test("an agent that writes to the SLO it is handed is stopped, and the environment goes on judging by its own", () => {
  const environment = createEnvironment({ steps: 100 });
  const noop = createAgent("noop");
  const cheat = {
    ...noop,
    begin: (context: Parameters<typeof noop.begin>[0]) => {
      (context.slo as { latencyP95Ms: number }).latencyP95Ms = Infinity;
    },
  };
  throws(() => runEpisode({ agent: cheat, environment, seed: 1 }), TypeError);
  strictEqual(environment.slo.latencyP95Ms, 220);
});

Deno.test("values that are missing end no run, the record keeps what the agent saw, and the SLO is judged on the truth", () => {
  const scrapes = { lostShare: 0.2 };
  const seen: number[][] = [];
  const noop = createAgent("noop");
  const agent = {
    ...noop,
    act: (observation: Observation) => (seen.push([...observation.values]), noop.act(observation)),
  };
  const spoilt = runEpisode({ agent, environment: createEnvironment({ scrapes }), seed: 3 });
  const whole = runEpisode({ agent: noop, environment: createEnvironment(), seed: 3 });
  deepStrictEqual(spoilt.steps.map(({ values }) => [...values]), seen);
  ok(seen.flat().some(Number.isNaN));
  deepStrictEqual(spoilt.record, whole.record);
  ok(whole.record.slo_steps > 0);
});

Deno.test("an agent is told the topology as it is written down, and nothing of a benign event, which is in the record", () => {
  const environment = createEnvironment({
    topology: "boutique",
    unknownCallers: 2,
    benign: "load-test",
    faultCount: 0,
  });
  let told: AgentContext | undefined;
  const noop = createAgent("noop");
  const agent = { ...noop, begin: (context: AgentContext) => void (told = context) };
  const { record, topology } = runEpisode({ agent, environment, seed: 3 });
  strictEqual(told!.topology, environment.knownTopology);
  ok(told!.topology.calls.length < topology.calls.length);
  ok(!/load-test|benign/.test(JSON.stringify(told)));
  strictEqual(topology, environment.topology);
  strictEqual(record.benign, "load-test");
});

Deno.test("an agent whose every action is refused asks again instead of waiting for effects, and for something else", () => {
  const { steps } = runEpisode({
    agent: createAgent("full"),
    environment: createEnvironment({ topology: "boutique" }),
    seed: 5,
    guardrails: { mostActions: 0 },
  });
  const asked = steps.filter(({ proposed }) => proposed.kind !== "noop");
  ok(asked.length > 5 && asked.every(({ executed }) => executed.kind === "noop"));
  // From one proposal to the next in the same breach.
  const waits = asked.slice(1).flatMap(({ step }, i) => {
    const since = asked[i]!.step;
    return steps.slice(since, step).every(({ sloViolated }) => sloViolated) ? [step - since] : [];
  });
  ok(waits.length > 4 && Math.max(...waits) <= 4, waits.join(" "));
  ok(new Set(asked.map(({ proposed }) => JSON.stringify(proposed))).size > 1);
});
