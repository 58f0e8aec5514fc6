import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { describeAction, type Diagnosis, METRIC_COUNT } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createPolicy } from "../catalogue.ts";

const SLO = { latencyP95Ms: 220, errorRate: 0.06 };

/** What the playbook does in each step of a breach, given how sure the diagnosis is that db is at fault. */
function breach(confidences: readonly number[]): { action: string; reason: string }[] {
  const policy = createPolicy("playbook", { topology: SYNTHETIC, slo: SLO });
  policy.begin({ seed: 1 });
  const recent = createWindow(SYNTHETIC, 24);
  return confidences.map((confidence, step) => {
    const observation = { step, timeSeconds: 5 * step, values: new Float64Array(3 * METRIC_COUNT) };
    recent.push(observation);
    const diagnosis: Diagnosis = { suspect: "db", confidence, ranking: [], rationale: "db is slow" };
    const { action, reason } = policy.decide({
      observation,
      recent,
      detection: undefined,
      inBreach: true,
      diagnose: () => diagnosis,
    });
    return { action: describeAction(action), reason };
  });
}

const actions = (confidences: readonly number[]) => breach(confidences).map(({ action }) => action);

Deno.test("the playbook acts at the second look on a diagnosis that it can be sure of", () => {
  deepStrictEqual(actions([0.99, 0.99, 0.99]), ["noop", "open_breaker(api, db)", "failover(db)"]);
});

Deno.test("the playbook waits for one more window while it is in doubt, and acts once it is not", () => {
  const steps = breach([0.7, 0.7, 0.9]);
  deepStrictEqual(steps.map(({ action }) => action), ["noop", "noop", "open_breaker(api, db)"]);
  match(steps[1]!.reason, /in doubt \(70 %\): one more window/);
});

Deno.test("the playbook waits for two more windows at most", () => {
  deepStrictEqual(actions([0.7, 0.7, 0.7, 0.7]), ["noop", "noop", "noop", "open_breaker(api, db)"]);
});

Deno.test("the playbook does first what can be undone where the doubt stays, and the remedy only after it had its time", () => {
  const done = actions(Array(20).fill(0.3)).filter((action) => action !== "noop");
  strictEqual(done[0], "limit_traffic(0.4)");
  deepStrictEqual(done.slice(1, 3), ["open_breaker(api, db)", "failover(db)"]);
});

/** What the playbook does in each step: whether the SLO is broken, whether there is an alarm, how sure the diagnosis is that db is at fault. */
function course(steps: readonly { inBreach?: boolean; alarm?: boolean; confidence?: number }[]): string[] {
  const policy = createPolicy("playbook", { topology: SYNTHETIC, slo: SLO });
  policy.begin({ seed: 1 });
  const recent = createWindow(SYNTHETIC, 24);
  return steps.map(({ inBreach = false, alarm = false, confidence = 1 }, step) => {
    const observation = { step, timeSeconds: 5 * step, values: new Float64Array(3 * METRIC_COUNT) };
    recent.push(observation);
    const { action } = policy.decide({
      observation,
      recent,
      detection: { scores: new Float64Array(3), globalScore: 0, anomalous: alarm },
      inBreach,
      diagnose: () => ({ suspect: "db", confidence, ranking: [], rationale: "db is slow" }),
    });
    return describeAction(action);
  });
}

const CALM = Array.from({ length: 30 }, () => ({}));

Deno.test("the playbook acts on the second alarm in a row before the SLO is broken, once, if the diagnosis is sure", () => {
  const alarms = Array.from({ length: 6 }, () => ({ alarm: true }));
  const done = course([...CALM, ...alarms]).slice(30);
  deepStrictEqual(done, ["noop", "open_breaker(api, db)", "failover(db)", "noop", "noop", "noop"]);
  const doubtful = course([...CALM, ...alarms.map((one) => ({ ...one, confidence: 0.9 }))]);
  deepStrictEqual([...new Set(doubtful)], ["noop"]);
});

Deno.test("the playbook acts in the first step of a breach where the alarm is raised and the diagnosis beyond doubt", () => {
  const first = (step: { alarm?: boolean; confidence?: number }) =>
    course([...CALM, { inBreach: true, ...step }]).at(-1);
  strictEqual(first({ alarm: true, confidence: 0.999 }), "open_breaker(api, db)");
  strictEqual(first({ alarm: true, confidence: 0.99 }), "noop");
  strictEqual(first({ confidence: 1 }), "noop");
});

Deno.test("the playbook takes a diagnosis that is as likely right as wrong for no doubtful one", () => {
  const firstAt = (confidence: number) =>
    actions(Array(20).fill(confidence)).find((action) => action !== "noop");
  deepStrictEqual([0.49, 0.5].map(firstAt), ["limit_traffic(0.4)", "open_breaker(api, db)"]);
});

Deno.test("the playbook goes on with other services and with what needs no diagnosis where nothing has helped, but not before a breach", () => {
  const done = actions(Array(140).fill(0.99)).filter((action) => action !== "noop");
  const shield = "open_breaker(api, db)";
  deepStrictEqual(done.slice(0, 5), [shield, "failover(db)", "limit_traffic(0.4)", shield, "restart(db)"]);
  const others = done.slice(5, done.indexOf("failover(db)", 5) - 1);
  for (const other of ["clear_cache", "restart(api)", "rollback(api)"]) ok(others.includes(other), other);
  const ahead = course(Array.from({ length: 160 }, (_, step) => ({ alarm: step >= 30 }))).filter((action) =>
    action !== "noop"
  );
  deepStrictEqual([...new Set(ahead)], [shield, "failover(db)"]);
});

Deno.test("the playbook looks again for doubt only before the first action of a breach: what did not help is no reason to wait", () => {
  const done = actions(Array(24).fill(0.7));
  const at = done.flatMap((action, step) => action === "noop" ? [] : [step]);
  // A failover takes 12 steps and has 4 more to take effect; a breaker stands before it, and a limit follows while it warms up.
  deepStrictEqual(at, [3, 4, 21]);
});

Deno.test("the playbook tries again what a guardrail refused, and does not take it for a remedy that failed", () => {
  const policy = createPolicy("playbook", { topology: SYNTHETIC, slo: SLO });
  policy.begin({ seed: 1 });
  const recent = createWindow(SYNTHETIC, 24);
  const asked: string[] = [];
  for (let step = 0; step < 16; step++) {
    const observation = { step, timeSeconds: 5 * step, values: new Float64Array(3 * METRIC_COUNT) };
    recent.push(observation);
    const diagnosis: Diagnosis = { suspect: "db", confidence: 0.99, ranking: [], rationale: "db is slow" };
    const { action } = policy.decide({
      ...{ observation, recent, detection: undefined, inBreach: true },
      diagnose: () => diagnosis,
    });
    const refused = action.kind === "failover" && asked.filter((text) => text === "failover(db)").length < 2;
    if (action.kind !== "noop") asked.push(describeAction(action));
    policy.learn({ executed: refused ? { kind: "noop" } : action, reward: 0, sloViolated: true });
  }
  const once = ["open_breaker(api, db)", "failover(db)"];
  deepStrictEqual(asked, [...once, ...once, ...once]);
});
