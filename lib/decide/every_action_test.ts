import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { describeAction } from "../model/mod.ts";
import { SYNTHETIC } from "../observe/testing/synthetic.ts";
import { everyAction } from "./every_action.ts";

const named = everyAction(SYNTHETIC).map(describeAction);

Deno.test("everyAction() begins with waiting and names no action twice", () => {
  strictEqual(named[0], "noop");
  strictEqual(new Set(named).size, named.length);
});

Deno.test("everyAction() offers a kind of service only what it can do", () => {
  const targets = (action: string) => named.filter((name) => name.startsWith(`${action}(`));
  deepStrictEqual(targets("rollback"), ["rollback(api)"]);
  deepStrictEqual(targets("failover"), ["failover(db)"]);
});

Deno.test("everyAction() clears caches only where there is one", () => {
  ok(named.includes("clear_cache"));
  const uncached = { ...SYNTHETIC, services: SYNTHETIC.services.filter(({ kind }) => kind !== "cache") };
  ok(!everyAction(uncached).map(describeAction).includes("clear_cache"));
});

Deno.test("everyAction() drains services behind a load balancer alone", () => {
  ok(!named.some((name) => name.startsWith("drain(")));
  const services = SYNTHETIC.services.map((one) =>
    one.name === "api" ? { ...one, balancer: "round-robin" } as const : one
  );
  const balanced = everyAction({ ...SYNTHETIC, services }).map(describeAction);
  deepStrictEqual(balanced.filter((name) => !named.includes(name)), ["drain(api)"]);
});
