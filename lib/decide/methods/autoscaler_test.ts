import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { CPU_UTILISATION, describeAction, METRIC_COUNT, PLATFORM, TIMINGS } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { createStream } from "../../random/mod.ts";
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

// Kubernetes' documentation, "Horizontal Pod Autoscaling", Algorithm details: a current value of 200m against 100m wanted doubles the number
// of replicas, 50m halves it, and nothing is done while the ratio is within 0.1 of 1; scaling down is stabilised over 300 s by default.
Deno.test("Kubernetes' own examples: twice the target doubles the replicas, half of it halves them after 300 s", () => {
  // What three replicas at twice the target show while the ordered ones come to help, each from the third step after its order on.
  const growing = [0.8, 0.6, 0.48, 0.4, 0.4].flatMap((busy) => Array(3).fill([busy]));
  const doubled = ["0 scale(api, +1)", "3 scale(api, +1)", "6 scale(api, +1)"];
  const choice = "autoscaler:target=0.4";
  deepStrictEqual(acts(done(growing, choice)), doubled);
  // Half of the load, from step 15 on: six were wanted at last in step 12.
  const halving = [...growing, ...Array(117).fill([0.2])];
  deepStrictEqual(acts(done(halving, choice)), [
    ...doubled,
    ...[75, 78, 81].map((step) => `${step} scale(api, -1)`),
  ]);
});

Deno.test("the tolerance is a tenth of the target to either side", () => {
  const first = (busy: number) => acts(done([[busy]], "autoscaler:target=0.5")).length;
  deepStrictEqual([0.5, 0.549, 0.551].map(first), [0, 0, 1]);
  // One replica more than at first, and a load that asks for three of four: within the tolerance it stays.
  const stays = (busy: number) =>
    acts(done([[0.6], ...Array(90).fill([busy])], "autoscaler:target=0.5")).filter((act) =>
      act.includes("-1")
    ).length;
  deepStrictEqual([0.46, 0.37].map(stays), [0, 1]);
});

/** The documented rule by itself: replicas ordered in each decision, one at a time, given the load of a single service. */
function ruleOf(loads: readonly number[], { target, delaySteps, least }: {
  target: number;
  delaySteps: number;
  least: number;
}): string[] {
  const counts = Array<number>(loads.length + delaySteps + 1).fill(least);
  const wants: (readonly [step: number, number: number])[] = [];
  let ordered = least;
  const order = (step: number, delta: number) => {
    ordered += delta;
    for (let at = step + delaySteps; at < counts.length; at++) counts[at] = counts[at]! + delta;
    return [`${step} scale(api, ${delta > 0 ? "+" : "-"}1)`];
  };
  return loads.flatMap((load, step) => {
    if (step % 3 !== 0) return [];
    const within = Math.abs(load / target - 1) <= 0.1;
    const wanted = within ? ordered : Math.ceil(counts[step]! * load / target);
    const bounded = Math.min(PLATFORM.maxReplicas, Math.max(least, wanted));
    wants.push([step, bounded]);
    if (bounded > ordered) return order(step, 1);
    const recommended = Math.max(...wants.flatMap(([at, number]) => step - at <= 60 ? [number] : []));
    return recommended < ordered ? order(step, -1) : [];
  });
}

Deno.test("over random loads the autoscaler orders what the documented rule does, written down a second time", () => {
  const stream = createStream(1, "loads");
  let orders = 0;
  for (let run = 0; run < 40; run++) {
    let level = 0.5;
    const loads = Array.from({ length: 300 }, (_, step) => {
      if (step % 25 === 0) level = stream.between(0.05, 1);
      return level * stream.between(0.9, 1.1);
    });
    const found = acts(done(loads.map((load) => [load]), "autoscaler:target=0.6"));
    const delaySteps = TIMINGS.classic.scaleDelaySteps.service;
    deepStrictEqual(found, ruleOf(loads, { target: 0.6, delaySteps, least: 3 }), `run ${run}`);
    orders += found.length;
  }
  ok(orders > 300, `${orders}`);
});
