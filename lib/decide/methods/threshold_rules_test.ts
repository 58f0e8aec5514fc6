import { strictEqual } from "node:assert";
import { describeAction, METRIC_COUNT } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createPolicy } from "../catalogue.ts";

/** The runbook's first action in a slow system, with some values of the rows api, cache and db. */
function first(changes: Readonly<Record<number, number>>): string {
  const policy = createPolicy("threshold-rules", {
    topology: SYNTHETIC,
    slo: { latencyP95Ms: 220, errorRate: 0.06 },
  });
  policy.begin({ seed: 1 });
  const values = new Float64Array(3 * METRIC_COUNT);
  for (const [at, value] of Object.entries({ 0: 500, ...changes })) values[Number(at)] = value;
  const actions = [0, 1].map((step) =>
    policy.decide({
      observation: { step, timeSeconds: 5 * step, values },
      recent: createWindow(SYNTHETIC, 1),
      detection: undefined,
      inBreach: true,
      diagnose: () => {
        throw new Error("this policy asks for no cause");
      },
    }).action
  );
  return describeAction(actions[1]!);
}

Deno.test("the runbook rolls back a service whose memory is above 80 %", () => {
  strictEqual(first({ 3: 0.81 }), "rollback(api)");
  strictEqual(first({ 3: 0.79 }), "failover(db)");
  strictEqual(first({ 8: 0.81 }), "rollback(cache)");
});

Deno.test("the runbook restarts a service whose CPU is above 85 %, and fails over a database above it or with a fifth of errors", () => {
  strictEqual(first({ 2: 0.86 }), "restart(api)");
  strictEqual(first({ 2: 0.84 }), "failover(db)");
  strictEqual(first({ 2: 0.86, 12: 0.86 }), "failover(db)");
  strictEqual(first({ 2: 0.86, 11: 0.21 }), "failover(db)");
  strictEqual(first({ 2: 0.86, 11: 0.19, 12: 0.84 }), "restart(api)");
});

Deno.test("the runbook rolls back the front where there are errors without latency", () => {
  strictEqual(first({ 0: 100, 1: 0.3 }), "rollback(api)");
});

Deno.test("the runbook takes its limits themselves for allowed", () => {
  strictEqual(first({ 2: 0.85 }), "failover(db)");
  strictEqual(first({ 3: 0.8 }), "failover(db)");
});

Deno.test("the runbook takes a metric that is missing neither for saturated nor for healthy", () => {
  const policy = createPolicy("threshold-rules", {
    topology: SYNTHETIC,
    slo: { latencyP95Ms: 220, errorRate: 0.06 },
  });
  policy.begin({ seed: 1 });
  const observation = { step: 0, timeSeconds: 0, values: new Float64Array(3 * METRIC_COUNT).fill(NaN) };
  const situation = {
    observation,
    recent: createWindow(SYNTHETIC, 2),
    detection: undefined,
    inBreach: true,
    diagnose: () => ({} as never),
  };
  policy.decide(situation);
  strictEqual(describeAction(policy.decide(situation).action), "failover(db)");
});
