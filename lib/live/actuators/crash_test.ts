import { deepStrictEqual, strictEqual } from "node:assert";
import { createOrderBook, openAuditLog, verifyAudit } from "../audit/mod.ts";
import type { AuditRecord } from "../audit/record_types.ts";
import type { Order } from "../contract.ts";
import { systemClock as clock } from "../loop/system_clock.ts";
import { inFolder } from "../loop/testing/in_folder.ts";
import { guarded } from "./guarded.ts";
import { RESTART } from "./testing/orders.ts";
import { serve, type TestServer } from "./testing/server.ts";
import { createWebhook } from "./webhook/webhook.ts";

/** A receiver that does each key once, remembers what came of it, and can lose orders on their way. */
function receiver(
  losesOrders: boolean,
): { readonly server: TestServer; readonly done: string[]; readonly asked: string[] } {
  const done: string[] = [];
  const asked: string[] = [];
  const server = serve((request) => {
    const { pathname } = new URL(request.url);
    const key = request.headers.get("idempotency-key");
    if (key === null) {
      asked.push(pathname);
      const isDone = done.includes(decodeURIComponent(pathname.split("/").at(-1)!));
      return isDone
        ? Response.json({ outcome: "done", detail: "restarted" })
        : new Response("", { status: 404 });
    }
    if (losesOrders) return new Response("", { status: 503 });
    if (!done.includes(key)) done.push(key);
    return Response.json({ outcome: "done" });
  });
  return { server, done, asked };
}

const recordOf = ({ action, ...about }: Order): AuditRecord => {
  const { incident, idempotencyKey, dryRun, reason } = about;
  return {
    type: "order",
    proposal: "p-1",
    actuator: "actions[0] webhook",
    mode: "act",
    action,
    incident,
    idempotencyKey,
    dryRun,
    reason,
  };
};

for (const [when, arrived] of [["after it was carried out", true], ["before it arrived", false]] as const) {
  Deno.test(`an order whose process was killed ${when} is looked up by its key and not given again`, () =>
    inFolder(async (folder) => {
      const { server, done, asked } = receiver(!arrived);
      await using running = server;
      const webhook = () =>
        guarded(createWebhook({
          ...{
            url: `${running.url}/hook`,
            statusUrl: `${running.url}/orders`,
            timeoutSeconds: 10,
            attempts: 1,
          },
          ...{ sendsDryRuns: false, clock },
        }));
      const path = `${folder}/audit.jsonl`;

      // The first process writes the order, gives it, and is killed while it writes the receipt.
      const first = openAuditLog(path, { clock });
      first.append(recordOf(RESTART));
      const { head } = first;
      await webhook().carryOut(RESTART);
      first.close();
      Deno.writeTextFileSync(path, '{"hash":"05', { append: true });

      // The second one finds an order without a receipt, and asks.
      const book = createOrderBook();
      const second = openAuditLog(path, { clock, head, onEntry: book.read });
      deepStrictEqual(book.open.map(({ idempotencyKey }) => idempotencyKey), [RESTART.idempotencyKey]);
      for (const { action, incident, idempotencyKey, dryRun, reason } of book.open) {
        const receipt = await webhook().find!({ action, incident, idempotencyKey, dryRun, reason });
        if (receipt.outcome !== "pending") {
          second.append({ type: "receipt", idempotencyKey, incident, ...receipt });
        }
      }
      second.close();
      deepStrictEqual(done, arrived ? [RESTART.idempotencyKey] : []);
      deepStrictEqual(asked, [`/orders/${RESTART.idempotencyKey}`]);

      const records: AuditRecord[] = [];
      strictEqual(
        verifyAudit(path, { head: second.head, onEntry: ({ record }) => records.push(record) }).whole,
        true,
      );
      deepStrictEqual(records.map(({ type }) => type), ["order", "recovered", "receipt"]);
      strictEqual((records[2] as { outcome: string }).outcome, arrived ? "done" : "failed");
    }));
}

Deno.test("a repetition under the same key by another process is carried out once by a receiver that heeds the key", async () => {
  const { server, done } = receiver(false);
  await using running = server;
  const webhook = () =>
    createWebhook({ url: running.url, timeoutSeconds: 10, attempts: 1, sendsDryRuns: false, clock });
  strictEqual((await webhook().carryOut(RESTART)).outcome, "done");
  strictEqual((await webhook().carryOut(RESTART)).outcome, "done");
  deepStrictEqual(done, [RESTART.idempotencyKey]);
});
