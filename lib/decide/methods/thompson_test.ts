import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { describeAction, type Diagnosis, NOOP, UsageError } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createPolicy, policies } from "../catalogue.ts";

const CONTEXT = { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 } };

function bandit(seed = 1) {
  const policy = createPolicy("thompson", CONTEXT);
  policy.begin({ seed });
  const observe = synthesize(1);
  const diagnosis: Diagnosis = {
    suspect: "db",
    fault: "slow_query",
    confidence: 1,
    ranking: [],
    rationale: "given",
  };
  const decide = (inBreach = true) =>
    policy.decide({
      observation: observe({}),
      recent: createWindow(SYNTHETIC, 1),
      detection: undefined,
      inBreach,
      diagnose: () => diagnosis,
    });
  /** One incident: a failover ends it, nothing else does. */
  const incident = () => {
    const first = decide();
    const cured = first.action.kind === "failover";
    for (let step = 0; step < 8; step++) {
      policy.learn({ executed: NOOP, reward: cured ? 1 : -2, sloViolated: !cured });
      decide(false);
    }
    return first;
  };
  return { policy, decide, incident };
}

Deno.test("Thompson sampling starts with all plans equally likely and learns to choose the one that helps", () => {
  const { incident } = bandit();
  ok(Math.abs(incident().propensity - 1 / 8) < 0.002);
  const kinds = Array.from({ length: 120 }, () => incident().action.kind);
  ok(kinds.slice(60).filter((kind) => kind === "failover").length > 54, kinds.join(" "));
});

Deno.test("Thompson sampling waits for a plan to take effect and learns nothing without a breach", () => {
  const { decide, policy } = bandit();
  strictEqual(decide(false).action.kind, "noop");
  deepStrictEqual((policy.saveState() as { readonly inner: unknown }).inner, {});
  decide();
  policy.learn({ executed: NOOP, reward: -2, sloViolated: true });
  ok(/plan/.test(decide().reason));
});

Deno.test("the state of Thompson sampling survives JSON, and anything else is rejected", () => {
  const { policy, incident } = bandit();
  for (let i = 0; i < 9; i++) incident();
  const state = JSON.parse(JSON.stringify(policy.saveState()));
  const tallies = Object.values(state.inner).flat(2) as number[];
  strictEqual(tallies.reduce((sum, count) => sum + count, 0), 9);
  const other = bandit(5);
  other.policy.loadState(state);
  deepStrictEqual(other.policy.saveState(), state);
  for (const wrong of [null, 3, [], { a: 1 }, { a: [[1, 2]] }, { a: Array(8).fill([1, -2]) }]) {
    throws(() => other.policy.loadState(wrong), UsageError);
    throws(() => policies.get("thompson").create(CONTEXT, {}).loadState(wrong), UsageError);
  }
});

Deno.test("Thompson sampling keeps a table for each service and kind of fault, and says what it knows of a plan", () => {
  const { policy, incident } = bandit();
  const reasons = Array.from({ length: 40 }, () => incident());
  deepStrictEqual(Object.keys((policy.saveState() as { inner: object }).inner), ["db/slow_query"]);
  const tried = new Map<string, [ended: number, all: number]>();
  for (const { action, reason } of reasons) {
    const plan = reason.split(" for db/slow_query: ")[0]!;
    const [ended, all] = tried.get(plan) ?? [0, 0];
    strictEqual(reason, `${plan} for db/slow_query: it ended ${ended} of ${all} breaches`);
    tried.set(plan, [ended + Number(action.kind === "failover"), all + 1]);
  }
});

Deno.test("policies that learn are declared to, and no others", () => {
  deepStrictEqual(policies.entries.filter(({ learns }) => learns).map(({ name }) => name).sort(), [
    "bootstrapped-thompson",
    "fitted-q",
    "linear-thompson",
    "linear-ucb",
    "neural-linear",
    "prototype-bandit",
    "thompson",
    "ucb1",
  ]);
});

Deno.test("a plan of two actions is carried out in two consecutive steps, each plan on the suspect", () => {
  const plans = new Set<string>();
  for (let seed = 1; seed <= 60; seed++) {
    const { decide } = bandit(seed);
    const [first, second] = [decide(), decide()];
    const next = second.reason === "the next step of the plan"
      ? ` then ${describeAction(second.action)}`
      : "";
    plans.add(`${first.reason.split(" for ")[0]}: ${describeAction(first.action)}${next}`);
  }
  deepStrictEqual([...plans].sort(), [
    "failover: failover(db)",
    "limit and clear the caches: limit_traffic(0.4) then clear_cache",
    "limit and restart: limit_traffic(0.4) then restart(db)",
    "limit: limit_traffic(0.4)",
    "restart: restart(db)",
    "rollback: rollback(db)",
    "scale out: scale(db, +1) then scale(db, +1)",
    "wait: noop",
  ]);
});
