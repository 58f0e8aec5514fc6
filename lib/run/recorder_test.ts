import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createEnvironment } from "../simulator/mod.ts";
import { runEpisode } from "./run_episode.ts";
import { ALARM, FAULT, madeUpEpisode } from "./testing/made_up_episode.ts";
import { createAgent } from "./trial.ts";

const alarmAt = (step: number) =>
  madeUpEpisode({ [step]: { detection: ALARM } }, { faults: [FAULT], count: 60 }).record;

Deno.test("an alarm is false from 13 steps after the last step of a fault on, and before it begins", () => {
  // The fault is active in steps 10 to 17.
  const falseAlarms = [9, 10, 17, 18, 29, 30, 50].filter((step) => alarmAt(step).false_positive_steps === 1);
  deepStrictEqual(falseAlarms, [9, 30, 50]);
  deepStrictEqual([9, 10, 14].map((step) => alarmAt(step).detection_delay), [null, 0, 4]);
});

Deno.test("an episode that breaks the SLO in steps 12, 13 and 20 to 24 is recorded as worked out by hand", () => {
  const broken = [12, 13, 20, 21, 22, 23, 24];
  const changes = Object.fromEntries(broken.map((step) => [step, { sloViolated: true, reward: -2 }]));
  const { record } = madeUpEpisode(changes, { faults: [FAULT] });
  strictEqual(record.slo_steps, 7);
  strictEqual(record.first_slo, 12);
  strictEqual(record.recovered, 14);
  strictEqual(record.mttr_proxy, 2);
  strictEqual(record.sustained_recovery, 13);
  strictEqual(record.flaps, 1);
  strictEqual(record.effective_duration, 8);
  strictEqual(record.total_reward, 23 - 14);
  const open = madeUpEpisode({ ...changes, 29: { sloViolated: true } }, { faults: [FAULT] }).record;
  deepStrictEqual([open.sustained_recovery, open.flaps, open.recovered], [null, 2, 14]);
});

for (const agent of ["noop", "random", "threshold-only", "anomaly-only", "full"]) {
  Deno.test(`the record of ${agent} is what a recount of its steps gives`, () => {
    const environment = createEnvironment({ topology: "boutique" });
    const { topology: { services } } = environment;
    for (const seed of [1, 2, 3]) {
      const { record, steps } = runEpisode({ agent: createAgent(agent), environment, seed });
      // The step after the last decision is in the record, but not among the steps: leave it out by an upper bound of 1.
      const seen = steps.slice(1);
      const about = (value: number, counted: number, greatest = 1) =>
        ok(value - counted >= 0 && value - counted <= greatest, `seed ${seed}: ${value} for ${counted}`);
      about(record.slo_steps, seen.filter(({ sloViolated }) => sloViolated).length);
      strictEqual(record.anomaly_steps, seen.filter(({ detection }) => detection?.anomalous).length);
      strictEqual(record.refused_actions, seen.filter(({ refused }) => refused !== undefined).length);
      const ofKind = (kind: string) => seen.filter(({ executed }) => executed.kind === kind).length;
      strictEqual(record.actions_restart, ofKind("restart"));
      strictEqual(record.actions_scale, ofKind("scale"));
      strictEqual(record.actions_limit_traffic, ofKind("limit_traffic"));
      about(record.effective_duration!, seen.filter(({ activeFaults }) => activeFaults.length > 0).length);
      const extra = seen.reduce(
        (sum, { replicas }) =>
          sum + replicas.reduce((more, count, i) => more + Math.max(0, count - services[i]!.replicas), 0),
        0,
      );
      about(record.capacity_cost, extra, 50);
      const reward = seen.reduce((sum, step) => sum + step.reward, 0);
      ok(Math.abs(record.total_reward - reward) <= 6, `${record.total_reward} for ${reward}`);
    }
  });
}

Deno.test("a breach that never ends has no time to recovery, and no breach has none either", () => {
  const all = Object.fromEntries(Array.from({ length: 18 }, (_, i) => [12 + i, { sloViolated: true }]));
  const lost = madeUpEpisode(all, { faults: [FAULT] }).record;
  deepStrictEqual([lost.first_slo, lost.recovered, lost.mttr_proxy, lost.sustained_recovery], [
    12,
    null,
    null,
    null,
  ]);
  const calm = madeUpEpisode({}, { faults: [FAULT] }).record;
  deepStrictEqual([calm.first_slo, calm.recovered, calm.mttr_proxy, calm.sustained_recovery], [
    null,
    null,
    null,
    null,
  ]);
});

Deno.test("an episode without a fault has no facts of one, and one with two faults the worst of both", () => {
  const { record: none } = madeUpEpisode({});
  const facts = (record: typeof none) => [
    record.fault_type,
    record.fault_service,
    record.fault_t_start,
    record.fault_duration,
    record.fault_severity,
    record.effective_duration,
  ];
  deepStrictEqual(facts(none), [null, null, null, null, null, null]);
  const second = {
    ...FAULT,
    type: "disk_full",
    service: "api",
    startStep: 5,
    durationSteps: 3,
    severity: 0.9,
  } as const;
  const { record: two } = madeUpEpisode({}, { faults: [FAULT, second] });
  deepStrictEqual(facts(two), ["slow_query+disk_full", "db+api", 5, 8, 0.9, 11]);
});

Deno.test("an action is false unless a fault is or was active in the last 12 steps, or has left a breach behind", () => {
  const falseActs = (step: number, broken: readonly number[] = []) => {
    const changes: Record<number, object> = Object.fromEntries(
      broken.map((each) => [each, { sloViolated: true }]),
    );
    changes[step] = { ...changes[step], executed: { kind: "restart", service: "api" } };
    return madeUpEpisode(changes, { faults: [FAULT], count: 60 }).record.false_acts;
  };
  // The fault is active in steps 10 to 17.
  deepStrictEqual([9, 10, 17, 29, 30, 50].map((step) => falseActs(step)), [1, 0, 0, 0, 1, 1]);
  const lasting = Array.from({ length: 30 }, (_, i) => 18 + i);
  deepStrictEqual([30, 47, 58, 59].map((step) => falseActs(step, lasting)), [0, 0, 0, 0]);
  // A breach that begins later is not the fault's.
  strictEqual(falseActs(45, [44, 45]), 1);
});

Deno.test("false acts cost their price, and 3 for each step in breach within 12 steps after one", () => {
  const { record } = madeUpEpisode({
    5: { sloViolated: true },
    6: { executed: { kind: "restart", service: "api" } },
    7: { sloViolated: true },
    18: { sloViolated: true },
    19: { sloViolated: true },
    25: { executed: { kind: "limit_traffic", factor: 0.5 } },
  });
  deepStrictEqual([record.false_acts, record.benign], [2, null]);
  ok(Math.abs(record.false_act_cost - (0.5 + 3 + 3 + 0.1)) < 1e-9, `${record.false_act_cost}`);
  deepStrictEqual([madeUpEpisode({}).record.false_acts, madeUpEpisode({}).record.false_act_cost], [0, 0]);
});
