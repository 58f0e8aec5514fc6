import { deepStrictEqual, match, strictEqual, throws } from "node:assert";
import { type Action, UsageError } from "../model/mod.ts";
import { SYNTHETIC } from "../observe/testing/synthetic.ts";
import { createExecutor } from "./executor.ts";
import { DEFAULT_GUARDRAILS, type Guardrails } from "./guardrails.ts";

Deno.test("the default guardrails are the documented ones", () => {
  deepStrictEqual(DEFAULT_GUARDRAILS, {
    restartCooldownSteps: 20,
    clearCooldownSteps: 20,
    leastReplicas: 1,
    mostReplicas: 10,
    leastTraffic: 0.3,
    mostActions: 12,
    rateWindowSteps: 20,
    disruptionSteps: 12,
    undoAfterSteps: 30,
  });
});

/** An executor, and whether it lets an action through in a step of a breach. */
function allowing(guardrails: Partial<Guardrails> = {}) {
  const executor = createExecutor({ topology: SYNTHETIC, guardrails });
  const allows = (step: number, action: Action) =>
    executor.execute(action, { step, inBreach: true }).refused === undefined;
  return { executor, allows };
}

const restart = (service: string): Action => ({ kind: "restart", service });
const scale = (service: string, delta: 1 | -1): Action => ({ kind: "scale", service, delta });
const open = (caller: string, callee: string): Action => ({ kind: "open_breaker", caller, callee });
const limit = (factor: number): Action => ({ kind: "limit_traffic", factor });

Deno.test("no more than 12 actions are let through in any 20 steps, restore aside", () => {
  const { allows } = allowing();
  for (let step = 0; step < 12; step++) strictEqual(allows(step, limit(0.5)), true);
  for (let step = 12; step < 20; step++) strictEqual(allows(step, limit(0.5)), false);
  strictEqual(allows(19, { kind: "restore" }), true);
  strictEqual(allows(20, limit(0.5)), true, "the action of step 0 is 20 steps ago");
  strictEqual(allows(20, limit(0.5)), false, "those of steps 1 to 11 and of 20 are 12");
  strictEqual(allows(21, limit(0.5)), true);
});

Deno.test("a service is restarted again after 20 steps, another one once the first is back", () => {
  const { allows } = allowing({ mostActions: 100, disruptionSteps: 6 });
  strictEqual(allows(0, restart("db")), true);
  deepStrictEqual([1, 5, 6].map((step) => allows(step, restart("api"))), [false, false, true]);
  deepStrictEqual([12, 19, 20].map((step) => allows(step, { kind: "failover", service: "db" })), [
    false,
    false,
    true,
  ]);
  deepStrictEqual([25, 26].map((step) => allows(step, { kind: "rollback", service: "api" })), [false, true]);
});

Deno.test("caches are cleared again after 20 steps", () => {
  const { allows } = allowing();
  deepStrictEqual([0, 19, 20, 39].map((step) => allows(step, { kind: "clear_cache" })), [
    true,
    false,
    true,
    false,
  ]);
});

Deno.test("replicas stay within their limits, and none is taken from a service that is restarting", () => {
  const { allows } = allowing({ mostActions: 100, mostReplicas: 5, leastReplicas: 2, disruptionSteps: 6 });
  deepStrictEqual([0, 1, 2].map((step) => allows(step, scale("api", 1))), [true, true, false]);
  deepStrictEqual([12, 13].map((step) => allows(step, scale("db", -1))), [true, false]);
  strictEqual(allows(5, restart("api")), true);
  deepStrictEqual([6, 10, 11].map((step) => allows(step, scale("api", -1))), [false, false, true]);
  strictEqual(allows(12, restart("db")), true);
  strictEqual(allows(13, scale("db", 1)), true, "one more is welcome");
});

Deno.test("a limit lets at least 30 % of the traffic through, and a breaker is opened on a call that there is", () => {
  const { allows } = allowing();
  deepStrictEqual([0.29, 0.3, 1].map((factor) => allows(0, limit(factor))), [false, true, true]);
  for (const factor of [1.01, 0, NaN]) throws(() => allows(0, limit(factor)), UsageError);
  for (const callee of ["db", "cache"]) strictEqual(allows(1, open("api", callee)), true);
  for (const [caller, callee] of [["api", "api"], ["db", "db"], ["cache", "db"], ["db", "api"]] as const) {
    throws(() => allows(1, open(caller, callee)), UsageError);
  }
});

Deno.test("a replica that has not helped in 30 steps of a breach is taken back, and the log says so", () => {
  const { executor } = allowing();
  executor.execute(scale("api", 1), { step: 1, inBreach: true });
  for (let step = 2; step <= 32; step++) executor.execute({ kind: "noop" }, { step, inBreach: true });
  deepStrictEqual(executor.log, [
    { step: 1, proposed: scale("api", 1), executed: scale("api", 1) },
    { step: 31, proposed: { kind: "noop" }, executed: scale("api", -1) },
  ]);
});

Deno.test("a replica is kept as long as there were healthy steps within 30, and its time begins anew", () => {
  const { executor } = allowing();
  executor.execute(scale("api", 1), { step: 1, inBreach: true });
  const executed: number[] = [];
  for (let step = 2; step <= 60; step++) {
    const { executed: { kind } } = executor.execute({ kind: "noop" }, { step, inBreach: step !== 20 });
    if (kind !== "noop") executed.push(step);
  }
  deepStrictEqual(executed, [50]);
});

Deno.test("a frozen executor refuses all but doing nothing, until it is unfrozen", () => {
  const { executor, allows } = allowing();
  executor.freeze(true);
  match(executor.execute(restart("db"), { step: 1, inBreach: true }).refused!, /changes are frozen/);
  executor.freeze(false);
  strictEqual(allows(1, restart("db")), true, "what was refused starts no cooldown");
});

Deno.test("a cooldown and a disruption may last no step at all, and a replica may go when a restart is over", () => {
  const { allows } = allowing({ restartCooldownSteps: 0, disruptionSteps: 0 });
  for (const service of ["db", "db", "api"]) strictEqual(allows(0, restart(service)), true);
  const usual = allowing();
  strictEqual(usual.allows(0, scale("api", 1)), true);
  strictEqual(usual.allows(1, restart("api")), true);
  deepStrictEqual([12, 13].map((step) => usual.allows(step, scale("api", -1))), [false, true]);
});

Deno.test("a window of rates and a time to undo may last a single step, not none", () => {
  for (const name of ["rateWindowSteps", "undoAfterSteps"] as const) {
    createExecutor({ topology: SYNTHETIC, guardrails: { [name]: 1 } });
    throws(() => createExecutor({ topology: SYNTHETIC, guardrails: { [name]: 0 } }), UsageError);
  }
});

const drain = (service: string): Action => ({ kind: "drain", service });

Deno.test("a service is drained again after 20 steps, and never while it is restarting or has its least replicas", () => {
  const { allows } = allowing({ mostActions: 100, leastReplicas: 2, disruptionSteps: 6 });
  deepStrictEqual([0, 19, 20].map((step) => allows(step, drain("api"))), [true, false, true]);
  deepStrictEqual([22, 25, 26].map((step) => allows(step, scale("api", -1))), [false, false, true]);
  strictEqual(allows(60, drain("api")), false, "two are left, and two must stay");
  strictEqual(allows(61, restart("db")), true);
  deepStrictEqual([66, 67].map((step) => allows(step, drain("db"))), [false, true]);
  strictEqual(allows(68, drain("cache")), false, "of two replicas two must stay");
});

Deno.test("the last replica of a service is not drained, and the log says why", () => {
  const { executor } = allowing();
  strictEqual(executor.execute(scale("cache", -1), { step: 0, inBreach: true }).refused, undefined);
  const { refused } = executor.execute(drain("cache"), { step: 30, inBreach: true });
  strictEqual(refused, "drain(cache) refused: cache must keep 1 to 10 replicas");
});
