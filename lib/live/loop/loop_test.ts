import { type AuditHead, openAuditLog } from "../audit/mod.ts";
import { type Action, type AgentContext, NOOP, TIMINGS } from "../../model/mod.ts";
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import {
  actuatorOf,
  agentOf,
  harness,
  ofType,
  routerTo,
  sourceOf,
  STOPPED_CLOCK,
} from "./testing/harness.ts";
import { inFolder } from "./testing/in_folder.ts";
import { manualClock, untilDone } from "./testing/manual_clock.ts";

const START = 1_700_000_000;
const restartDb = { kind: "restart", service: "db" } as const;
const moreApi = { kind: "scale", service: "api", delta: 1 } as const;

/** Slow from one minute after the start on, for so many seconds. */
const slowFor = (seconds: number) => (at: number) => at >= START + 60 && at < START + 60 + seconds ? 900 : 50;

/** Proposes an action in the first breach, once. */
function once<A>(action: A) {
  let done = false;
  return ({ values }: { values: Float64Array }) => {
    if (done || values[0]! < 300) return { kind: "noop" } as const;
    done = true;
    return action;
  };
}

/** What is told of a restart that would be ordered: what it does, by whom, for how long, how it ends. */
const RESTART_PLAN =
  "takes the replicas of db down and up again, about 30 s; it can't be taken back. By actions[0] fake: would restart";

Deno.test("the agent learns from the past, sees every step, and its action is carried out, verified and written down", () =>
  inFolder(async (folder) => {
    const actuator = actuatorOf();
    const agent = agentOf(once(restartDb));
    const { run, audit, loop } = harness({
      folder,
      agent,
      router: routerTo(actuator),
      latencyAt: slowFor(30),
    });
    await run(60);
    deepStrictEqual(actuator.orders.map(({ action }) => action), [restartDb]);
    deepStrictEqual(agent.seen.map(({ step }) => step), Array.from({ length: 70 }, (_, i) => i));
    deepStrictEqual(audit().map(({ record }) => record.type), [
      "started",
      "alarm",
      "proposal",
      "order",
      "receipt",
      "verified",
      "ended",
      "stopped",
    ]);
    const [verified] = ofType(audit(), "verified");
    ok(verified!.type === "verified" && verified!.healthy);
    strictEqual(loop.view().counters.incidents, 1);
  }));

for (const mode of ["observe", "suggest"] as const) {
  Deno.test(`in the mode ${mode} nothing is carried out, and no cooldown begins`, () =>
    inFolder(async (folder) => {
      const actuator = actuatorOf();
      const { run, audit, told, loop } = harness({
        folder,
        settings: { mode },
        router: routerTo(actuator),
        latencyAt: slowFor(600),
        propose: ({ values }) => values[0]! > 300 ? restartDb : { kind: "noop" },
      });
      await run(60);
      deepStrictEqual(actuator.orders, []);
      strictEqual(ofType(audit(), "proposal").length, 1, "the same proposal again is no news");
      strictEqual(loop.view().counters.proposals, 49);
      deepStrictEqual(told, mode === "suggest" ? [`to do: ${RESTART_PLAN}`] : []);
      deepStrictEqual(JSON.parse(Deno.readTextFileSync(`${folder}/state.json`)).executor.restarted, {});
    }));
}

Deno.test("a suggestion is told once in an incident, however often the agent comes back to it", () =>
  inFolder(async (folder) => {
    let count = 0;
    const { run, audit, told } = harness({
      folder,
      settings: { mode: "suggest" },
      latencyAt: slowFor(200),
      propose: ({ values }) =>
        values[0]! < 300
          ? { kind: "noop" }
          : ([restartDb, { kind: "noop" }, moreApi, { kind: "noop" }] as const)[count++ % 4]!,
    });
    await run(60);
    strictEqual(ofType(audit(), "proposal").length, 2);
    deepStrictEqual(told, [
      `to do: ${RESTART_PLAN}`,
      "to do: adds a replica of api, which serves after about 30 s; taken back if it does not help. By actions[0] fake: would scale",
    ]);
  }));

Deno.test("an action that has not helped is taken back, and after the last attempt people are called", () =>
  inFolder(async (folder) => {
    const actuator = actuatorOf();
    const { run, audit, loop } = harness({
      folder,
      router: routerTo(actuator),
      latencyAt: slowFor(10_000),
      settings: {
        verification: { settleSeconds: 60, attempts: 2, onFailure: "roll-back" },
        guardrails: { undoAfterSteps: 1000 },
      },
      propose: ({ values }) => values[0]! > 300 ? moreApi : { kind: "noop" },
    });
    await run(100);
    const done = actuator.orders.map(({ action }) => "delta" in action ? action.delta : 0);
    strictEqual(
      done.reduce<number>((sum, delta) => sum + delta, 0),
      0,
      "every replica that was added is gone again",
    );
    ok(ofType(audit(), "rolled-back").length >= 2);
    strictEqual(ofType(audit(), "escalated").length, 1);
    strictEqual(loop.view().incident?.attempts, 2);
    const after = actuator.orders.length;
    match(loop.view().incident!.escalated!, /attempts has helped/);
    strictEqual(after, actuator.orders.length);
  }));

Deno.test("onFailure escalate calls people at the first action that has not helped, and nothing more is done but for the end of its limit", () =>
  inFolder(async (folder) => {
    const actuator = actuatorOf();
    const { run, audit } = harness({
      folder,
      router: routerTo(actuator),
      latencyAt: slowFor(10_000),
      settings: { verification: { settleSeconds: 30, attempts: 9, onFailure: "escalate" } },
      propose: ({ values }) => values[0]! > 300 ? { kind: "limit_traffic", factor: 0.5 } : { kind: "noop" },
    });
    await run(60);
    const [escalated] = audit().filter(({ record }) => record.type === "escalated");
    ok(escalated);
    const later = audit().flatMap(({ record, sequence }) =>
      record.type === "order" && sequence > escalated.sequence ? [record.action.kind] : []
    );
    deepStrictEqual(later, ["restore"]);
  }));

Deno.test("while the kill switch is on nothing is done, and the audit log says from when to when", () =>
  inFolder(async (folder) => {
    const actuator = actuatorOf();
    const { run, audit, loop } = harness({
      folder,
      router: routerTo(actuator),
      latencyAt: slowFor(10_000),
      propose: () => restartDb,
    });
    loop.stopActing("SIGUSR1");
    await run(30);
    deepStrictEqual(actuator.orders, []);
    strictEqual(loop.view().isStopped, true);
    Deno.removeSync(`${folder}/STOP`);
    await run(2);
    strictEqual(actuator.orders.length, 1);
    const [first] = ofType(audit(), "refused");
    ok(first!.type === "refused" && first!.reason === "the kill switch is on");
  }));

Deno.test("without a measured SLO nothing is done", () =>
  inFolder(async (folder) => {
    const actuator = actuatorOf();
    const { run, loop } = harness({
      folder,
      router: routerTo(actuator),
      propose: () => restartDb,
      latencyAt: (at) => at < START + 20 ? 50 : NaN,
      settings: { guardrails: { restartCooldownSteps: 0, disruptionSteps: 0 } },
    });
    await run(30);
    strictEqual(actuator.orders.length, 3);
    ok(loop.view().troubles.some((text) => text.includes("not measured")));
  }));

Deno.test("a metrics server that is gone for a minute costs its steps, no step more, and is told twice", () =>
  inFolder(async (folder) => {
    const gone = (at: number) => at > START + 60 && at <= START + 120;
    const source = sourceOf(() => 50);
    const { run, loop } = harness({
      folder,
      source: {
        ...source,
        observe: (step, at) =>
          gone(at) ? Promise.reject(new Error("connection refused")) : source.observe(step, at),
      },
    });
    await run(60);
    deepStrictEqual([loop.view().counters.unmeasuredSteps, loop.view().counters.skippedSteps], [12, 0]);
    deepStrictEqual(loop.view().events.filter(({ type }) => type === "told").map(({ text }) => text), [
      "fake failed: connection refused",
      "fake answers again",
    ]);
  }));

Deno.test("a metrics server that is away at the start is asked for the past when it is back, once", () =>
  inFolder(async (folder) => {
    const healthy = sourceOf(() => 50);
    const isAway = (at: number) => at < START + 60;
    const asked: number[] = [];
    const clock = manualClock();
    const agent = agentOf(() => NOOP);
    const { run, loop } = harness({
      folder,
      clock,
      agent,
      source: {
        ...healthy,
        past: async (count, signal) => {
          asked.push(clock.now());
          return isAway(clock.now()) ? [] : await healthy.past(count, signal);
        },
        observe: (step, at, signal) =>
          isAway(at) ? Promise.reject(new Error("connection refused")) : healthy.observe(step, at, signal),
      },
    });
    await run(20);
    strictEqual(asked.length, 2);
    deepStrictEqual(loop.view().warmUp, { seen: 10, needed: 10 });
    // Ten steps of the past, then those from the first answer on.
    strictEqual(agent.seen.length, 10 + 20 - loop.view().counters.unmeasuredSteps);
  }));

Deno.test("a loop that is started in the middle of an incident learns from the healthy steps before it, and acts", () =>
  inFolder(async (folder) => {
    const remembered = sourceOf((at) => at >= START - 60 ? 900 : 50);
    const actuator = actuatorOf();
    const { run, loop } = harness({
      folder,
      router: routerTo(actuator),
      propose: once(restartDb),
      source: {
        ...remembered,
        past: async (count, signal, suits = () => true) => {
          const times = Array.from({ length: 4 * count }, (_, i) => START - 5 * (4 * count - i));
          const seen = await Promise.all(times.map((at, i) => remembered.observe(i, at, signal)));
          return seen.filter(suits).slice(-count);
        },
      },
    });
    await run(6);
    deepStrictEqual(loop.view().warmUp, { seen: 10, needed: 10 });
    deepStrictEqual(actuator.orders.map(({ action }) => action), [restartDb]);
  }));

Deno.test("answers that take longer than a step are not waited for, and no two steps run at once", () =>
  inFolder(async (folder) => {
    const clock = manualClock();
    let running = 0;
    const source = sourceOf(() => 50);
    const { run, loop } = harness({
      folder,
      clock,
      source: {
        ...source,
        observe: async (step, at, signal) => {
          strictEqual(++running, 1);
          await clock.sleep(10, signal);
          running--;
          return await source.observe(step, at);
        },
      },
    });
    await run(20);
    strictEqual(loop.view().counters.unmeasuredSteps, 20);
    strictEqual(clock.now(), START + 105);
  }));

Deno.test("of two loops on one system one acts; when it is gone the other goes on where it stood", () =>
  inFolder(async (folder) => {
    const clock = manualClock();
    const actuators = [actuatorOf(), actuatorOf()];
    const latencyAt = slowFor(10_000);
    const propose = ({ values }: { values: Float64Array }) =>
      values[0]! > 300 ? restartDb : { kind: "noop" } as const;
    const [one, two] = actuators.map((actuator, i) =>
      harness({ folder, clock, latencyAt, propose, router: routerTo(actuator), owner: `loop ${i + 1}` })
    );
    const stop = new AbortController();
    const first = one!.loop.run(stop.signal);
    const second = two!.loop.run(new AbortController().signal, 60);
    while (clock.now() < START + 100) await clock.tick();
    deepStrictEqual(actuators.map(({ orders }) => orders.length), [1, 0]);
    ok(two!.loop.view().troubles.includes("loop 1 acts here, this loop only observes"));
    stop.abort();
    await first;
    while (clock.now() < START + 150) await clock.tick();
    strictEqual(two!.loop.view().lease.isOurs, true);
    deepStrictEqual(actuators.map(({ orders }) => orders.length), [1, 0], "the cooldown was handed over");
    await untilDone(second, clock);
    const steps = actuators[1]!.orders.map(({ idempotencyKey }) => Number(idempotencyKey.split("-").at(-2)));
    strictEqual(steps.length, 2, "20 steps later it may");
    strictEqual(steps[1]! - steps[0]!, 20);
    strictEqual(ofType(two!.audit(), "started").length, 2);
  }));

Deno.test("a clock that is set back by 30 s stops nothing and makes nothing happen twice", () =>
  inFolder(async (folder) => {
    const clock = manualClock();
    const actuator = actuatorOf();
    const latencyAt = slowFor(10_000);
    const { loop, audit } = harness({
      folder,
      clock,
      router: routerTo(actuator),
      latencyAt,
      propose: ({ values }) => values[0]! > 300 ? restartDb : { kind: "noop" },
    });
    const running = loop.run(new AbortController().signal, 40);
    while (clock.now() < START + 80) await clock.tick();
    clock.set(START + 50);
    await untilDone(running, clock);
    const steps = ofType(audit(), "order").map((record) => record.type === "order" && record.idempotencyKey);
    strictEqual(new Set(steps).size, actuator.orders.length);
    strictEqual(actuator.orders.length, 2, "28 steps of a breach, a cooldown of 20");
    strictEqual(loop.view().counters.steps, 40);
  }));

Deno.test("a hundred alerts from outside open one incident", () =>
  inFolder(async (folder) => {
    const { run, loop } = harness({ folder });
    loop.alerts(Array.from({ length: 100 }, (_, i) => `HighLatency of replica ${i}`));
    await run(3);
    loop.alerts(Array.from({ length: 50 }, (_, i) => `HighLatency of replica ${i}`));
    await run(3);
    strictEqual(loop.view().counters.incidents, 1);
    match(loop.view().incident!.openedBy, /replica 0/);
    loop.alerts([]);
    await run(14);
    strictEqual(loop.view().incident, null);
  }));

Deno.test("an alert that is never resolved disarms the loop for its own incident alone: after people were called the next fault is mended", () =>
  inFolder(async (folder) => {
    const actuator = actuatorOf();
    const { run, loop, audit } = harness({
      folder,
      router: routerTo(actuator),
      latencyAt: (at) =>
        (at >= START + 60 && at < START + 130) || (at >= START + 400 && at < START + 420) ? 900 : 50,
      propose: ({ values }) => values[0]! > 300 ? { kind: "restart", service: "db" } : { kind: "noop" },
      settings: { verification: { settleSeconds: 30, attempts: 1, onFailure: "escalate" } },
    });
    loop.alerts(["NeverResolved"]);
    await run(70);
    strictEqual(ofType(audit(), "escalated").length, 1);
    strictEqual(ofType(audit(), "ended").length, 1);
    strictEqual(actuator.orders.length, 1);
    await run(30);
    strictEqual(actuator.orders.length, 2, "the next fault");
    strictEqual(loop.view().counters.incidents, 2);
  }));

Deno.test("while the audit log is not where it was nothing is done, and the view says so; put back, it goes on", () =>
  inFolder(async (folder) => {
    const actuator = actuatorOf();
    const [there, aside] = [`${folder}/audit.jsonl`, `${folder}/audit.1`];
    const seen: [isUnwritable: boolean, orders: number][] = [];
    const { run, loop, audit } = harness({
      folder,
      router: routerTo(actuator),
      latencyAt: (at) => {
        if (at === START + 50) Deno.renameSync(there, aside);
        if (at === START + 100) Deno.renameSync(aside, there);
        return at >= START + 60 ? 900 : 50;
      },
      propose: ({ values }) => values[0]! > 300 ? restartDb : { kind: "noop" },
      onStep: (view) => {
        seen.push([view.isUnwritable, actuator.orders.length]);
      },
    });
    await run(24);
    deepStrictEqual(seen.filter(([isUnwritable]) => isUnwritable), Array(10).fill([true, 0]));
    strictEqual(actuator.orders.length, 1);
    ok(loop.view().events.some(({ text }) => /audit log .* was moved, removed or replaced/.test(text)));
    strictEqual(ofType(audit(), "order").length, 1);
  }));

Deno.test("no more services are touched at once, and no more actions taken in an hour, than the budget says", () =>
  inFolder(async (folder) => {
    const actuator = actuatorOf();
    const services = ["api", "db", "cache"];
    let turn = 0;
    const { run } = harness({
      folder,
      router: routerTo(actuator),
      latencyAt: slowFor(1e6),
      settings: {
        budget: { actionsPerHour: 5, servicesAtOnce: 1 },
        guardrails: { restartCooldownSteps: 0, disruptionSteps: 0, mostActions: 100 },
        verification: { settleSeconds: 60, attempts: 100, onFailure: "roll-back" },
      },
      propose: () => ({ kind: "restart", service: services[turn++ % 3]! }),
    });
    await run(700);
    const times = actuator.orders.map(({ idempotencyKey }) => Number(idempotencyKey.split("-").at(-2)) * 5);
    for (const at of times) ok(times.filter((other) => other > at - 3600 && other <= at).length <= 5);
    ok(times.length >= 5);
    actuator.orders.forEach(({ action }, i) => {
      const before = actuator.orders.slice(0, i).filter((_, j) => times[i]! - times[j]! < 60);
      ok(
        before.every((order) =>
          "service" in order.action && "service" in action && order.action.service === action.service
        ),
      );
    });
  }));

Deno.test("an agent that proposes nonsense, or throws, is told of and the loop goes on", () =>
  inFolder(async (folder) => {
    const actuator = actuatorOf();
    let turn = 0;
    const { run, audit, told } = harness({
      folder,
      router: routerTo(actuator),
      propose: () => {
        turn++;
        if (turn % 2) return { kind: "restart", service: "nobody" };
        if (turn > 15) throw new Error("division by cucumber");
        return { kind: "explode" } as never;
      },
    });
    await run(20);
    deepStrictEqual(actuator.orders, []);
    ok(told.some((text) => text.includes("division by cucumber")));
    ok(ofType(audit(), "refused").length > 0);
  }));

for (const broken of ["audit log", "state"] as const) {
  Deno.test(`while the ${broken} can't be written nothing is done, the loop goes on, and acts again when it can`, () =>
    inFolder(async (folder) => {
      const actuator = actuatorOf();
      let isFull = true;
      const log = (head: AuditHead | null) => {
        const whole = openAuditLog(`${folder}/audit.jsonl`, {
          clock: STOPPED_CLOCK,
          flush: false,
          ...(head && { head }),
        });
        const append: typeof whole.append = (record) => {
          if (isFull && broken === "audit log") throw new Error("No space left on device");
          return whole.append(record);
        };
        return {
          ...whole,
          append,
          get head() {
            return whole.head;
          },
        };
      };
      const { loop, clock } = harness({
        folder,
        router: routerTo(actuator),
        propose: () => restartDb,
        openAudit: log,
        settings: { budget: { actionsPerHour: 1, servicesAtOnce: 1 } },
      });
      if (broken === "state") Deno.mkdirSync(`${folder}/state.json.part`);
      const running = loop.run(new AbortController().signal, 30);
      while (loop.view().counters.steps < 10) await clock.tick();
      deepStrictEqual(actuator.orders, []);
      ok(loop.view().troubles.some((text) => text.includes("can't be written")));
      isFull = false;
      if (broken === "state") Deno.removeSync(`${folder}/state.json.part`);
      await untilDone(running, clock);
      strictEqual(actuator.orders.length, 1);
    }));
}

Deno.test("a loop that was asleep while another one took its lease does not act, and writes nothing more", () =>
  inFolder(async (folder) => {
    const clock = manualClock();
    const actuator = actuatorOf();
    const lease = `${folder}/lease.json`;
    let steps = 0;
    const { run, audit, loop } = harness({
      folder,
      clock,
      router: routerTo(actuator),
      propose: () => {
        if (++steps < 13) return { kind: "noop" };
        // What happens while a process is stopped in the middle of a step.
        Deno.writeTextFileSync(lease, JSON.stringify({ owner: "another", untilSeconds: clock.now() + 15 }));
        return restartDb;
      },
    });
    await run(4);
    deepStrictEqual(actuator.orders, []);
    ok(loop.view().events.some(({ text }) => text === "another acts here, this loop only observes"));
    deepStrictEqual(audit().map(({ record }) => record.type), ["started", "alarm"]);
    match(Deno.readTextFileSync(lease), /another/);
  }));

const limit = { kind: "limit_traffic", factor: 0.4 } as const;

/** Runs a loop whose agent gives a limit in the steps that a function names, counted from the first breach. */
async function limited(folder: string, limits: (step: number) => boolean, steps: number) {
  const clock = manualClock();
  const actuator = actuatorOf();
  const times: [kind: string, seconds: number][] = [];
  let breachAt: number | undefined;
  const { run, audit } = harness({
    folder,
    clock,
    router: routerTo({
      ...actuator,
      carryOut: (order) => {
        if (!order.dryRun) times.push([order.action.kind, clock.now() - breachAt!]);
        return actuator.carryOut(order);
      },
    }),
    latencyAt: slowFor(30),
    propose: ({ values }) => {
      if (values[0]! > 300) breachAt ??= clock.now();
      return breachAt !== undefined && limits(Math.round((clock.now() - breachAt) / 5))
        ? limit
        : { kind: "noop" };
    },
  });
  await run(steps);
  return { times, audit };
}

Deno.test("a traffic limit that is not given again is lifted after a minute, as agents count on", () =>
  inFolder(async (folder) => {
    const { times, audit } = await limited(folder, (step) => step === 0, 60);
    deepStrictEqual(times, [["limit_traffic", 0], ["restore", 60]]);
    const [lifted] = ofType(audit(), "order").slice(1);
    ok(lifted?.type === "order");
    match(lifted.reason, /not given again ends after 60 s/);
    deepStrictEqual(JSON.parse(Deno.readTextFileSync(`${folder}/state.json`)).temporary, []);
  }));

Deno.test("a traffic limit that is given again lasts for another minute, and one that was lifted is not lifted twice", () =>
  inFolder(async (folder) => {
    const { times } = await limited(folder, (step) => step === 0 || step === 10, 80);
    deepStrictEqual(times, [["limit_traffic", 0], ["limit_traffic", 50], ["restore", 110]]);
  }));

Deno.test("a limit that was given before a restart of the loop is lifted after it", () =>
  inFolder(async (folder) => {
    const clock = manualClock();
    const actuator = actuatorOf();
    const part = (propose: () => Action, owner: string) =>
      harness({ folder, clock, owner, router: routerTo(actuator), latencyAt: slowFor(30), propose });
    let given = false;
    const limitOnce = (): Action => given || clock.now() < START + 60 ? NOOP : (given = true, limit);
    await part(limitOnce, "one").run(20);
    await part(() => NOOP, "two").run(30);
    deepStrictEqual(actuator.orders.map(({ action }) => action.kind), ["limit_traffic", "restore"]);
  }));

Deno.test("the agent is told how long remedies take on this system, in steps of its length", () =>
  inFolder((folder) => {
    const told: unknown[] = [];
    const agent = {
      ...agentOf(() => NOOP),
      begin: (context: AgentContext) => void told.push(context.timings),
    };
    harness({ folder, agent, settings: { stepSeconds: 10, timings: { failoverSeconds: 25 } } });
    const [timings] = told as [typeof TIMINGS.realistic];
    strictEqual(timings.failover.downSteps, 3);
    strictEqual(timings.rollback.downSteps, TIMINGS.realistic.rollback.downSteps / 2);
    return Promise.resolve();
  }));

Deno.test("a second service may be restarted as soon as a restart is over on this system", () =>
  inFolder(async (folder) => {
    const restartApi = { kind: "restart", service: "api" } as const;
    const times: number[] = [];
    const clock = manualClock();
    const actuator = actuatorOf();
    let first = true;
    const { run } = harness({
      folder,
      clock,
      router: routerTo({
        ...actuator,
        carryOut: (order) => {
          if (!order.dryRun) times.push(clock.now());
          return actuator.carryOut(order);
        },
      }),
      latencyAt: slowFor(10_000),
      settings: {
        timings: { restartSeconds: { service: 15 } },
        verification: { settleSeconds: 5, attempts: 9, onFailure: "roll-back" },
        budget: { actionsPerHour: 20, servicesAtOnce: 2 },
      },
      propose: ({ values }) => {
        if (values[0]! < 300) return NOOP;
        if (!first) return restartApi;
        first = false;
        return restartDb;
      },
    });
    await run(30);
    strictEqual(times[1]! - times[0]!, 15);
  }));

Deno.test("the agent is told what the guardrails of the loop would let through in the step", () =>
  inFolder(async (folder) => {
    let context: AgentContext;
    const answers: boolean[] = [];
    const propose = once(restartDb);
    const agent = {
      ...agentOf((observation) => {
        answers.push(context.allows!(restartDb));
        return propose(observation);
      }),
      begin: (given: AgentContext) => void (context = given),
    };
    const { run } = harness({ folder, agent, router: routerTo(actuatorOf()), latencyAt: slowFor(30) });
    await run(60);
    const acted = answers.indexOf(false) - 1;
    deepStrictEqual(
      answers.map((answer, i) => answer ? -1 : i).filter((i) => i >= 0),
      Array.from({ length: 19 }, (_, i) => acted + 1 + i),
    );
  }));
