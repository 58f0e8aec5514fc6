import { deepStrictEqual, ok, strictEqual } from "node:assert";
import {
  type Action,
  CPU_UTILISATION,
  describeAction,
  type Diagnosis,
  METRIC_COUNT,
  NOOP,
  REQUEST_RATE,
} from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createPolicy } from "../catalogue.ts";

const SLOW_DB: Diagnosis = { suspect: "db", confidence: 0.99, ranking: [], rationale: "db is slow" };
const SURGE: Diagnosis = {
  ...{ suspect: "api", fault: "retry_storm", confidence: 0.99, ranking: [], rationale: "users retry" },
};
const BREAKER = "open_breaker(api, db)";

/** What the policy is told after a step in which it proposed an action. */
type Told = { readonly executed: Action; readonly notCarriedOut?: Action };

/** What the playbook proposes, step by step, as `3 failover(db)`. */
function proposals(
  { steps, diagnosis = SLOW_DB, inBreach = () => true, tell }: {
    readonly steps: number;
    readonly diagnosis?: Diagnosis;
    readonly inBreach?: (step: number) => boolean;
    readonly tell: (proposed: Action, step: number) => Told;
  },
): string[] {
  const policy = createPolicy("playbook", {
    topology: SYNTHETIC,
    slo: { latencyP95Ms: 220, errorRate: 0.06 },
  });
  policy.begin({ seed: 1 });
  const recent = createWindow(SYNTHETIC, 24);
  return Array.from({ length: steps }, (_, step) => {
    const values = new Float64Array(3 * METRIC_COUNT);
    for (let row = 0; row < 3; row++) {
      values[row * METRIC_COUNT + CPU_UTILISATION] = 0.3;
      values[row * METRIC_COUNT + REQUEST_RATE] = 20;
    }
    const observation = { step, timeSeconds: 5 * step, values };
    recent.push(observation);
    const { action } = policy.decide({
      ...{ observation, recent, detection: undefined, inBreach: inBreach(step) },
      diagnose: () => diagnosis,
    });
    policy.learn({ ...tell(action, step), reward: 0, sloViolated: true });
    return action.kind === "noop" ? [] : [`${step} ${describeAction(action)}`];
  }).flat();
}

const refuse = () => ({ executed: NOOP });
const stepOf = (proposal: string) => Number(proposal.split(" ")[0]);
const nameOf = (proposal: string) => proposal.slice(proposal.indexOf(" ") + 1);

Deno.test("where every action is refused the playbook asks again every third step, and for something else after some time", () => {
  const asked = proposals({ steps: 120, tell: refuse });
  const gaps = asked.slice(1).map((one, i) => stepOf(one) - stepOf(asked[i]!));
  ok(Math.max(...gaps) <= 4, gaps.join(" "));
  deepStrictEqual(new Set(asked.slice(0, 8).map(nameOf)), new Set([BREAKER, "failover(db)"]));
  ok(new Set(asked.map(nameOf)).size >= 5, "it goes through its other remedies");
});

Deno.test("a limit that was refused is no limit: there is none to lift when users are well again", () => {
  const asked = proposals({
    steps: 40,
    diagnosis: SURGE,
    inBreach: (step) => step < 4,
    tell: refuse,
  });
  ok(asked.some((one) => one.endsWith("limit_traffic(0.4)")));
  deepStrictEqual(asked.filter((one) => stepOf(one) >= 4), []);
});

Deno.test("what is approved later is carried out then: its remedy goes on and has its time from there", () => {
  const breaker: Action = { kind: "open_breaker", caller: "api", callee: "db" };
  const failover: Action = { kind: "failover", service: "db" };
  const asked = (approved: Readonly<Record<number, Action>>, from: number) =>
    proposals({
      steps: 30,
      tell: (proposed, step) => ({ executed: approved[step] ?? (step < from ? NOOP : proposed) }),
    });
  const first = [`1 ${BREAKER}`, "2 failover(db)"];
  const [, , third, fourth] = asked({ 3: breaker }, 4);
  deepStrictEqual(asked({ 3: breaker }, 4).slice(0, 2), first);
  strictEqual(third, "4 failover(db)");
  // A failover takes 12 steps and has 4 more to take effect.
  ok(stepOf(fourth!) >= 4 + 16, fourth!);
  // Its breaker, which is approved after it, begins nothing anew.
  const both = asked({ 3: failover, 4: breaker }, 5);
  deepStrictEqual(both.slice(0, 2), first);
  ok(stepOf(both[2]!) >= 3 + 16, both[2]!);
});

Deno.test("an order that turns out to have failed two steps later was not tried", () => {
  const failover: Action = { kind: "failover", service: "db" };
  const asked = proposals({
    steps: 12,
    tell: (proposed, step) => ({ executed: proposed, ...(step === 4 && { notCarriedOut: failover }) }),
  });
  deepStrictEqual(asked, [`1 ${BREAKER}`, "2 failover(db)", `7 ${BREAKER}`, "8 failover(db)"]);
});

Deno.test("a lifted limit whose order was refused is lifted again", () => {
  const steps = (lifts: number) => {
    let refused = 0;
    return proposals({
      steps: 16,
      diagnosis: { ...SLOW_DB, confidence: 0.3 },
      inBreach: (step) => step < 6,
      tell: (proposed) => ({
        executed: proposed.kind === "restore" && refused++ < lifts ? NOOP : proposed,
      }),
    }).filter((one) => one.endsWith("restore")).map(stepOf);
  };
  const [at] = steps(0);
  ok(at !== undefined);
  deepStrictEqual([steps(0), steps(2)], [[at], [at, at + 1, at + 2]]);
});

Deno.test("what nobody has proposed changes nothing, as a replica that the guardrails take away", () => {
  const without = proposals({ steps: 40, tell: (executed) => ({ executed }) });
  const withUndo = proposals({
    steps: 40,
    tell: (proposed, step) => ({
      executed: proposed.kind === "noop" && step === 20
        ? { kind: "scale", service: "api", delta: -1 }
        : proposed,
    }),
  });
  strictEqual(withUndo.join(), without.join());
});
