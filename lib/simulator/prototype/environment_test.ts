import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { type Action, METRIC_COUNT } from "../../model/mod.ts";
import { createEnvironment } from "../environment.ts";
import type { EnvironmentOptions } from "../environment_options.ts";

const create = (options: EnvironmentOptions = {}) => createEnvironment({ mode: "prototype", ...options });
const NOOP: Action = { kind: "noop" };

function near(found: ArrayLike<number>, expected: readonly number[]): void {
  expected.forEach((value, i) => ok(Math.abs(found[i]! - value) < 1e-9, `${i}: ${found[i]}, not ${value}`));
}

Deno.test("the prototype's metrics at 150 requests/s are those worked out by hand from its curves", () => {
  const environment = create({ noise: false });
  const { observation: { values } } = environment.reset({ seed: 1 });
  deepStrictEqual(environment.topology.services.map(({ name }) => name), ["api", "cache", "db"]);
  const load = 150 / 260;
  // Behind the api a replica has load 0.75, so 40 ms and 1 % of errors: 5 ms above 35 each, and 0.6 of the errors.
  near(values, [
    ...[22 + 80 * (load - 0.35) + 2 * 0.45 * 5, 0.003 + 2 * 0.6 * 0.01],
    ...[0.18 + 0.95 * load + 0.025, 0.22 + 0.55 * load + 0.025, 150],
    ...[40, 0.01, 0.15 + 0.9 * 0.75 + 0.025, 0.18 + 0.6 * 0.75 + 0.025, 150],
    ...[40, 0.01, 0.15 + 0.9 * 0.75 + 0.025, 0.18 + 0.6 * 0.75 + 0.025, 150],
  ]);
});

Deno.test("a fault multiplies the metrics of its service alone, by its severity, and the api feels what is behind it", () => {
  const calm = create({ noise: false, faultCount: 0 });
  const faulty = create({ noise: false, fault: "latency_injection:db:1" });
  calm.reset({ seed: 2 });
  faulty.reset({ seed: 2 });
  const { startStep, durationSteps } = faulty.faults[0]!;
  for (let step = 1; step < 200; step++) {
    const before: Float64Array = calm.step(NOOP).observation.values;
    const { observation: { values }, info } = faulty.step(NOOP);
    const active = step >= startStep && step < startStep + durationSteps;
    strictEqual(info.activeFaults.length, active ? 1 : 0);
    const db = 2 * METRIC_COUNT;
    strictEqual(values[db]! / before[db]! > 4.49, active);
    near(values.slice(METRIC_COUNT, db), [...before.slice(METRIC_COUNT, db)]);
    if (!active) continue;
    const after = (ms: number) => 0.45 * Math.max(0, ms - 35);
    near([values[0]! - before[0]!], [after(values[db]!) - after(before[db]!)]);
  }
});

Deno.test("scaling and limits work in the next step and last; a limit lets in 40 % at least", () => {
  const environment = create({ noise: false, faultCount: 0 });
  environment.reset({ seed: 1 });
  const rate = (step: number) => 150 + 30 * Math.sin(step / 24);
  const scaled = environment.step({ kind: "scale", service: "db", delta: 1 });
  deepStrictEqual(environment.replicas(), [1, 1, 2]);
  near([scaled.observation.values[2 * METRIC_COUNT]!], [18 + 55 * (rate(1) / 400 - 0.35)]);
  strictEqual(scaled.info.extraReplicas, 1);
  environment.step({ kind: "limit_traffic", factor: 0.1 });
  for (let step = 3; step < 60; step++) {
    const { observation, info } = environment.step(NOOP);
    near([observation.values[4]!, info.shedShare], [0.4 * rate(step), 0.6]);
  }
  strictEqual(environment.step({ kind: "restore" }).info.shedShare, 0);
});

Deno.test("a restart takes 60 % off what is left of an error burst or a poisoned cache, and nothing off others", () => {
  const lasts = (fault: string, action: Action) => {
    const environment = create({ fault });
    environment.reset({ seed: 4 });
    const { startStep, durationSteps } = environment.faults[0]!;
    let count = 0;
    for (let step = 1; step <= environment.steps; step++) {
      const { info } = environment.step(step === startStep + 1 ? action : NOOP);
      count += info.activeFaults.length;
    }
    return { count, durationSteps };
  };
  const restart = (service: string): Action => ({ kind: "restart", service });
  for (const fault of ["error_burst:api", "cache_poison:db"]) {
    const { count, durationSteps } = lasts(fault, restart(fault.split(":")[1]!));
    strictEqual(count, durationSteps - Math.floor(0.6 * durationSteps), fault);
    strictEqual(lasts(fault, restart("cache")).count, durationSteps);
  }
  const leak = lasts("memory_leak:api", restart("api"));
  strictEqual(leak.count, leak.durationSteps);
  strictEqual(lasts("cache_poison:cache", { kind: "clear_cache" }).count, 8);
  const burst = lasts("error_burst:api", { kind: "rollback", service: "api" });
  strictEqual(burst.count, burst.durationSteps);
});

Deno.test("without an agent 12 % of the episodes breach the SLO, and cost what they cost the original", () => {
  // 6,000 episodes of the original: 11.9 % with a breach, 2.36 steps and a reward of 235.24 each; 30.8 steps for an error burst at the api.
  const environment = create();
  const count = 2000;
  let [incidents, sloSteps, reward, bursts, burstSteps] = [0, 0, 0, 0, 0];
  for (let seed = 1; seed <= count; seed++) {
    environment.reset({ seed });
    let steps = 0;
    for (let step = 1; step <= environment.steps; step++) {
      const result = environment.step(NOOP);
      if (result.info.sloViolated) steps++;
      reward += result.reward / count;
    }
    if (steps > 0) incidents++;
    sloSteps += steps / count;
    const { type, service } = environment.faults[0]!;
    if (type !== "error_burst" || service !== "api") continue;
    bursts++;
    burstSteps += steps;
  }
  ok(Math.abs(incidents / count - 0.119) < 0.022, `${incidents} incidents`);
  ok(Math.abs(sloSteps - 2.36) < 0.6, `${sloSteps} steps`);
  ok(Math.abs(reward - 235.24) < 1.2, `reward ${reward}`);
  ok(Math.abs(burstSteps / bursts - 30.75) < 4, `${burstSteps / bursts} steps a burst`);
});

Deno.test("the prototype's faults begin from step 40 to 120, also within the warm-up, and last for 20 to 60 steps", () => {
  const environment = create();
  const starts: number[] = [];
  for (let seed = 0; seed < 500; seed++) {
    environment.reset({ seed });
    const { startStep, durationSteps, severity } = environment.faults[0]!;
    starts.push(startStep);
    ok(startStep >= 40 && startStep <= 120 && durationSteps >= 20 && durationSteps <= 60);
    ok(severity >= 0.4 && severity <= 1);
  }
  ok(Math.min(...starts) < 45 && Math.max(...starts) > 115);
});

Deno.test("the prototype's reward is 1 or -1, and 0.02 less in the first breach; weights can be set", () => {
  const environment = create({ fault: "error_burst:api:1", noise: false });
  environment.reset({ seed: 1 });
  const rewards = new Set<number>();
  for (let step = 1; step <= environment.steps; step++) rewards.add(environment.step(NOOP).reward);
  deepStrictEqual([...rewards].sort(), [-1.02, 1]);
  const weighed = create({ reward: { breach: -5, action: { restart: -2 } } });
  weighed.reset({ seed: 1 });
  strictEqual(weighed.step({ kind: "restart", service: "db" }).reward, -1);
});

Deno.test("an episode of the prototype goes on from a snapshot digit by digit, and refuses one of another model", () => {
  const environment = create({ fault: "cache_poison" });
  const play = (count: number) =>
    Array.from({ length: count }, () => {
      const { observation, reward } = environment.step({ kind: "clear_cache" });
      return [...observation.values, reward];
    });
  environment.reset({ seed: 3 });
  play(50);
  const snapshot = JSON.parse(JSON.stringify(environment.snapshot()));
  const first = play(60);
  environment.restore(snapshot);
  deepStrictEqual(play(60), first);
  const other = createEnvironment();
  other.reset({ seed: 3 });
  throws(() => environment.restore(other.snapshot()), /another episode/);
});

Deno.test("the prototype says which options, faults and objectives it does not have", () => {
  for (
    const [options, rule] of [
      [{ topology: "boutique" }, /has no topology, found "boutique"/],
      [{ decoys: 1 }, /has no decoys/],
      [{ faultCount: 2 }, /has no faultCount/],
      [{ signals: ["logs"] }, /has no signals/],
      [{ scrapes: {} }, /has no scrapes/],
      [{ fault: "slow_query:db" }, /Cannot find the fault of the prototype "slow_query"/],
      [{ fault: "error_burst:apo" }, /did you mean "api"/],
      [{ fault: "error_burst:api:2" }, /0 to 1/],
      [{ slo: { objective: 0.99 } }, /limits alone, found objective/],
      [{ slo: { errorRate: 0 } }, /errors/],
    ] as [EnvironmentOptions, RegExp][]
  ) throws(() => create(options), rule);
  throws(
    () => createEnvironment({ mode: "prototyp" as "prototype" }),
    /mode must be "queueing" or "prototype".*did you mean "prototype"|prototype/,
  );
});
