import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import type { Actuator, Order, Receipt } from "../contract.ts";
import type { RouteMatch } from "./route.ts";
import { createRouting } from "./routing.ts";
import { orderFor } from "./testing/orders.ts";

const LIMIT = { kind: "limit_traffic", factor: 0.5 } as const;
const DRAIN = { kind: "drain", service: "api" } as const;
const RESTORE = { kind: "restore" } as const;

/** A routing of webhook and HAProxy whose orders are written down, as `haproxy drain`. */
function routingOf(
  matches: readonly [RouteMatch, RouteMatch],
  answer: (who: string, order: Order) => Receipt["outcome"] = () => "done",
) {
  const done: string[] = [];
  const routes = ["webhook", "haproxy"].map((kind, i) => {
    const actuator: Actuator = {
      kind,
      supports: () => true,
      carryOut: (order) => {
        done.push(`${kind} ${order.action.kind}`);
        return Promise.resolve({ outcome: answer(kind, order), detail: order.action.kind });
      },
      ...(kind === "webhook" && { find: () => Promise.resolve({ outcome: "done", detail: "as asked" }) }),
      close: () => Promise.resolve(),
    };
    return { name: `actions[${i}] ${kind}`, match: matches[i]!, actuator };
  });
  const routing = createRouting(routes);
  const order = async (action: Order["action"], dryRun = false) => {
    const routed = routing.route(action);
    if ("refused" in routed) throw new Error(routed.refused);
    const { actuator, name } = routed.route;
    return { name, ...await actuator.carryOut(orderFor(action, { dryRun })) };
  };
  return { routing, order, done };
}

const APART = [{ kind: ["limit_traffic", "restore"] }, {
  kind: ["drain", "restore"],
  service: "api*",
}] as const;

Deno.test("restore goes to the actuator that has drained, not to the first entry", async () => {
  const { order, done } = routingOf(APART);
  await order(DRAIN);
  strictEqual((await order(RESTORE)).name, "actions[1] haproxy");
  await order(LIMIT);
  strictEqual((await order(RESTORE)).name, "actions[0] webhook");
  deepStrictEqual(done, ["haproxy drain", "haproxy restore", "webhook limit_traffic", "webhook restore"]);
});

Deno.test("restore goes to both where one limits and the other drains, and in one receipt", async () => {
  const { order, done } = routingOf(APART);
  await order(LIMIT);
  await order(DRAIN);
  deepStrictEqual(await order(RESTORE), {
    name: "actions[0] webhook and actions[1] haproxy",
    outcome: "done",
    detail: "actions[0] webhook done: restore; actions[1] haproxy done: restore",
  });
  deepStrictEqual(done.slice(2), ["webhook restore", "haproxy restore"]);
});

Deno.test("what an earlier process has changed is unknown: then every entry for restore is asked", async () => {
  const { order, done } = routingOf(APART, (who) => who === "haproxy" ? "failed" : "done");
  strictEqual((await order(RESTORE)).outcome, "done");
  deepStrictEqual(done, ["webhook restore", "haproxy restore"]);
});

Deno.test("an entry that has not restored is asked again; a dry run and a failed drain leave nothing to restore", async () => {
  let isDown = true;
  const { order, done } = routingOf(
    APART,
    (who, { action }) => who === "haproxy" && action.kind === "restore" && isDown ? "unknown" : "done",
  );
  await order(DRAIN);
  strictEqual((await order(RESTORE)).outcome, "unknown");
  isDown = false;
  strictEqual((await order(RESTORE)).name, "actions[1] haproxy");
  const failing = routingOf(APART, (_, { dryRun }) => dryRun ? "planned" : "failed");
  await failing.order(DRAIN);
  await failing.order(LIMIT, true);
  strictEqual((await failing.order(RESTORE)).name, "actions[0] webhook and actions[1] haproxy");
  ok(done.length === 3);
});

Deno.test("an entry that is not for restore is never asked for it, and without any it is refused", async () => {
  const { order } = routingOf([{ kind: ["limit_traffic", "restore"] }, { kind: "drain" }]);
  await order(DRAIN);
  strictEqual((await order(RESTORE)).name, "actions[0] webhook");
  const { routing } = routingOf([{ kind: "limit_traffic" }, { kind: "drain" }]);
  const routed = routing.route(RESTORE);
  ok("refused" in routed);
  match(routed.refused, /no entry of actions is for restore/);
});

Deno.test("after a crash an order to restore is looked up at each that was asked; where one can't say nobody knows", async () => {
  const { routing } = routingOf(APART);
  const named = routing.named("actions[0] webhook and actions[1] haproxy");
  deepStrictEqual(await named!.actuator.find!(orderFor(RESTORE)), {
    outcome: "unknown",
    detail: "actions[0] webhook done: as asked; actions[1] haproxy unknown: it can't be looked up",
  });
});
