import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { createExecutor } from "../act/mod.ts";
import { METRIC_COUNT } from "../model/mod.ts";
import { createStream } from "../random/mod.ts";
import { createEnvironment } from "../simulator/mod.ts";
import { createTrainingEnvironment } from "./training_environment.ts";
import type { TrainingOptions } from "./training_options.ts";

Deno.test("the mask is 0 for exactly those actions that the executor refuses, over 40 episodes of random actions", () => {
  const { next } = createStream("mask");
  let [refused, taken] = [0, 0];
  for (
    const guardrails of [{}, { mostActions: 0 }, { mostActions: 2, rateWindowSteps: 7 }, { mostReplicas: 4 }]
  ) {
    const environment = createTrainingEnvironment({ topology: "replicated", steps: 200, guardrails });
    const { length } = environment.actions;
    for (let seed = 1; seed <= 10; seed++) {
      environment.reset({ seed });
      for (let truncated = false; !truncated;) {
        const mask = environment.actionMask();
        const action = Math.floor(next() * length);
        const result = environment.step(action);
        strictEqual(mask[action] === 0, result.info.refused !== undefined, String(result.info.refused));
        if (mask[action] === 0) refused++;
        else taken++;
        ({ truncated } = result);
      }
    }
  }
  ok(refused > 500 && taken > 500, `${refused} refused, ${taken} taken`);
});

Deno.test("a step is that of the system with the executor between, reward by reward", () => {
  const options: TrainingOptions = { fault: "slow_query", reward: { breach: -7, extraReplica: -1 } };
  const environment = createTrainingEnvironment({ ...options, skipWarmup: false });
  const system = createEnvironment(options);
  const executor = createExecutor({ topology: system.topology });
  environment.reset({ seed: 3 });
  let breach = system.reset({ seed: 3 }).info.sloViolated;
  const { next } = createStream("steps");
  for (let step = 0; step < 240; step++) {
    const action = next() < 0.8 ? 0 : Math.floor(next() * environment.actions.length);
    const { executed } = executor.execute(environment.actions[action]!, { step, inBreach: breach });
    const expected = system.step(executed);
    const { reward, truncated, info } = environment.step(action);
    deepStrictEqual([reward, truncated, info.sloViolated], [
      expected.reward,
      expected.truncated,
      expected.info.sloViolated,
    ]);
    breach = expected.info.sloViolated;
  }
});

/** The vectors of an episode in which nothing is done but an action now and then. */
function courseOf(options: TrainingOptions, seed: number): Float32Array[] {
  const environment = createTrainingEnvironment(options);
  const vectors = [environment.reset({ seed }).observation];
  for (let step = 0; step < 60; step++) vectors.push(environment.step(step % 20 === 5 ? 12 : 0).observation);
  return vectors;
}

Deno.test("until a fault is felt, no number of an observation and no bit of a mask says that there is one, or which", () => {
  const quiet = { warmupSteps: 10, steps: 240, startSteps: [200, 210] } as const;
  const without = courseOf({ ...quiet, faultFreeShare: 1 }, 5);
  for (const fault of ["slow_query", "memory_leak", "bad_deploy:api:1", "disk_full:db"]) {
    deepStrictEqual(courseOf({ ...quiet, fault }, 5), without);
  }
});

Deno.test("what a step tells holds no ground truth: no fault, no place, no severity", () => {
  const environment = createTrainingEnvironment({ fault: "disk_full:db:1" });
  const told = [environment.reset({ seed: 1 }).info, environment.describe()];
  for (let step = 0; step < 100; step++) {
    const { observation: _, ...rest } = environment.step(step === 20 ? 8 : 0);
    told.push(rest as never);
  }
  const text = JSON.stringify(told);
  ok(!/disk|fault|severity|active/i.test(text));
  deepStrictEqual(Object.keys(told[0]!), ["seed", "step", "executed", "sloViolated"]);
  const members = [
    "observationSpace",
    "actionSpace",
    "actions",
    "reset",
    "step",
    "actionMask",
    "describe",
    "render",
  ];
  deepStrictEqual(Object.keys(environment), members);
});

Deno.test("an observation holds the metrics that monitoring shows, scaled, and -1 for those that are missing", () => {
  const options = { skipWarmup: false, scrapes: { lostMetrics: ["memoryUtilisation"] } } as const;
  const [environment, system] = [
    createTrainingEnvironment(options),
    createEnvironment({ scrapes: options.scrapes }),
  ];
  const { observation } = environment.reset({ seed: 4 });
  const { values } = system.reset({ seed: 4 }).observation;
  const { slo, topology } = system;
  topology.services.forEach((_, i) => {
    const [p95, errors, cpu, memory, rate] = values.subarray(i * METRIC_COUNT, (i + 1) * METRIC_COUNT);
    ok(Number.isNaN(memory));
    const expected = [Math.log1p(p95! / slo.latencyP95Ms), errors!, cpu!, -1, rate! / topology.entryRate];
    deepStrictEqual(observation.slice(i * METRIC_COUNT, (i + 1) * METRIC_COUNT), Float32Array.from(expected));
  });
});

Deno.test("what was tried fades from an observation within 24 steps, and a breach is counted while it lasts", () => {
  const environment = createTrainingEnvironment({
    fault: "cpu_saturation:db:1",
    warmupSteps: 10,
    steps: 120,
  });
  const { observation: parts, actions } = environment.describe();
  const at = (name: string) => parts.findIndex((part) => part.name === name);
  const restart = actions.indexOf("restart(db)");
  environment.reset({ seed: 1 });
  const { observation: first } = environment.step(restart);
  const tried: number[] = [first[at("tried restart(db)")]!];
  let counted = first[at("over the limit")]!;
  for (let step = 0; step < 100; step++) {
    const { observation } = environment.step(0);
    tried.push(observation[at("tried restart(db)")]!);
    const over = observation[at("over the limit")]!;
    counted = over === 1 ? counted + 1 : 0;
    strictEqual(observation[at("over for")], Math.fround(Math.min(1, counted / 24)));
  }
  deepStrictEqual(tried.slice(0, 3), [1, 2, 3].map((since) => Math.fround(1 - since / 24)));
  strictEqual(tried.findIndex((value) => value === 0), 23);
});

Deno.test("an episode is described: every number with its bounds, every action, the weights and its steps", () => {
  const environment = createTrainingEnvironment({ topology: "boutique" });
  const { observation, actions, steps, reward } = environment.describe();
  strictEqual(observation.length, environment.observationSpace.shape[0]);
  strictEqual(actions.length, environment.actionSpace.n);
  strictEqual(actions[0], "noop");
  strictEqual(steps, 180);
  strictEqual(reward.breach, -2);
  const { rewardTerms } = environment.describe();
  const weightOf = (term: string) => rewardTerms.find(({ name }) => name === term)?.weight;
  for (const term of ["healthy", "breach", "shed", "extraReplica", "lostWriteSecond"] as const) {
    strictEqual(weightOf(term), reward[term]);
  }
  for (const { kind } of environment.actions) strictEqual(weightOf(`action.${kind}`), reward.action[kind]);
  strictEqual(createTrainingEnvironment({ reward: { shed: -3 } }).describe().rewardTerms[2]?.weight, -3);
  observation.forEach(({ index, low, high }, i) => {
    strictEqual(index, i);
    strictEqual(low, environment.observationSpace.low[i]);
    strictEqual(high, environment.observationSpace.high[i]);
  });
});

Deno.test("a step is rendered as text with a line per service, and the episode so far as a picture", () => {
  const environment = createTrainingEnvironment({ fault: "slow_query" });
  environment.reset({ seed: 7 });
  environment.step(environment.describe().actions.indexOf("limit_traffic(0.7)"));
  const lines = environment.render("text").split("\n");
  match(
    lines[0]!,
    /^step 61 \(305 s\) {2}SLO met: p95 up to 220 ms, errors up to 6\.0 % {2}after limit_traffic\(0\.7\)$/,
  );
  deepStrictEqual(lines.slice(1).map((line) => line.split(" ")[0]), ["api", "cache", "db"]);
  match(
    lines[3]!,
    /^db +p95 +\d+ ms {2}errors +\d+\.\d % {2}CPU +\d+\.\d % {2}memory +\d+\.\d % +\d+\.\d\/s$/,
  );
  match(environment.render("picture").outerHTML, /^<svg.*limit_traffic/s);
});
