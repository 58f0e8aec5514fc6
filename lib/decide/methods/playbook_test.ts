import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import {
  CPU_UTILISATION,
  describeAction,
  type Diagnosis,
  ERROR_RATE,
  LATENCY_P95_MS,
  MEMORY_UTILISATION,
  METRIC_COUNT,
  PLATFORM,
  REQUEST_RATE,
} from "../../model/mod.ts";
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

/** A step of a course. By default users feel what there is an alarm for, and no memory is scarce. */
interface Step {
  readonly inBreach?: boolean;
  readonly alarm?: boolean;
  /** How sure the diagnosis is that the suspect is at fault. */
  readonly confidence?: number;
  readonly diagnosis?: Partial<Diagnosis>;
  readonly frontP95Ms?: number;
  /** Of the database. */
  readonly memory?: number;
  /** Whether the database's scrape was lost. */
  readonly lost?: boolean;
}

/** What the playbook does in each step. */
function course(steps: readonly Step[]): string[] {
  const policy = createPolicy("playbook", { topology: SYNTHETIC, slo: SLO });
  policy.begin({ seed: 1 });
  const recent = createWindow(SYNTHETIC, 24);
  recent.push({ step: 0, timeSeconds: 0, values: new Float64Array(3 * METRIC_COUNT) });
  policy.fit(recent);
  return steps.map(
    ({ inBreach = false, alarm = false, confidence = 1, memory = 0, lost = false, ...more }, i) => {
      const { frontP95Ms = alarm ? 200 : 0, diagnosis = {} } = more;
      const values = new Float64Array(3 * METRIC_COUNT);
      values[LATENCY_P95_MS] = frontP95Ms;
      values[2 * METRIC_COUNT + MEMORY_UTILISATION] = memory;
      if (lost) values.fill(NaN, 2 * METRIC_COUNT);
      const observation = { step: i + 1, timeSeconds: 5 * (i + 1), values };
      recent.push(observation);
      const { action } = policy.decide({
        observation,
        recent,
        detection: { scores: new Float64Array(3), globalScore: 0, anomalous: alarm },
        inBreach,
        diagnose: () => ({ suspect: "db", confidence, ranking: [], rationale: "db is slow", ...diagnosis }),
      });
      return describeAction(action);
    },
  );
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
  const first = (step: Step) => course([...CALM, { inBreach: true, ...step }]).at(-1);
  strictEqual(first({ alarm: true, confidence: 0.999 }), "open_breaker(api, db)");
  strictEqual(first({ alarm: true, confidence: 0.99 }), "noop");
  strictEqual(first({ confidence: 1 }), "noop");
});

Deno.test("the playbook takes a second look where the scrape of a service is lost that may explain a breach", () => {
  const step: Step = { inBreach: true, alarm: true, diagnosis: { suspect: "api", fault: "error_burst" } };
  const after = (...steps: Step[]) =>
    course([...CALM, ...steps]).slice(30).findIndex((action) => action !== "noop");
  deepStrictEqual(after(step, step), 0);
  deepStrictEqual(after({ ...step, lost: true }, step), 1);
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

/** What the playbook does in each step, with the step, given whether the SLO is broken and whether db is away. */
function acts(
  steps: readonly { inBreach: boolean; isAway?: boolean; busy?: number }[],
  diagnosis: Diagnosis,
): string[] {
  const policy = createPolicy("playbook", { topology: SYNTHETIC, slo: SLO });
  policy.begin({ seed: 1 });
  const recent = createWindow(SYNTHETIC, 24);
  return steps.flatMap(({ inBreach, isAway = false, busy = 0.3 }, step) => {
    const values = new Float64Array(3 * METRIC_COUNT);
    for (let node = 0; node < 3; node++) {
      values[node * METRIC_COUNT + CPU_UTILISATION] = busy;
      values[node * METRIC_COUNT + REQUEST_RATE] = 20;
    }
    if (isAway) {
      values[2 * METRIC_COUNT + ERROR_RATE] = 1;
      values[2 * METRIC_COUNT + CPU_UTILISATION] = 0;
    }
    const observation = { step, timeSeconds: 5 * step, values };
    recent.push(observation);
    const { action } = policy.decide({
      observation,
      recent,
      detection: undefined,
      inBreach,
      diagnose: () => diagnosis,
    });
    return action.kind === "noop" ? [] : [`${step} ${describeAction(action)}`];
  });
}

Deno.test("the playbook opens its breakers again a step before they close if the database is not back, and not earlier", () => {
  const diagnosis: Diagnosis = { suspect: "db", confidence: 0.99, ranking: [], rationale: "db is slow" };
  const away = (count: number) => [
    ...Array(3).fill({ inBreach: true }),
    ...Array(count).fill({ inBreach: true, isAway: true }),
  ];
  const shield = "open_breaker(api, db)";
  const first = [`1 ${shield}`, "2 failover(db)"];
  const { durationSteps } = PLATFORM.breaker;
  deepStrictEqual(acts(away(durationSteps - 2), diagnosis), first);
  deepStrictEqual(acts(away(22), diagnosis), [...first, `${1 + durationSteps} ${shield}`]);
});

Deno.test("a limit that users were well under is given again after it has ended by itself, and one that did not help is not", () => {
  const surge: Diagnosis = {
    suspect: "api",
    fault: "retry_storm",
    confidence: 0.99,
    ranking: [],
    rationale: "users retry",
  };
  const limit = "limit_traffic(0.4)";
  const during = (inBreach: boolean, after: number) => [
    ...Array(3).fill({ inBreach: true }),
    // While the limit is in force: so busy that it can't be lifted, and for too short a time for the incident to be closed.
    ...Array(PLATFORM.trafficLimit.durationSteps - 2).fill({ inBreach, busy: 0.9 }),
    ...Array(after).fill({ inBreach: true, busy: 0.9 }),
  ];
  const limits = (inBreach: boolean, after: number) =>
    acts(during(inBreach, after), surge).filter((act) => act.endsWith(limit)).map((act) =>
      Number(act.split(" ")[0])
    );
  deepStrictEqual(limits(true, 30), [1]);
  // As soon as the first one has ended: the steps under it were its time to take effect.
  deepStrictEqual(limits(false, 9), [1, 14]);
});

Deno.test("the playbook leaves an alarm alone that no user feels, but not a service that runs out of memory", () => {
  const alarms = (step: Step) => course([...CALM, ...Array(12).fill({ alarm: true, ...step })]);
  const firstAt = (step: Step) => alarms(step).find((action) => action !== "noop");
  // The SLO's limit is at 220 ms.
  deepStrictEqual(firstAt({ frontP95Ms: 20, memory: 0.66 }), undefined);
  deepStrictEqual(firstAt({ frontP95Ms: 60 }), "open_breaker(api, db)");
  deepStrictEqual(firstAt({ frontP95Ms: 20, memory: 0.75 }), "open_breaker(api, db)");
});

Deno.test("the playbook bears a mild breach by many users for eight steps, one by lost capacity for three, and none that is worse", () => {
  const waited = (fault: "traffic_surge" | "cpu_saturation" | "bad_deploy", frontP95Ms: number) => {
    const step = { inBreach: true, alarm: true, frontP95Ms, diagnosis: { suspect: "api", fault } };
    return course([...CALM, ...Array(12).fill(step)]).slice(30).findIndex((action) => action !== "noop");
  };
  deepStrictEqual(
    (["traffic_surge", "cpu_saturation", "bad_deploy"] as const).map((fault) => [
      waited(fault, 400),
      waited(fault, 900),
    ]),
    [[7, 1], [2, 1], [0, 0]],
  );
});

Deno.test("the playbook does not mend again before a breach what it has mended before one", () => {
  const done = course([...CALM, ...Array(60).fill({ alarm: true })]).filter((action) =>
    action.startsWith("failover")
  );
  strictEqual(done.length, 1);
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

Deno.test("what did not help is not tried again as soon as the breakers that shielded users have closed", () => {
  const diagnosis: Diagnosis = { suspect: "db", confidence: 0.99, ranking: [], rationale: "db is slow" };
  const of = (inBreach: boolean, count: number) => Array(count).fill({ inBreach });
  const failovers = (shielded: number) =>
    acts([...of(true, 3), ...of(false, shielded), ...of(true, 20)], diagnosis)
      .filter((act) => act.endsWith("failover(db)")).length;
  strictEqual(failovers(PLATFORM.breaker.durationSteps + 1), 1);
  strictEqual(failovers(PLATFORM.breaker.durationSteps + 20), 2);
});

Deno.test("the playbook lets a replica stand in for those that a rollback takes away, where the others can't bear the load", () => {
  const done = (utilisation: number) => {
    const policy = createPolicy("playbook", { topology: SYNTHETIC, slo: SLO });
    policy.begin({ seed: 1 });
    const recent = createWindow(SYNTHETIC, 24);
    const diagnosis: Diagnosis = {
      ...{ suspect: "api", fault: "bad_deploy", confidence: 0.99 },
      ...{ ranking: [], rationale: "api throws" },
    };
    return Array.from({ length: 4 }, (_, step) => {
      const values = new Float64Array(3 * METRIC_COUNT);
      const api = SYNTHETIC.services.findIndex(({ name }) => name === "api");
      values[api * METRIC_COUNT + CPU_UTILISATION] = utilisation;
      const observation = { step, timeSeconds: 5 * step, values };
      recent.push(observation);
      const situation = { observation, recent, detection: undefined, inBreach: true };
      return describeAction(policy.decide({ ...situation, diagnose: () => diagnosis }).action);
    });
  };
  // A rollback takes a third of the replicas away.
  deepStrictEqual(done(0.6), ["noop", "rollback(api)", "scale(api, +1)", "noop"]);
  deepStrictEqual(done(0.5), ["noop", "rollback(api)", "noop", "noop"]);
});
