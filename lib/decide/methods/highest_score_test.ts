import { deepStrictEqual } from "node:assert";
import { describeAction, METRIC_COUNT } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createPolicy } from "../catalogue.ts";

const SLO = { latencyP95Ms: 220, errorRate: 0.06 };

/** What is done in a breach that does not end, the scores of api, cache and db staying the same. */
function done(scores: readonly number[], steps: number): string[] {
  const policy = createPolicy("highest-score", { topology: SYNTHETIC, slo: SLO });
  policy.begin({ seed: 1 });
  return Array.from({ length: steps }, (_, step) => {
    const { action } = policy.decide({
      observation: { step, timeSeconds: 5 * step, values: new Float64Array(3 * METRIC_COUNT) },
      recent: createWindow(SYNTHETIC, 1),
      detection: { anomalous: true, globalScore: 5, scores: Float64Array.from(scores) },
      inBreach: true,
      diagnose: () => {
        throw new Error("this policy asks for no cause");
      },
    });
    return describeAction(action);
  }).filter((action) => action !== "noop");
}

Deno.test("the policy highest-score tries what may help the most anomalous service, then the next one", () => {
  deepStrictEqual(done([3, 1, 9], 40).slice(0, 3), ["failover(db)", "restart(db)", "restart(api)"]);
  deepStrictEqual(done([1, 9, 3], 40).slice(0, 2), ["restart(cache)", "failover(db)"]);
});

Deno.test("the policy highest-score sheds load once everything has been tried, and starts over", () => {
  const all = done([3, 1, 9], 110);
  const shed = all.indexOf("limit_traffic(0.4)");
  deepStrictEqual(all.slice(shed - 5, shed).toSorted(), [
    "failover(db)",
    "restart(api)",
    "restart(cache)",
    "restart(db)",
    "scale(api, +1)",
  ]);
  deepStrictEqual(all[shed + 1], "failover(db)");
});
