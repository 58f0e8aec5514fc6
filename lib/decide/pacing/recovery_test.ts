import { deepStrictEqual, strictEqual } from "node:assert";
import { type Action, CPU_UTILISATION, describeAction, METRIC_COUNT } from "../../model/mod.ts";
import { createWindow } from "../../observe/mod.ts";
import { SYNTHETIC } from "../../observe/testing/synthetic.ts";
import type { Situation } from "../policy.ts";
import { createRecovery } from "./recovery.ts";

/** A step in which every service uses that share of its CPU. */
function situation(cpuUtilisation: number): Situation {
  const values = new Float64Array(3 * METRIC_COUNT);
  for (let row = 0; row < 3; row++) values[row * METRIC_COUNT + CPU_UTILISATION] = cpuUtilisation;
  return {
    observation: { step: 0, timeSeconds: 0, values },
    recent: createWindow(SYNTHETIC, 1),
    detection: undefined,
    inBreach: false,
    diagnose: () => {
      throw new Error("nothing to diagnose in a healthy step");
    },
  };
}

/** What is undone in each of so many healthy steps after an action. */
function undone(after: Action, { steps, cpuUtilisation }: { steps: number; cpuUtilisation: number }) {
  const recovery = createRecovery(SYNTHETIC);
  recovery.begin();
  recovery.note(after);
  const now = situation(cpuUtilisation);
  return Array.from({ length: steps }, () => {
    recovery.observe(false);
    const decision = recovery.undo(now);
    if (decision) recovery.note(decision.action);
    return decision && describeAction(decision.action);
  });
}

Deno.test("a recovery lifts a limit at the fourth healthy step, and only once", () => {
  deepStrictEqual(
    undone({ kind: "limit_traffic", factor: 0.4 }, { steps: 6, cpuUtilisation: 0.3 }),
    [undefined, undefined, undefined, "restore", undefined, undefined],
  );
});

Deno.test("a recovery takes an added replica away at the eighth healthy step, once it idles", () => {
  const added: Action = { kind: "scale", service: "api", delta: 1 };
  const idle = undone(added, { steps: 10, cpuUtilisation: 0.3 });
  strictEqual(idle.indexOf("scale(api, -1)"), 7);
  strictEqual(idle.lastIndexOf("scale(api, -1)"), 7);
  deepStrictEqual(undone(added, { steps: 10, cpuUtilisation: 0.7 }).slice(7), ["noop", "noop", "noop"]);
});

Deno.test("a recovery counts healthy steps anew after a breach", () => {
  const recovery = createRecovery(SYNTHETIC);
  for (const inBreach of [false, false, true, false]) recovery.observe(inBreach);
  strictEqual(recovery.healthySteps, 1);
});

Deno.test("a recovery does not lift a limit that has ended by itself, after twelve steps", () => {
  const lifted = (breachSteps: number) => {
    const recovery = createRecovery(SYNTHETIC);
    recovery.begin();
    recovery.note({ kind: "limit_traffic", factor: 0.4 });
    for (let i = 0; i < breachSteps; i++) recovery.observe(true);
    for (let i = 0; i < 4; i++) recovery.observe(false);
    return recovery.undo(situation(0.3)) !== undefined;
  };
  deepStrictEqual([0, 7, 8, 20].map(lifted), [true, true, false, false]);
});

Deno.test("a recovery counts only steps that are known to be healthy, and leaves replicas where nobody measures the CPU", () => {
  const recovery = createRecovery(SYNTHETIC);
  recovery.begin();
  for (const isKnown of [true, false, true, false, false]) recovery.observe(false, isKnown);
  strictEqual(recovery.healthySteps, 2);
  const added: Action = { kind: "scale", service: "api", delta: 1 };
  deepStrictEqual(undone(added, { steps: 10, cpuUtilisation: NaN }), Array(10).fill(undefined));
});

Deno.test("a recovery keeps a replica that the load still needs, however idle the processor is", () => {
  const recovery = createRecovery(SYNTHETIC);
  recovery.begin();
  recovery.note({ kind: "scale", service: "api", delta: 1 });
  const kinds = Array.from({ length: 12 }, (_, i) => {
    recovery.observe(false);
    return recovery.undo(situation(0.1), () => i >= 10)?.action.kind;
  });
  deepStrictEqual(kinds.slice(7), ["noop", "noop", "noop", "scale", "scale"]);
});
