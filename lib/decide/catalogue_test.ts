import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { type Choice, describeAction, type Diagnosis, NOOP } from "../model/mod.ts";
import { createWindow } from "../observe/mod.ts";
import { synthesize, SYNTHETIC } from "../observe/testing/synthetic.ts";
import { createPolicy, policies } from "./catalogue.ts";

const CONTEXT = { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 } };

/** The proposals of a policy in a breach with a fixed diagnosis; `values` are put into each observation. */
function proposals(
  choice: Choice,
  { confidence = 0.9, steps = 40, values = { 0: 500 } as Record<number, number> } = {},
): string[] {
  const policy = createPolicy(choice, CONTEXT);
  policy.begin({ seed: 1 });
  const observe = synthesize(1);
  const recent = createWindow(SYNTHETIC, 24);
  policy.fit(recent);
  const diagnosis: Diagnosis = { suspect: "db", confidence, ranking: [], rationale: "given" };
  const detection = { scores: Float64Array.of(2, 0, 3), globalScore: 5 / 3, anomalous: true };
  return Array.from({ length: steps }, () => {
    const observation = observe({ values });
    recent.push(observation);
    const { action, propensity } = policy.decide({
      observation,
      recent,
      detection,
      inBreach: true,
      diagnose: () => diagnosis,
    });
    ok(propensity > 0 && propensity <= 1, `propensity ${propensity}`);
    policy.learn({ executed: NOOP, reward: -2, sloViolated: true });
    return describeAction(action);
  });
}

for (const { name, parameters } of policies.list()) {
  for (const { name: parameter, least, greatest, words } of parameters) {
    for (const value of words ?? [least!, greatest!]) {
      Deno.test(`the policy ${name} decides with ${parameter} = ${value}, the same again each time`, () => {
        const choice = { name, [parameter]: value };
        deepStrictEqual(proposals(choice), proposals(choice));
        strictEqual(createPolicy(choice, CONTEXT).name, policies.choose(choice).label);
      });
    }
  }
}

Deno.test("playbook acts at its confidence, and limits traffic first below doubtfulBelow", () => {
  const at = (choice: Choice, confidence: number) =>
    proposals(choice, { confidence }).findIndex((action) => action !== "noop");
  ok(at("playbook", 0.8) > at("playbook:confidence=0.8", 0.8));
  const first = (choice: Choice) =>
    proposals(choice, { confidence: 0.6 }).find((action) => action !== "noop");
  strictEqual(first("playbook"), "open_breaker(api, db)");
  strictEqual(first("playbook:doubtfulBelow=0.7"), "limit_traffic(0.4)");
});

Deno.test("threshold-rules restarts a service whose CPU is above the parameter", () => {
  const busy = { values: { 0: 500, 2: 0.7 } };
  ok(!proposals("threshold-rules", busy).includes("restart(api)"));
  ok(proposals("threshold-rules:cpu=0.6", busy).includes("restart(api)"));
});

Deno.test("ucb1 and thompson give an action as many steps as their parameter says", () => {
  const decisions = (choice: Choice) => proposals(choice).filter((action) => action !== "noop").length;
  ok(decisions("ucb1:horizonSteps=2") > 2 * decisions("ucb1:horizonSteps=12"));
  ok(decisions("thompson:verdictSteps=1") > 2 * decisions("thompson:verdictSteps=20"));
});

Deno.test("ucb1 without exploration stays with the best arm so far", () => {
  const { create } = policies.get("ucb1");
  const state = { "db/slow/answering": [[50, -20, 25], ...Array(4).fill([1, -2, 0.0625])] };
  const decide = (exploration: number) => {
    const policy = create(CONTEXT, { bound: "ucb1", exploration, horizonSteps: 6 });
    policy.loadState(state);
    policy.begin({ seed: 1 });
    return policy.decide({
      observation: synthesize(1)({ values: { 0: 500 } }),
      recent: createWindow(SYNTHETIC, 1),
      detection: undefined,
      inBreach: true,
      diagnose: () => ({ suspect: "db", confidence: 1, ranking: [], rationale: "given" }),
    }).action.kind;
  };
  deepStrictEqual([decide(0), decide(2)], ["noop", "restart"]);
});
