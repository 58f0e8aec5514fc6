import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import {
  type Action,
  FAULT_TYPES,
  LATENCY_P95_MS,
  METRIC_COUNT,
  NOOP,
  REQUEST_RATE,
  type TopologyInput,
  UsageError,
} from "../model/mod.ts";
import { createStream } from "../random/mod.ts";
import { createEnvironment, type Environment } from "./environment.ts";

function breaches(environment: Environment, seed: number): number {
  environment.reset({ seed });
  let count = 0;
  for (let step = 0; step < environment.steps; step++) {
    if (environment.step(NOOP).info.sloViolated) count++;
  }
  return count;
}

Deno.test("200 fault-free episodes breach the SLO in no step", () => {
  for (const topology of ["three-tier", "boutique", "replicated"]) {
    const environment = createEnvironment({ topology, faultFreeShare: 1 });
    let count = 0;
    for (let seed = 1; seed <= 200; seed++) count += breaches(environment, seed);
    strictEqual(count, 0, topology);
  }
});

for (const fault of FAULT_TYPES) {
  Deno.test(`${fault} breaches the SLO in at least 90 % of 100 sampled episodes`, () => {
    const topology = fault === "grey_replica" ? "replicated" : "three-tier";
    const environment = createEnvironment({ topology, fault });
    let episodes = 0;
    for (let seed = 1; seed <= 100; seed++) if (breaches(environment, seed) > 0) episodes++;
    ok(episodes >= 90, `${episodes} of 100`);
  });
}

/** All actions that a policy could think of, the useless ones too. */
function everyAction({ topology }: Environment): Action[] {
  return [
    NOOP,
    { kind: "clear_cache" },
    { kind: "restore" },
    ...[0.05, 0.4, 1].map((factor): Action => ({ kind: "limit_traffic", factor })),
    ...topology.calls.map(({ caller, callee }): Action => ({ kind: "open_breaker", caller, callee })),
    ...topology.services.flatMap(({ name }): Action[] => [
      { kind: "restart", service: name },
      { kind: "rollback", service: name },
      { kind: "failover", service: name },
      { kind: "scale", service: name, delta: 1 },
      { kind: "scale", service: name, delta: -1 },
      { kind: "drain", service: name },
    ]),
  ];
}

/** Names the first metric of the row that is out of its range. */
function outOfRange(values: Float64Array): string | undefined {
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    const share = i % METRIC_COUNT >= 1 && i % METRIC_COUNT <= 3;
    if (!(x >= 0 && x < (share ? 1 + 1e-12 : 1e6))) return `value ${i} is ${x}`;
  }
}

for (const [topology, count] of [["three-tier", 300_000], ["replicated", 100_000]] as const) {
  Deno.test(`no metric leaves its range in ${count} random steps of ${topology} with random actions`, () => {
    const environment = createEnvironment({ topology, faultCount: 3 });
    const actions = everyAction(environment);
    const stream = createStream(1, "test");
    let steps = 0;
    for (let seed = 1; steps < count; seed++) {
      environment.reset({ seed });
      for (let step = 0; step < 240; step++, steps++) {
        const { observation } = environment.step(stream.next() < 0.3 ? stream.pick(actions) : NOOP);
        const wrong = outOfRange(observation.values);
        strictEqual(wrong, undefined, `seed ${seed}, step ${step}: ${wrong}`);
      }
    }
  });
}

Deno.test("restore() goes back to the very moment of the snapshot", () => {
  const environment = createEnvironment({ faultCount: 2 });
  environment.reset({ seed: 3 });
  for (let step = 0; step < 110; step++) environment.step(NOOP);
  const snapshot = environment.snapshot();
  const play = (first: Action) => {
    const seen = [[...environment.step(first).observation.values]];
    for (let step = 0; step < 60; step++) seen.push([...environment.step(NOOP).observation.values]);
    return seen;
  };
  const before = play(NOOP);
  environment.restore(snapshot);
  play({ kind: "restart", service: "db" });
  environment.restore(snapshot);
  deepStrictEqual(play(NOOP), before);
});

Deno.test("an action shifts no random number: a useless one changes no later observation", () => {
  const environment = createEnvironment({ faultFreeShare: 1 });
  const play = (action: Action) => {
    environment.reset({ seed: 5 });
    return Array.from({ length: 100 }, (_, step) => [
      ...environment.step(step === 20 ? action : NOOP).observation.values,
    ]);
  };
  deepStrictEqual(play({ kind: "rollback", service: "db" }), play(NOOP));
});

Deno.test("createEnvironment() refuses what it can't make, and says what was meant", () => {
  throws(() => createEnvironment({ topology: "three-teir" }), /did you mean "three-tier"/);
  throws(() => createEnvironment({ fault: "slow_qurey" }), /did you mean "slow_query"/);
  throws(() => createEnvironment({ fault: "slow_query:api" }), UsageError);
  throws(() => createEnvironment({ fault: "slow_query:db:3" }), /severity/);
  throws(() => createEnvironment({ steps: 80 }), /at least 100 steps/);
  throws(() => createEnvironment({ noise: 9 }), /noise must lie in 0 to 5, found 9/);
  throws(() => createEnvironment({ severity: [0.9, 0.5] }), /severity .* found \[0.9, 0.5\]/);
  throws(() => createEnvironment({ slo: { latencyP95Ms: 20 } }), /p95 must lie above the nominal/);
  throws(() => createEnvironment({ slo: { errorRate: 0 } }), /share of errors/);
  throws(() => createEnvironment().reset({ seed: 1.5 }), /seed/);
});

Deno.test("the usual SLO is an error rate of 0.06 and a p95 of 220 ms, or 2.2 times the nominal one where that is longer", () => {
  deepStrictEqual(createEnvironment().slo, { latencyP95Ms: 220, errorRate: 0.06 });
  const boutique = createEnvironment({ topology: "boutique", faultCount: 0, noise: false });
  const { observation } = boutique.reset({ seed: 1 });
  strictEqual(boutique.slo.errorRate, 0.06);
  const times = boutique.slo.latencyP95Ms / observation.values[0]!;
  ok(times > 2 && times < 2.4, `${times} times the p95 of a step without a fault`);
});

Deno.test("an SLO breach by errors alone begins above an error rate of 0.06", () => {
  const environment = createEnvironment({ fault: "error_burst" });
  let errorsOnly = 0;
  for (let seed = 1; seed <= 40; seed++) {
    environment.reset({ seed });
    for (let step = 0; step < environment.steps; step++) {
      const { observation: { values }, info } = environment.step(NOOP);
      strictEqual(info.sloViolated, values[0]! > 220 || values[1]! > 0.06);
      if (values[0]! <= 220 && values[1]! > 0.06 && values[1]! < 0.2) errorsOnly++;
    }
  }
  ok(errorsOnly > 50, `${errorsOnly} steps`);
});

Deno.test("what strikes a call that is made several times per request strikes each time, and a breaker spares them all", () => {
  const topology = (callsPerRequest: number): TopologyInput => ({
    entryRate: 20,
    userTimeoutSeconds: 60,
    services: [
      { name: "web", ratePerReplica: 100 },
      { name: "pg", kind: "database", ratePerReplica: 200 },
    ],
    calls: [{ caller: "web", callee: "pg", callsPerRequest, timeoutSeconds: 10 }],
  });
  const p95 = (calls: number) => {
    const environment = createEnvironment({
      topology: topology(calls),
      fault: "latency_injection:pg:1",
      noise: false,
      slo: { latencyP95Ms: 220 },
    });
    environment.reset({ seed: 1 });
    strictEqual(environment.faults.length, 1);
    const start = environment.faults[0]!.startStep;
    for (let step = 0; step < start; step++) environment.step({ kind: "noop" });
    const struck = environment.step({ kind: "noop" }).observation.values[LATENCY_P95_MS]!;
    environment.step({ kind: "open_breaker", caller: "web", callee: "pg" });
    const rate = environment.step({ kind: "noop" }).observation.values[METRIC_COUNT + REQUEST_RATE]!;
    return { struck, rate };
  };
  // A severity of 1 delays each call by 1.5 times the usual limit of 220 ms.
  const [once, thrice] = [p95(1), p95(3)];
  ok(Math.abs(thrice.struck - once.struck - 2 * 330) < 40, `${thrice.struck} and ${once.struck} ms`);
  // An open breaker fails 0.19 of the calls, which counts half in its first step, and the next call is made by those that are left.
  ok(
    Math.abs(thrice.rate / once.rate - (1 + 0.905 + 0.905 ** 2)) < 0.01,
    `${thrice.rate} and ${once.rate} requests/s`,
  );
});

Deno.test("a pool that leaks is not felt until its last connections are gone; then requests wait for most of a second, and a part of them fail", () => {
  const environment = createEnvironment({ fault: "pool_exhaustion:api:1", noise: false });
  environment.reset({ seed: 3 });
  const { startStep } = environment.faults[0]!;
  const seen = Array.from({ length: startStep + 14 }, () => environment.step(NOOP).observation.values);
  const [before, half, gone] = [startStep - 2, startStep + 5, startStep + 13].map((step) => seen[step]!);
  ok(half![0]! < 1.05 * before![0]!, `${half![0]} after ${before![0]}`);
  ok(gone![0]! > 5 * before![0]! && gone![0]! < 1200, `${gone![0]} after ${before![0]}`);
  ok(gone![1]! > before![1]! + 0.01, "some wait past the timeout");
});

Deno.test("an episode is truncated at its last step and never terminates", () => {
  const environment = createEnvironment({ steps: 120 });
  environment.reset({ seed: 1 });
  const seen = Array.from({ length: 120 }, () => environment.step(NOOP));
  deepStrictEqual(seen.map(({ terminated }) => terminated), Array(120).fill(false));
  deepStrictEqual(seen.findIndex(({ truncated }) => truncated), 119);
});
