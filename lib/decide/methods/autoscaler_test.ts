import { deepStrictEqual, strictEqual } from "node:assert";
import { CPU_UTILISATION, describeAction, METRIC_COUNT, TIMINGS } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import { createPolicy } from "../catalogue.ts";

/** What the autoscaler does at the CPU utilisations of api, cache and db in each step. */
function done(loads: readonly (readonly number[])[], choice = "autoscaler"): string[] {
  const policy = createPolicy(choice, {
    topology: SYNTHETIC,
    slo: { latencyP95Ms: 220, errorRate: 0.06 },
    timings: TIMINGS.classic,
  });
  policy.begin({ seed: 1 });
  const recent = createWindow(SYNTHETIC, 1);
  return loads.map((load, step) => {
    const values = new Float64Array(3 * METRIC_COUNT);
    load.forEach((busy, i) => values[i * METRIC_COUNT + CPU_UTILISATION] = busy);
    const { action } = policy.decide({
      observation: { step, timeSeconds: 5 * step, values },
      recent,
      detection: undefined,
      inBreach: false,
      diagnose: () => ({} as never),
    });
    return describeAction(action);
  });
}

const acts = (actions: readonly string[]) =>
  actions.flatMap((action, step) => action === "noop" ? [] : [`${step} ${action}`]);

Deno.test("the autoscaler orders what ceil(replicas x utilisation / target) asks for, one replica every 15 s", () => {
  // 3 replicas at .99 of a target of .8: 3.7, so four, of which the fourth counts from step 3 on.
  deepStrictEqual(acts(done([[0.99], [0.99], [0.99], [0.75], [0.75], [0.75], [0.75]])), ["0 scale(api, +1)"]);
  // At 1 of .5 six are due: three more, whatever is measured before they are up.
  deepStrictEqual(acts(done(Array(9).fill([1]), "autoscaler:target=0.5")).slice(0, 3), [
    "0 scale(api, +1)",
    "3 scale(api, +1)",
    "6 scale(api, +1)",
  ]);
});

Deno.test("within a tenth of the target nothing changes, and a missing value asks for nothing", () => {
  deepStrictEqual(acts(done([[0.87], [0], [0], [NaN]])), []);
});

Deno.test("a database is not scaled", () => {
  deepStrictEqual(acts(done(Array(9).fill([0.5, 0.5, 1]))), []);
});

Deno.test("a replica goes only when it was spare for five minutes, and never one of the first", () => {
  const loads = [[0.99], ...Array(80).fill([0.3])];
  const actions = acts(done(loads));
  deepStrictEqual(actions, ["0 scale(api, +1)", "63 scale(api, -1)"]);
  strictEqual(acts(done(Array(80).fill([0.1]))).length, 0);
});
