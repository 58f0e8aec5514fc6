import { deepStrictEqual, strictEqual } from "node:assert";
import { systemClock as clock } from "../../lib/live/loop/system_clock.ts";
import { createWebhook } from "../../lib/live/actuators/webhook/webhook.ts";
import type { Order } from "../../lib/live/mod.ts";
import { createOrders, type OrderedShop } from "./orders.ts";

const orderOf = (action: Order["action"], key = "key-1"): Order => ({
  ...{ action, incident: "shop-1", idempotencyKey: key, dryRun: false, reason: "a test" },
});

/** Runs with a shop that only notes what is done, behind its orders, and the webhook of `deno task live` before it. */
async function withOrders(
  run: (
    parts: {
      done: string[];
      webhook: (secret: string) => ReturnType<typeof createWebhook>;
    },
  ) => Promise<void>,
): Promise<void> {
  const done: string[] = [];
  const note = (text: string) => {
    done.push(text);
    return Promise.resolve(text);
  };
  const shop: OrderedShop = {
    restart: (service) => note(`restart ${service}`),
    rollback: (service) => note(`rollback ${service}`),
    failover: () => Promise.reject(new Error("the standby does not run")),
    scale: (service, delta) => note(`scale ${service} ${delta}`),
    clearCache: () => note("clear"),
    limit: (share) => note(`limit ${share}`),
    openBreaker: (caller, callee) => note(`breaker ${caller} ${callee}`),
    restore: () => note("restore"),
  };
  const orders = createOrders({
    ...{ shop, secret: "a secret", nowSeconds: () => clock.now() },
    inTurn: (task) => task(),
  });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) =>
      request.method === "POST"
        ? orders.receive(request)
        : orders.find(decodeURIComponent(new URL(request.url).pathname.slice("/orders/".length))),
  );
  const url = `http://127.0.0.1:${server.addr.port}/orders`;
  try {
    await run({
      done,
      webhook: (secret) =>
        createWebhook({
          ...{ url, statusUrl: url, secret, clock, timeoutSeconds: 10, attempts: 1, sendsDryRuns: true },
        }),
    });
  } finally {
    await server.shutdown();
  }
}

Deno.test("each kind of action that the webhook carries reaches the shop", async () => {
  await withOrders(async ({ done, webhook }) => {
    const actions: Order["action"][] = [
      { kind: "restart", service: "api" },
      { kind: "rollback", service: "api" },
      { kind: "scale", service: "api", delta: 1 },
      { kind: "clear_cache" },
      { kind: "limit_traffic", factor: 0.6 },
      { kind: "open_breaker", caller: "api", callee: "db" },
      { kind: "restore" },
    ];
    for (const [i, action] of actions.entries()) {
      strictEqual((await webhook("a secret").carryOut(orderOf(action, `key-${i}`))).outcome, "done");
    }
    deepStrictEqual(done, [
      ...["restart api", "rollback api", "scale api 1", "clear", "limit 0.6", "breaker api db", "restore"],
    ]);
  });
});

Deno.test("an order under the same key is carried out once, also when it comes twice at a time", async () => {
  await withOrders(async ({ done, webhook }) => {
    const order = orderOf({ kind: "restart", service: "api" });
    const receipts = await Promise.all([1, 2, 3].map(() => webhook("a secret").carryOut(order)));
    deepStrictEqual(receipts.map(({ outcome }) => outcome), ["done", "done", "done"]);
    deepStrictEqual(done, ["restart api"]);
    strictEqual((await webhook("a secret").find!(order)).outcome, "done");
  });
});

Deno.test("an order of somebody without the key is not carried out", async () => {
  await withOrders(async ({ done, webhook }) => {
    const receipt = await webhook("another secret").carryOut(orderOf({ kind: "clear_cache" }));
    strictEqual(receipt.outcome, "failed");
    deepStrictEqual(done, []);
  });
});

Deno.test("a dry run changes nothing, and what fails says why", async () => {
  await withOrders(async ({ done, webhook }) => {
    const planned = await webhook("a secret").carryOut({ ...orderOf({ kind: "clear_cache" }), dryRun: true });
    strictEqual(planned.outcome, "planned");
    const failed = await webhook("a secret").carryOut(orderOf({ kind: "failover", service: "db" }));
    strictEqual(failed.outcome, "failed");
    strictEqual(failed.detail.includes("the standby does not run"), true);
    deepStrictEqual(done, []);
  });
});

Deno.test("an order that never came is known as one", async () => {
  await withOrders(async ({ webhook }) => {
    const receipt = await webhook("a secret").find!(orderOf({ kind: "restore" }, "never"));
    strictEqual(receipt.outcome, "failed");
  });
});
