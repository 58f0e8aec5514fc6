import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert";
import { type Agent, METRIC_COUNT, METRICS, type Topology } from "../../model/mod.ts";
import { createAgent, runEpisode } from "../../run/mod.ts";
import { createEnvironment } from "../../simulator/mod.ts";
import { environmentOptions } from "../../bench/agents/resolve.ts";
import { opensBreakers, restartsAll, shedsAll } from "../testing/cheats.ts";
import { madeUpHost } from "../testing/made_up_host.ts";
import type { Session } from "./session.ts";
import { type ToldObservation, toldObservation } from "./told.ts";
import { readTurn, type Turn } from "./turn.ts";

/** What an agent sees of what was sent, and came back from JSON. */
function received(told: ToldObservation, { services }: Topology) {
  const { step, time_seconds, metrics, logs, spans } = JSON.parse(JSON.stringify(told)) as ToldObservation;
  const values = new Float64Array(services.length * METRIC_COUNT);
  services.forEach(({ name }, row) =>
    METRICS.forEach((metric, column) => values[row * METRIC_COUNT + column] = metrics![name]![metric] ?? NaN)
  );
  return { step, timeSeconds: time_seconds!, values, ...(logs && { logs }), ...(spans && { spans }) };
}

/** Plays an agent of ours from outside, message by message, up to its score. */
function playFromOutside(session: Session, agent: Agent, withTelemetry: boolean) {
  let seen = session.begin(
    { split: "judging", index: 3 },
    { skipWarmup: false, withTelemetry, agent: agent.name },
  );
  const { context } = session;
  agent.begin(context);
  while (!seen.done) {
    const { decision, detection, diagnosis } = agent.act(
      received(toldObservation(seen, session), context.topology),
    );
    const turn = readTurn(JSON.parse(JSON.stringify({
      ...decision.action,
      alarm: detection?.anomalous ?? false,
      reason: decision.reason,
      ...(diagnosis && {
        diagnosis: {
          suspects: [{ service: diagnosis.suspect, kind: diagnosis.fault }],
          confidence: diagnosis.confidence,
        },
      }),
    })));
    seen = session.take(turn);
    agent.learn({ executed: seen.executed, reward: seen.reward, sloViolated: seen.sloViolated });
  }
  return session.end();
}

for (const [name, withTelemetry] of [["threshold-only", false], ["full", true]] as const) {
  Deno.test(`${name}, played from outside through JSON, has the record that it has here`, () => {
    const { host } = madeUpHost({ scenarios: [{ name: "any", topology: "three-tier" }] });
    const { record } = playFromOutside(host.open(), createAgent(name), withTelemetry);
    const { scenario, seed } = host.tasks.find({ split: "judging", index: 3 });
    const here = runEpisode({
      agent: createAgent(name),
      environment: createEnvironment({
        ...environmentOptions(scenario),
        ...(withTelemetry && { signals: ["logs", "traces"] }),
      }),
      seed,
      scenario: scenario.name,
      guardrails: scenario.guardrails,
    });
    ok(here.record.first_slo !== null);
    strictEqual(JSON.stringify(record), JSON.stringify(here.record));
  });
}

Deno.test("an episode is played by actions, steps that pass, a submission and an end; what is left undone counts", () => {
  const { host } = madeUpHost({ scenarios: [{ name: "db", fault: "slow_query:db:1" }] });
  const session = host.open();
  const begun = session.begin();
  deepStrictEqual([begun.step, begun.steps, begun.done], [60, 240, false]);
  strictEqual(session.history.length, 61);
  const passed = session.take(readTurn({ kind: "advance", steps: 40 }));
  strictEqual(passed.step, 100);
  ok(passed.reward < 40);
  session.take(readTurn({ kind: "submit_diagnosis", suspects: [{ service: "db", kind: "slow_query" }] }));
  strictEqual(session.seen.step, 100);
  const acted = session.take(readTurn({ kind: "restart", service: "db" }));
  deepStrictEqual(acted.executed, { kind: "restart", service: "db" });
  const again = session.take(readTurn({ kind: "restart", service: "db" }));
  match(again.refused!, /restart\(db\) refused: db was restarted 1 steps? ago/);
  strictEqual(again.mask[session.actions.findIndex((a) => a.kind === "restart" && a.service === "db")], 0);
  deepStrictEqual(session.audit.map(({ step }) => step), [100, 101]);
  const { record, verdicts } = session.end();
  strictEqual(session.seen.step, 240);
  strictEqual(record.actions_restart, 1);
  deepStrictEqual([verdicts.detection, verdicts.localisation, verdicts.analysis, verdicts.exactSet], [
    true,
    true,
    true,
    true,
  ]);
  strictEqual(verdicts.ttlSteps, 100 - record.fault_t_start!);
  strictEqual(verdicts.ttlSteps, verdicts.ttdSteps);
});

Deno.test("the rewards of what is left add up to those of the steps, and an end that is said again adds none", () => {
  const { host } = madeUpHost({ scenarios: [{ name: "db", fault: "slow_query:db:1" }] });
  const session = host.open();
  session.begin();
  let sum = session.take(readTurn({ kind: "advance", steps: 100 })).reward;
  const ended = session.take(readTurn({ kind: "end" }));
  sum += ended.reward;
  ok(ended.reward !== 0);
  for (let i = 0; i < 2; i++) {
    const { done, reward, score } = session.take(readTurn({ kind: "end" }));
    deepStrictEqual([done, reward, score], [true, 0, ended.score]);
  }
  let expected = 0;
  session.begin();
  while (!session.seen.done) expected += session.take(readTurn({ kind: "noop" })).reward;
  strictEqual(sum, expected);
});

Deno.test("a wrong service is no localisation, the right one of the wrong kind no analysis, one too many no exact set", () => {
  const { host } = madeUpHost({ scenarios: [{ name: "db", fault: "slow_query:db:1" }] });
  const session = host.open();
  const verdictsOf = (suspects: readonly object[]) => {
    session.begin();
    session.advance(60);
    session.take(readTurn({ kind: "submit_diagnosis", suspects }));
    const { localisation, analysis, exactSet, ttlSteps } = session.end().verdicts;
    return [localisation, analysis, exactSet, ttlSteps !== null];
  };
  deepStrictEqual(verdictsOf([{ service: "api" }]), [false, false, false, false]);
  deepStrictEqual(verdictsOf([{ service: "db", kind: "disk_full" }]), [true, false, true, true]);
  deepStrictEqual(verdictsOf([{ service: "db", kind: "slow_query" }, { service: "api" }]), [
    true,
    true,
    false,
    true,
  ]);
  deepStrictEqual(verdictsOf([]), [false, false, false, false]);
});

Deno.test("doing nothing mitigates nothing, though every fault passes by itself; a calm episode asks for nothing else", () => {
  const { host } = madeUpHost();
  const session = host.open();
  for (let index = 0; index < 10; index++) {
    session.begin({ split: "judging", index });
    const { verdicts, record } = session.end();
    strictEqual(verdicts.mitigation, record.first_slo === null ? null : false, `task ${index}`);
    strictEqual(verdicts.detection, false);
  }
  session.begin({ suite: "quiet" });
  const calm = session.end().verdicts;
  deepStrictEqual([calm.detection, calm.mitigation, calm.localisation], [true, true, null]);
  session.begin({ suite: "quiet" });
  session.take(readTurn({ kind: "restart", service: "api", alarm: true }));
  const alarmed = session.end().verdicts;
  deepStrictEqual([alarmed.detection, alarmed.mitigation], [false, false]);
});

/** Incidents of which a session says that they were mitigated, of those in which there was something to mitigate. */
function mitigatedBy(turn: (session: Session) => Turn | undefined, count = 10): readonly [number, number] {
  const { host } = madeUpHost();
  const session = host.open();
  const verdicts = Array.from({ length: count }, (_, index) => {
    session.begin({ split: "judging", index });
    for (let next; !session.seen.done && (next = turn(session)) !== undefined;) session.take(next);
    return session.end().verdicts.mitigation;
  });
  return [verdicts.filter(Boolean).length, verdicts.filter((one) => one !== null).length];
}

Deno.test("an agent that restarts everything, turns users away or cuts a service off mitigates nothing in a session", () => {
  for (const { name, turn } of [restartsAll, shedsAll, opensBreakers]) {
    const [mitigated, incidents] = mitigatedBy(turn);
    ok(incidents >= 8, String(incidents));
    strictEqual(mitigated, 0, name);
  }
});

Deno.test("a breaker that is kept open lets users see no breach and hides the fault; its remedy ends it", () => {
  const { host } = madeUpHost({ scenarios: [{ name: "db", fault: "slow_query:db:1" }] });
  const session = host.open();
  const task = { split: "judging", index: 2 } as const;
  session.begin(task);
  while (!session.seen.done) session.take(opensBreakers.turn(session));
  const hidden = session.end();
  ok(hidden.record.sustained_recovery !== null && hidden.record.shed_cost === 0, "users see no breach");
  deepStrictEqual([hidden.verdicts.mitigation, hidden.verdicts.ttmSteps], [false, null]);
  session.begin(task);
  while (!session.seen.sloViolated) session.advance(1);
  session.step({ kind: "failover", service: "db" });
  const { mitigation, ttmSteps } = session.end().verdicts;
  strictEqual(mitigation, true);
  ok(ttmSteps! > 0 && ttmSteps! < 24, String(ttmSteps));
});

Deno.test("a limit on traffic that is never lifted hides an incident, and does not mitigate it", () => {
  const { host } = madeUpHost({ scenarios: [{ name: "slow", fault: "latency_injection:db:1" }] });
  const session = host.open();
  session.begin();
  for (let i = 0; i < 9; i++) {
    session.step({ kind: "limit_traffic", factor: 0.4 });
    session.advance(19);
  }
  strictEqual(session.end().verdicts.mitigation, false);
});

Deno.test("what can't be done is told in one line, and nothing has happened", () => {
  const { host } = madeUpHost();
  const session = host.open();
  throws(() => session.take(readTurn({ kind: "noop" })), /No episode has begun: reset first/);
  session.begin();
  throws(
    () => readTurn({ kind: "restat", service: "db" }),
    /action: kind is "restat": did you mean "restart"/,
  );
  throws(() => session.take(readTurn({ kind: "restart", service: "bd" })), /did you mean "db"/);
  throws(() => session.take(readTurn({ kind: "index", index: 99 })), /from 0 to 17, found 99/);
  const wrong = { kind: "submit_diagnosis", suspects: [{ service: "web" }] };
  throws(() => session.take(readTurn(wrong)), /Cannot find the service "web"/);
  strictEqual(session.seen.step, 60);
  session.advance(1000);
  strictEqual(session.seen.step, 240);
  throws(() => session.take(readTurn({ kind: "noop" })), /The episode is over after step 240/);
});

Deno.test("the score of a hidden task is told without what is right: trying again would find it out", () => {
  const { host } = madeUpHost();
  const session = host.open();
  for (const split of ["tuning", "hidden"] as const) {
    session.begin({ split });
    session.end();
    strictEqual(session.seen.score!.verdicts === null, split === "hidden");
    ok("slo_steps" in session.seen.score!.measures);
  }
});

Deno.test("there are as many sessions as there may be, and those that are idle make room", () => {
  const { host, clock } = madeUpHost({ limits: { maxSessions: 2, idleSeconds: 60 } });
  const [first] = [host.open(), host.open()];
  throws(() => host.open(), /There are 2 sessions/);
  clock.seconds = 59;
  host.touch(first.id);
  clock.seconds = 61;
  strictEqual(host.open().id, "session-3");
  strictEqual(host.get(first.id), first);
  throws(() => host.get("session-2"), /no such session/);
  throws(() => madeUpHost({ limits: { maxSesions: 2 } as object }), /did you mean "maxSessions"/);
});
