import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { everyAction } from "../decide/mod.ts";
import { type Action, type Topology, UsageError } from "../model/mod.ts";
import { createStream } from "../random/mod.ts";
import { createTopology } from "../simulator/mod.ts";
import { createExecutor } from "./executor.ts";

const station = (name: string, kind: "service" | "cache" | "database", replicas: number) => ({
  name,
  kind,
  replicas,
  ratePerReplica: 50,
  queuePlaces: 100,
  contention: 0,
  coherency: 0,
  baseErrorRate: 0,
});

const TOPOLOGY: Topology = {
  name: "test",
  front: "web",
  services: [
    { ...station("web", "service", 3), balancer: "round-robin" },
    station("cache", "cache", 2),
    station("db", "database", 3),
  ],
  calls: [],
  entryRate: 100,
  userTimeoutSeconds: 2,
};

/** What is no action of the topology. */
const IMPOSSIBLE: readonly Action[] = [
  { kind: "limit_traffic", factor: 1.5 },
  { kind: "limit_traffic", factor: NaN },
  { kind: "restart", service: "nobody" },
  { kind: "scale", service: "nobody", delta: 1 },
  { kind: "scale", service: "web", delta: 5 as 1 },
  { kind: "open_breaker", caller: "web", callee: "nobody" },
  { kind: "open_breaker", caller: "web", callee: "db" },
];

/** A policy that proposes what is forbidden: immediate further restarts, endless scaling, limits below the minimum, unknown services. */
function adversary(): () => Action {
  const stream = createStream(1, "adversary");
  const all = [...everyAction(TOPOLOGY), { kind: "limit_traffic", factor: 0.01 } as const, ...IMPOSSIBLE];
  let favourite = all[0]!;
  return () => {
    if (stream.next() < 0.02) favourite = stream.pick(all);
    return stream.next() < 0.7 ? favourite : stream.pick(all);
  };
}

const RESTARTS: readonly string[] = ["restart", "rollback", "failover"];

Deno.test("in 100,000 steps of an adversarial policy no cooldown, limit, minimum or rate is ever violated", () => {
  const executor = createExecutor({ topology: TOPOLOGY });
  const propose = adversary();
  const stream = createStream(2, "breach");
  const history: { step: number; action: Action }[] = [];
  const replicas: Record<string, number> = { web: 3, cache: 2, db: 3 };
  let passed = 0;
  for (let step = 0; step < 100_000; step++) {
    const proposal = propose();
    const now = { step, inBreach: stream.next() < 0.5 };
    if (IMPOSSIBLE.includes(proposal)) {
      throws(() => executor.execute(proposal, now), UsageError);
      continue;
    }
    const { executed } = executor.execute(proposal, now);
    if (executed.kind === "noop") continue;
    passed++;
    const recent = history.filter((entry) => step - entry.step < 20);
    history.splice(0, Math.max(0, history.length - 100));
    if (executed.kind !== "restore") {
      ok(recent.filter(({ action }) => action.kind !== "restore").length < 12, `rate at step ${step}`);
    }
    if (executed.kind === "limit_traffic") {
      ok(executed.factor >= 0.3 && executed.factor <= 1, `floor at ${step}`);
    }
    if (executed.kind === "clear_cache") ok(!recent.some(({ action }) => action.kind === "clear_cache"));
    if (executed.kind === "scale") {
      replicas[executed.service]! += executed.delta;
      const count = replicas[executed.service]!;
      ok(count >= 1 && count <= 10, `${executed.service} has ${count} replicas at step ${step}`);
    }
    if (executed.kind === "drain") {
      ok(replicas[executed.service]! > 1, `the only replica of ${executed.service} at step ${step}`);
      ok(
        !recent.some(({ action: { kind, ...rest } }) =>
          kind === "drain" && "service" in rest && rest.service === executed.service
        ),
      );
    }
    if ("service" in executed && RESTARTS.includes(executed.kind)) {
      for (const { step: at, action } of recent) {
        if (!("service" in action) || !RESTARTS.includes(action.kind)) continue;
        ok(action.service !== executed.service, `cooldown of ${executed.service} at step ${step}`);
        ok(step - at >= 3, `two services down at once at step ${step}`);
      }
    }
    history.push({ step, action: executed });
  }
  ok(passed > 10_000, `only ${passed} actions passed: the test has tried too little`);
});

Deno.test("a frozen executor refuses everything but noop, and says why", () => {
  const executor = createExecutor({ topology: TOPOLOGY });
  executor.freeze(true);
  const outcome = executor.execute({ kind: "restart", service: "web" }, { step: 1, inBreach: true });
  strictEqual(outcome.executed.kind, "noop");
  strictEqual(outcome.refused, "restart(web) refused: changes are frozen");
});

Deno.test("a replica that did not end the breach is removed again", () => {
  const executor = createExecutor({ topology: TOPOLOGY });
  executor.execute({ kind: "scale", service: "web", delta: 1 }, { step: 0, inBreach: true });
  const outcomes = Array.from(
    { length: 40 },
    (_, i) => executor.execute({ kind: "noop" }, { step: i + 1, inBreach: true }),
  );
  deepStrictEqual(outcomes.map(({ executed }) => executed).filter(({ kind }) => kind !== "noop"), [
    { kind: "scale", service: "web", delta: -1 },
  ]);
});

Deno.test("the audit log holds each proposal with its outcome", () => {
  const executor = createExecutor({ topology: TOPOLOGY });
  executor.execute({ kind: "restart", service: "db" }, { step: 4, inBreach: true });
  executor.execute({ kind: "restart", service: "db" }, { step: 9, inBreach: true });
  deepStrictEqual(executor.log.map(({ step, executed }) => [step, executed.kind]), [[4, "restart"], [
    9,
    "noop",
  ]]);
});

Deno.test("a replica that ended a breach stays through the next one, and is removed 30 steps into it at the earliest", () => {
  const executor = createExecutor({ topology: TOPOLOGY });
  executor.execute({ kind: "scale", service: "web", delta: 1 }, { step: 0, inBreach: true });
  const removed = Array.from({ length: 100 }, (_, i) => i + 1).find((step) =>
    executor.execute({ kind: "noop" }, { step, inBreach: step !== 25 }).executed.kind === "scale"
  );
  strictEqual(removed, 55);
});

Deno.test("no replica is taken away within 12 steps of a restart of its service, and one may be of another", () => {
  const executor = createExecutor({ topology: TOPOLOGY });
  executor.execute({ kind: "restart", service: "web" }, { step: 10, inBreach: true });
  const less = (service: string, step: number) =>
    executor.execute({ kind: "scale", service, delta: -1 }, { step, inBreach: true }).refused;
  strictEqual(less("web", 21), "scale(web, -1) refused: web is still restarting and needs every replica");
  strictEqual(less("db", 21), undefined);
  strictEqual(less("web", 22), undefined);
});

Deno.test("a service is scaled to 1 to 10 replicas and no further", () => {
  for (const [delta, passes] of [[1, 7], [-1, 2]] as const) {
    const executor = createExecutor({ topology: TOPOLOGY, guardrails: { mostActions: 100 } });
    const refused = Array.from(
      { length: 12 },
      (_, step) =>
        executor.execute({ kind: "scale", service: "web", delta }, { step, inBreach: true }).refused,
    );
    strictEqual(refused.findIndex((text) => text !== undefined), passes);
    strictEqual(refused[passes]!.endsWith("refused: web must keep 1 to 10 replicas"), true);
  }
});

Deno.test("a service may be restarted again after 20 steps, and another one after 12, not a step sooner", () => {
  const executor = createExecutor({ topology: TOPOLOGY });
  const refused = (service: string, step: number) =>
    executor.execute({ kind: "restart", service }, { step, inBreach: true }).refused;
  strictEqual(refused("web", 10), undefined);
  strictEqual(refused("db", 21), "restart(db) refused: web is still restarting");
  strictEqual(refused("db", 22), undefined);
  strictEqual(refused("db", 23), "restart(db) refused: db was restarted 1 step ago, the cooldown is 20");
  strictEqual(refused("web", 29), "restart(web) refused: web was restarted 19 steps ago, the cooldown is 20");
  strictEqual(refused("web", 34), undefined);
});

Deno.test("the action carried out is the one that was approved, whatever becomes of the proposal", () => {
  const executor = createExecutor({ topology: TOPOLOGY });
  const proposal = { kind: "limit_traffic", factor: 0.4 } as const;
  const { executed } = executor.execute(proposal, { step: 1, inBreach: true });
  (proposal as { factor: number }).factor = 0.01;
  deepStrictEqual(executed, { kind: "limit_traffic", factor: 0.4 });
  ok(Object.isFrozen(executed));
});

const WRONG_GUARDRAILS: readonly (readonly [guardrails: unknown, message: string])[] = [
  [
    { restartCooldown: 20 },
    'restartCooldown is not known: did you mean "restartCooldownSteps"? Known: restartCooldownSteps, ',
  ],
  [{ restartCooldownSteps: NaN }, "restartCooldownSteps must be a number, found NaN"],
  [{ clearCooldownSteps: -1 }, "clearCooldownSteps must be 0 or more, found -1"],
  [{ mostActions: "12" }, 'mostActions must be a number, found "12"'],
  [{ mostActions: Infinity }, "mostActions must be a number, found Infinity"],
  [{ leastTraffic: 2 }, "leastTraffic must be at most 1, found 2"],
  [{ mostReplicas: 11 }, "mostReplicas must be at most 10, found 11"],
  [{ leastReplicas: 4, mostReplicas: 3 }, "leastReplicas is 4, which is more than mostReplicas, 3"],
  [{ rateWindowSteps: 1.5 }, "rateWindowSteps must be a whole number, found 1.5"],
  [{ undoAfterSteps: 0 }, "undoAfterSteps must be"],
  [null, "the options must be an object, found null"],
  [5, "the options must be an object, found 5"],
];

for (const [guardrails, message] of WRONG_GUARDRAILS) {
  Deno.test(`createExecutor() says of its guardrails: ${message}`, () => {
    throws(
      () => createExecutor({ topology: TOPOLOGY, guardrails: guardrails as never }),
      (error: Error) => error instanceof UsageError && error.message.startsWith(`guardrails: ${message}`),
    );
  });
}

Deno.test("a replica is never taken back where undoAfterSteps is Infinity", () => {
  const executor = createExecutor({ topology: TOPOLOGY, guardrails: { undoAfterSteps: Infinity } });
  executor.execute({ kind: "scale", service: "web", delta: 1 }, { step: 0, inBreach: true });
  for (let step = 1; step < 1000; step++) {
    strictEqual(executor.execute({ kind: "noop" }, { step, inBreach: true }).executed.kind, "noop");
  }
});

Deno.test("what an executor says that it allows in a step is what it then lets through, and asking changes nothing", () => {
  const stream = createStream(5, "proposals");
  const actions = [...everyAction(TOPOLOGY), { kind: "noop" } as const];
  const [asked, silent] = [1, 2].map(() => createExecutor({ topology: TOPOLOGY }));
  const seen = { allowed: 0, refused: 0 };
  for (let step = 0; step < 3000; step++) {
    if (step === 2000 || step === 2050) { for (const one of [asked!, silent!]) one.freeze(step === 2000); }
    const allows = asked!.allowsIn(step);
    for (const action of actions) allows(action);
    const proposal = stream.pick(actions);
    const now = { step, inBreach: stream.next() < 0.7 };
    const { refused, executed } = asked!.execute(proposal, now);
    strictEqual(allows(proposal), refused === undefined, `step ${step}: ${refused}`);
    seen[refused === undefined ? "allowed" : "refused"]++;
    deepStrictEqual(executed, silent!.execute(proposal, now).executed);
    if (step % 50 === 0) { for (const one of [asked!, silent!]) one.notCarriedOut(executed); }
  }
  deepStrictEqual(asked!.saveState(), silent!.saveState());
  ok(seen.allowed > 300 && seen.refused > 300, JSON.stringify(seen));
});

Deno.test("an executor says of an action what holds in the topology that its asker is told", () => {
  const executor = createExecutor({ topology: createTopology("three-tier") });
  const open: Action = { kind: "open_breaker", caller: "api", callee: "db" };
  strictEqual(executor.allowsIn(1)(open), true);
  throws(() => executor.allowsIn(1, { ...createTopology("three-tier"), calls: [] })(open), UsageError);
});
