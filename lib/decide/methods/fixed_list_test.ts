import { deepStrictEqual, strictEqual } from "node:assert";
import { describeAction, METRIC_COUNT } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createPolicy } from "../catalogue.ts";

/** What the list does in each step, by whether the SLO is violated. */
function done(breaches: readonly boolean[], choice = "fixed-list"): string[] {
  const policy = createPolicy(choice, { topology: SYNTHETIC, slo: { latencyP95Ms: 220, errorRate: 0.06 } });
  policy.begin({ seed: 1 });
  const recent = createWindow(SYNTHETIC, 1);
  return breaches.map((inBreach, step) => {
    const observation = { step, timeSeconds: 5 * step, values: new Float64Array(3 * METRIC_COUNT) };
    const situation = { observation, recent, detection: undefined, inBreach };
    const { action } = policy.decide({
      ...situation,
      diagnose: () => {
        throw new Error("this policy asks for no cause");
      },
    });
    return describeAction(action);
  });
}

Deno.test("the fixed list is gone through remedy by remedy, five steps apart, and then again", () => {
  const actions = done(Array(31).fill(true));
  deepStrictEqual(actions.filter((action) => action !== "noop"), [
    "failover(db)",
    "rollback(api)",
    "limit_traffic(0.4)",
    "clear_cache",
    "restart(api)",
    "failover(db)",
    "rollback(api)",
  ]);
  deepStrictEqual([0, 5, 10].map((step) => actions[step] === "noop"), [false, false, false]);
});

Deno.test("the fixed list goes on where it stood when the SLO was met in between, and does nothing meanwhile", () => {
  const actions = done([true, ...Array(9).fill(false), true]);
  strictEqual(actions[0], "failover(db)");
  deepStrictEqual([...new Set(actions.slice(1, 10))], ["noop"]);
  strictEqual(actions[10], "rollback(api)");
});

Deno.test("stepsApart says how many steps lie between two remedies", () => {
  const actions = done(Array(13).fill(true), "fixed-list:stepsApart=12");
  deepStrictEqual(actions.flatMap((action, step) => action === "noop" ? [] : [step]), [0, 12]);
});
