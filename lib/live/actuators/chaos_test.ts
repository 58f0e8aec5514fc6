import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { DEFAULT_GUARDRAILS } from "../../act/mod.ts";
import { inFolder } from "../loop/testing/in_folder.ts";
import { runChaos } from "./testing/chaos/chaos.ts";
import { createLimitWatch } from "./testing/chaos/limit_watch.ts";
import { TOPOLOGY } from "./testing/orders.ts";

Deno.test("20,000 hostile proposals break no limit, with restarts in between, and leave a whole audit log without secrets", () =>
  inFolder(async (folder) => {
    const figures = await runChaos({ proposals: 20_000, seed: 1, path: `${folder}/audit.jsonl` });
    const { broken, auditProblem, openOrders, repeatedOrders, leaks, restarts } = figures;
    deepStrictEqual(
      { broken, auditProblem, openOrders, repeatedOrders, leaks, restarts },
      { broken: [], auditProblem: undefined, openOrders: 0, repeatedOrders: 0, leaks: 0, restarts: 3 },
    );
    // All that can happen has happened, often.
    for (const name of ["noActions", "refused", "unrouted", "orders"] as const) {
      ok(figures[name] > 500, `${name}: ${figures[name]}`);
    }
    strictEqual(figures.records, figures.noActions + figures.refused + figures.unrouted + 2 * figures.orders);
  }));

Deno.test("the watch of the limits finds each that is broken", () => {
  const broken = (...actions: readonly (readonly [step: number, action: unknown])[]) => {
    const watch = createLimitWatch(TOPOLOGY, DEFAULT_GUARDRAILS);
    for (const [step, action] of actions) watch.see(action as never, step, true);
    return watch.broken.map((text) => text.split(": ").slice(0, 2).join(": "));
  };
  const restart = (service: string) => ({ kind: "restart", service });
  deepStrictEqual(broken([0, restart("db")], [19, restart("db")]), ["step 19: the cooldown of restarts"]);
  deepStrictEqual(broken([0, restart("db")], [2, restart("api")]), ["step 2: two services down at once"]);
  deepStrictEqual(broken([0, restart("nobody")]), ["step 0: a service that is not there"]);
  deepStrictEqual(broken([0, { kind: "limit_traffic", factor: 0.29 }]), [
    "step 0: the least share of traffic",
  ]);
  deepStrictEqual(broken([0, { kind: "limit_traffic", factor: NaN }]), [
    "step 0: the least share of traffic",
  ]);
  deepStrictEqual(broken([0, { kind: "open_breaker", caller: "db", callee: "api" }]), [
    "step 0: a call that is not there",
  ]);
  deepStrictEqual(broken([0, { kind: "clear_cache" }], [5, { kind: "clear_cache" }]), [
    "step 5: the cooldown of caches",
  ]);
  deepStrictEqual(broken([0, { kind: "reboot" }]), ["step 0: the kinds of action"]);
  const more = { kind: "scale", service: "db", delta: 1 };
  const times = Array.from({ length: 13 }, (_, i) => [i, { kind: "limit_traffic", factor: 0.5 }] as const);
  deepStrictEqual(broken(...times), ["step 12: the rate"]);
  ok(
    broken(...Array.from({ length: 12 }, (_, i) => [30 * i, more] as const)).includes(
      "step 330: the number of replicas",
    ),
  );
});
