import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import {
  type Action,
  CPU_UTILISATION,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  NOOP,
  PLATFORM,
  TIMINGS,
} from "../model/mod.ts";
import { createEnvironment } from "./environment.ts";

/** What is seen of each of the steps from an action in a healthy system on, the action's own step first. */
function after<T>(action: Action, steps: number, see: (seen: Seen) => T): T[] {
  const environment = createEnvironment({ faultCount: 0, noise: false });
  environment.reset({ seed: 1 });
  return Array.from({ length: steps }, (_, i) => {
    const { observation, info } = environment.step(i === 0 ? action : NOOP);
    return see({ values: observation.values, shedShare: info.shedShare, replicas: environment.replicas() });
  });
}

interface Seen {
  readonly values: Float64Array;
  readonly shedShare: number;
  readonly replicas: readonly number[];
}

for (
  const [node, [service, kind]] of ([["api", "service"], ["cache", "cache"], ["db", "database"]] as const)
    .entries()
) {
  Deno.test(`a replica ordered for a ${kind} counts from step scaleDelaySteps.${kind} of the timings on`, () => {
    const counts = after({ kind: "scale", service, delta: 1 }, 26, ({ replicas }) => replicas[node]!);
    const delay = TIMINGS.realistic.scaleDelaySteps[kind];
    deepStrictEqual(counts.map((count) => count - counts[0]!), counts.map((_, i) => i + 1 >= delay ? 1 : 0));
  });
}

Deno.test("a traffic limit lasts PLATFORM.trafficLimit.durationSteps, and lets in no less than its least share", () => {
  const { durationSteps, minShare } = PLATFORM.trafficLimit;
  const shed = after(
    { kind: "limit_traffic", factor: 0.01 },
    durationSteps + 2,
    ({ shedShare }) => shedShare,
  );
  deepStrictEqual(shed, shed.map((_, i) => i < durationSteps ? 1 - minShare : 0));
});

Deno.test("a restarted database is down for restart.database.downSteps of the timings", () => {
  const at = 2 * METRIC_COUNT + CPU_UTILISATION;
  const busy = after({ kind: "restart", service: "db" }, 10, ({ values }) => values[at]! > 0);
  strictEqual(busy.indexOf(true), TIMINGS.realistic.restart.database.downSteps);
});

Deno.test("a leak ends in a kill, which the node logs in its step and which leaves PLATFORM.outOfMemoryKill.memory", () => {
  const environment = createEnvironment({ fault: "memory_leak:api:1", noise: false, signals: ["logs"] });
  environment.reset({ seed: 1 });
  const memory: number[] = [];
  const killed: number[] = [];
  for (let step = 0; step < environment.steps; step++) {
    const { observation: { values, logs } } = environment.step(NOOP);
    memory.push(values[MEMORY_UTILISATION]!);
    if (logs!.some(({ body }) => body.startsWith("Out of memory"))) killed.push(step);
  }
  ok(killed.length > 0);
  for (const step of killed) {
    strictEqual(memory[step], PLATFORM.outOfMemoryKill.memory);
    ok(memory[step - 1]! > 0.95);
  }
});

Deno.test("a replica takes 6 steps for a service, 24 for a database and 4 for a cache, the order's own step among them", () => {
  const first = (service: string, node: number) =>
    after({ kind: "scale", service, delta: 1 }, 26, ({ replicas }) => replicas[node]!)
      .findIndex((count, i, counts) => count > counts[0]! && i > 0) + 1;
  deepStrictEqual([first("api", 0), first("db", 2), first("cache", 1)], [6, 24, 4]);
});

for (const [delta, end] of [[1, 10], [-1, 1]] as const) {
  Deno.test(`a service has ${end} replicas ${delta > 0 ? "at most" : "at least"}, however many are ordered`, () => {
    const environment = createEnvironment({ faultCount: 0, noise: false });
    environment.reset({ seed: 1 });
    for (let i = 0; i < 30; i++) environment.step({ kind: "scale", service: "api", delta });
    strictEqual(environment.replicas()[0], end);
  });
}

Deno.test("a restart empties a leaking service's memory but does not mend the leak; a rollback mends it", () => {
  const memoryAfter = (kind: "restart" | "rollback") => {
    const environment = createEnvironment({ fault: "memory_leak:api:1", noise: false });
    environment.reset({ seed: 1 });
    const [fault] = environment.faults;
    for (let step = 1; step < fault!.startStep + 15; step++) environment.step(NOOP);
    environment.step({ kind, service: "api" });
    const memory = Array.from(
      { length: 23 },
      () => environment.step(NOOP).observation.values[MEMORY_UTILISATION]!,
    );
    // By then a rollback is over, which takes 18 steps.
    return { grown: memory[22]! - memory[17]!, active: environment.step(NOOP).info.activeFaults.length };
  };
  const restart = memoryAfter("restart");
  // 0.022 of the memory per step at severity 1.
  ok(Math.abs(restart.grown - 5 * 0.022) < 1e-9, `${restart.grown}`);
  strictEqual(restart.active, 1);
  deepStrictEqual(memoryAfter("rollback"), { grown: 0, active: 0 });
});

Deno.test("an action that isn't there, or without what it needs, is refused and changes nothing", () => {
  const environment = createEnvironment({ steps: 100 });
  environment.reset({ seed: 1 });
  const before = environment.snapshot();
  for (
    const [action, message] of [
      [{ kind: "restrt", service: "db" }, /Cannot find the action "restrt": did you mean "restart"\?/],
      [{ kind: "scale", service: "api", delta: 5 }, /takes 1 away: delta must be 1 or -1, found 5/],
      [{ kind: "scale", service: "api" }, /takes 1 away: delta must be 1 or -1, found nothing/],
      [{ kind: "scale", service: "api", delta: "1" }, /found "1"/],
      [undefined, /An action must be an object with a kind, found nothing/],
      [null, /An action must be an object with a kind, found null/],
    ] as const
  ) {
    throws(() => environment.step(action as never), { name: "UsageError", message });
  }
  deepStrictEqual(environment.snapshot(), before);
});

Deno.test("restore lifts a limit of the traffic and closes breakers at once, and lets in nothing beyond all traffic", () => {
  const environment = createEnvironment({ faultCount: 0, noise: false });
  environment.reset({ seed: 1 });
  const usual = environment.step(NOOP).observation.values;
  const limited = environment.step({ kind: "limit_traffic", factor: 0.5 });
  ok(Math.abs(limited.info.shedShare - 0.5) < 1e-12);
  environment.step({ kind: "open_breaker", caller: "api", callee: "cache" });
  const { info, observation } = environment.step({ kind: "restore" });
  strictEqual(info.shedShare, 0);
  const [before, now] = [usual, observation.values].map((values) => values[METRIC_COUNT - 1]!);
  ok(Math.abs(now! / before! - 1) < 0.05, `${now} requests/s after ${before}`);
});

/** The api of the topology replicated: p95 in ms and error rate in the steps from an action on, which is taken in that step of the fault. */
function apiAfter(action: Action, { fault = "grey_replica:api:1", age = 4, steps = 12 } = {}) {
  const environment = createEnvironment({ topology: "replicated", fault, noise: false });
  environment.reset({ seed: 1 });
  const { startStep } = environment.faults[0]!;
  for (let step = 1; step < startStep + age; step++) environment.step(NOOP);
  return Array.from({ length: steps }, (_, i) => {
    const { observation: { values }, info } = environment.step(i === 0 ? action : NOOP);
    return {
      p95: values[METRIC_COUNT]!,
      errorRate: values[METRIC_COUNT + 1]!,
      active: info.activeFaults.length,
      replicas: environment.replicas()[1]!,
    };
  });
}

Deno.test("a drain ends the effect of a slow replica at once, and the fault when the fresh one counts", () => {
  const { service } = TIMINGS.realistic.scaleDelaySteps;
  const without = apiAfter(NOOP);
  ok(without.every(({ p95, errorRate }) => p95 > 5000 && errorRate > 0.15));
  const drained = apiAfter({ kind: "drain", service: "api" });
  ok(drained.every(({ p95, errorRate }) => p95 < 400 && errorRate < 0.01), JSON.stringify(drained));
  ok(drained.slice(4).every(({ p95 }) => p95 < 180), JSON.stringify(drained));
  deepStrictEqual(drained.map(({ active }) => active), drained.map((_, i) => i + 1 < service ? 1 : 0));
  const restarted = apiAfter({ kind: "restart", service: "api" }, { steps: 14 });
  const { downSteps } = TIMINGS.realistic.restart.service;
  ok(
    restarted.slice(0, downSteps - 1).every(({ errorRate }) => errorRate > 0.2),
    "two are left, one of them slow",
  );
  strictEqual(restarted.at(-1)!.active, 0);
});

Deno.test("a drain of a healthy service costs a replica until a fresh one counts, and no more", () => {
  const of = (action: Action) => apiAfter(action, { fault: "slow_query:db:0", age: 20 });
  const [usual, drained] = [of(NOOP), of({ kind: "drain", service: "api" })];
  const { service } = TIMINGS.realistic.scaleDelaySteps;
  drained.forEach(({ p95, replicas }, i) => {
    const factor = p95 / usual[i]!.p95;
    if (i + 1 < service) ok(factor > 1.2, `step ${i}: ${factor}`);
    strictEqual(replicas, 3);
  });
  ok(drained.at(-1)!.p95 < 1.1 * usual.at(-1)!.p95);
});

Deno.test("a drain changes nothing where there is no balancer, or one replica only", () => {
  for (const topology of ["three-tier", "replicated"]) {
    const play = (action: Action) => {
      const environment = createEnvironment({ topology, faultCount: 0, noise: false });
      environment.reset({ seed: 1 });
      for (let i = 0; i < 2; i++) environment.step({ kind: "scale", service: "api", delta: -1 });
      for (let i = 0; i < 10; i++) environment.step(NOOP);
      environment.step(action);
      return [...environment.step(NOOP).observation.values];
    };
    deepStrictEqual(play({ kind: "drain", service: "api" }), play(NOOP), topology);
  }
});

Deno.test("traces show that the slow replica gets no requests while it is drained, and that the fresh one does", () => {
  const environment = createEnvironment({
    topology: "replicated",
    fault: "grey_replica:api:1",
    signals: ["traces"],
    tracesPerStep: 30,
  });
  environment.reset({ seed: 1 });
  const { startStep } = environment.faults[0]!;
  for (let step = 1; step < startStep + 4; step++) environment.step(NOOP);
  const replicas = Array.from({ length: 10 }, (_, i) => {
    const { spans = [] } = environment.step(i === 0 ? { kind: "drain", service: "api" } : NOOP).observation;
    return new Set(spans.flatMap(({ attributes }) => attributes?.["service.instance.id"] ?? [])).size;
  });
  const { service } = TIMINGS.realistic.scaleDelaySteps;
  deepStrictEqual(replicas, replicas.map((_, i) => i + 1 < service ? 2 : 3));
});
