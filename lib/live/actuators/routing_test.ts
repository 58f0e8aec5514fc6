import { deepStrictEqual, match, ok, strictEqual, throws } from "node:assert";
import type { Order } from "../contract.ts";
import { createDryRun } from "./dry_run.ts";
import { guarded } from "./guarded.ts";
import type { RouteMatch } from "./route.ts";
import { createRouting } from "./routing.ts";
import { fillTemplate, fits, placeholdersIn } from "./template.ts";
import { orderFor, RESTART } from "./testing/orders.ts";
import { undoOf } from "./undo_order.ts";

const routeOf = (action: Order["action"], ...matches: readonly RouteMatch[]) => {
  const actuator = createDryRun();
  const routed = createRouting(matches.map((match, i) => ({ name: `actions[${i}]`, match, actuator }))).route(
    action,
  );
  return "route" in routed ? routed.route.name : undefined;
};
const of = (service: string) => ({ kind: "restart", service }) as const;

Deno.test("the first rule that matches kind and service counts", () => {
  strictEqual(
    routeOf(of("api"), { kind: "scale" }, { kind: ["drain", "restart"], service: "a*" }, {}),
    "actions[1]",
  );
  strictEqual(routeOf(of("api"), { service: "db" }, {}), "actions[1]");
  strictEqual(routeOf(of("api"), { service: "db" }), undefined);
  strictEqual(
    routeOf({ kind: "open_breaker", caller: "api", callee: "db" }, { service: "db" }),
    "actions[0]",
  );
  strictEqual(routeOf({ kind: "clear_cache" }, { service: "api" }, { service: "*" }), "actions[1]");
});

Deno.test("a star stands for any characters, and no pattern takes long", () => {
  for (
    const [pattern, name, matches] of [
      ["api*", "api", true],
      ["api*", "my-api", false],
      ["*api", "my-api", true],
      ["a*b*c", "a-b-b-c", true],
      ["a*b*c", "acb", false],
      ["ab*ba", "aba", false],
      ["a.i", "api", false],
      ["*", "anything", true],
      ["**", "", true],
      ["[a-z]", "a", false],
    ] as const
  ) strictEqual(routeOf(of(name), { service: pattern }) !== undefined, matches, `${pattern} ${name}`);
  const start = performance.now();
  strictEqual(routeOf(of("a".repeat(200)), { service: `${"*a".repeat(500)}b` }), undefined);
  ok(performance.now() - start < 100);
});

Deno.test("an action that no rule is for, or whose first rule can't do it, is refused with a reason", () => {
  const never = { ...createDryRun(), supports: () => false };
  const routing = createRouting([{ name: "actions[0] haproxy", match: { kind: "drain" }, actuator: never }]);
  deepStrictEqual(routing.route(of("db")), {
    refused: "no entry of actions is for restart(db): there is actions[0] haproxy for drain",
  });
  deepStrictEqual(routing.route({ kind: "drain", service: "db" }), {
    refused: "actions[0] haproxy, which is the first entry for drain(db), can't carry it out",
  });
  deepStrictEqual(createRouting([]).route(of("db")), {
    refused: "no entry of actions is for restart(db): there is none",
  });
  strictEqual(routing.named("actions[0] haproxy")?.actuator, never);
  strictEqual(routing.named("actions[1] haproxy"), undefined);
});

Deno.test("what takes back an action: a replica for a replica, restore for limits, breakers and drains, nothing for a restart", () => {
  deepStrictEqual(undoOf({ kind: "scale", service: "api", delta: -1 }), {
    kind: "scale",
    service: "api",
    delta: 1,
  });
  for (
    const action of [
      { kind: "limit_traffic", factor: 0.4 },
      { kind: "open_breaker", caller: "api", callee: "db" },
      { kind: "drain", service: "api" },
    ] as const
  ) deepStrictEqual(undoOf(action), { kind: "restore" });
  for (const kind of ["restart", "rollback", "failover"] as const) {
    strictEqual(undoOf({ kind, service: "db" }), undefined);
  }
  strictEqual(undoOf({ kind: "clear_cache" }), undefined);
});

Deno.test("an order under the same key is carried out once, unless it failed; a dry run each time", async () => {
  let count = 0;
  let outcome: "done" | "failed" | "unknown" = "failed";
  const actuator = guarded({
    ...createDryRun(),
    carryOut: () => Promise.resolve({ outcome, detail: `${++count}` }),
  });
  strictEqual((await actuator.carryOut(RESTART)).detail, "1");
  outcome = "unknown";
  const both = await Promise.all([actuator.carryOut(RESTART), actuator.carryOut(RESTART)]);
  deepStrictEqual(both.map(({ detail }) => detail), ["2", "2"]);
  strictEqual((await actuator.carryOut({ ...RESTART, idempotencyKey: "other" })).detail, "3");
  strictEqual((await actuator.carryOut({ ...RESTART, dryRun: true })).detail, "4");
  strictEqual((await actuator.carryOut({ ...RESTART, dryRun: true })).detail, "5");
});

Deno.test("an actuator that throws gives a receipt of one line, without the secret in its message", async () => {
  const secrets: string[] = [];
  const actuator = guarded({
    ...createDryRun(),
    carryOut: () => Promise.reject(new Error(`bad\nheader ${"y".repeat(380)} token-12345678`)),
  }, secrets);
  secrets.push("token-12345678");
  const { outcome, detail } = await actuator.carryOut(RESTART);
  strictEqual(outcome, "unknown");
  match(detail, /^dry-run: restart\(db\): bad header y+/);
  ok(!/token|\n/.test(detail) && detail.length <= 400);
});

Deno.test("placeholders are filled in once, and an unknown one is named with the nearest", () => {
  const order = orderFor({ kind: "limit_traffic", factor: 0.4 }, { incident: "{factor}" });
  strictEqual(fillTemplate("{kind}={factor} {incident}", order), "limit_traffic=0.4 {factor}");
  throws(() => placeholdersIn("{servce}"), /Cannot find the placeholder "servce": did you mean "service"\?/);
  throws(() => fillTemplate("{service}", order), /limit_traffic has nothing for \{service\}/);
  strictEqual(fits("be_{service}", { kind: "restore" }), false);
  strictEqual(fits("be", { kind: "restore" }), true);
});
