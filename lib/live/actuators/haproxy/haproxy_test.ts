import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { systemClock } from "../../loop/system_clock.ts";
import { createHaproxy } from "./haproxy.ts";
import type { HaproxyChanges, HaproxyOptions } from "./options.ts";
import { createHaproxySocket } from "./socket.ts";
import { HAPROXY, type RunningHaproxy, withHaproxy } from "./testing/haproxy_process.ts";
import { mayRun } from "../testing/may.ts";
import { orderFor } from "../testing/orders.ts";
import { serveBytes } from "../testing/server.ts";
import { timeoutClock } from "../testing/timeout_clock.ts";

const ignore = !mayRun(HAPROXY);
const DRAIN = orderFor({ kind: "drain", service: "api" });
const LIMIT = orderFor({ kind: "limit_traffic", factor: 0.4 });
const RESTORE = orderFor({ kind: "restore" });
const BREAKER = orderFor({ kind: "open_breaker", caller: "api", callee: "db" });
const scale = (delta: 1 | -1) => orderFor({ kind: "scale", service: "api", delta });

const haproxy = (socket: string, options: Partial<HaproxyOptions> = {}) =>
  createHaproxy({ socket, backend: "be_{service}", timeoutSeconds: 5, clock: systemClock, ...options });

/** The servers of a backend with their state and weight, as `api1 ready 1`. */
async function stateOf({ socket }: RunningHaproxy, backend = "be_api"): Promise<string[]> {
  const servers = await createHaproxySocket({ socket, timeoutSeconds: 5, clock: systemClock }).servers(
    backend,
  );
  return servers.map(({ name, mode, weight }) => `${name} ${mode} ${weight}`);
}

Deno.test({
  name:
    "the slowest server is drained, the last ready one never, and restore lets back what this process drained",
  ignore,
  fn: () =>
    withHaproxy(async (running) => {
      for (let i = 0; i < 30; i++) await (await fetch(running.url)).text();
      const actuator = haproxy(running.socket);
      const plan = await actuator.carryOut({ ...DRAIN, dryRun: true });
      match(plan.detail, /^be_api\/api2 \(the slowest of 3, [1-9]\d* ms\) to drain$/);
      deepStrictEqual(await stateOf(running), ["api1 ready 1", "api2 ready 100", "api3 ready 100"]);
      const receipt = await actuator.carryOut(DRAIN);
      deepStrictEqual([receipt.outcome, receipt.undo], ["done", { kind: "restore" }]);
      deepStrictEqual(await stateOf(running), ["api1 ready 1", "api2 drain 100", "api3 ready 100"]);
      strictEqual((await actuator.find!(DRAIN)).outcome, "done");
      await running.send("set server be_api/api3 state drain");
      const last = await actuator.carryOut(DRAIN);
      deepStrictEqual(last, {
        outcome: "failed",
        detail: "be_api has 1 ready servers, and one other must be left",
      });
      strictEqual((await actuator.carryOut(RESTORE)).outcome, "done");
      deepStrictEqual(await stateOf(running), ["api1 ready 1", "api2 ready 100", "api3 drain 100"]);
    }, { api2: 20 }),
});

Deno.test({
  name: "a share of a weight that rounds to 0 is put back and told, one that doesn't is read back",
  ignore,
  fn: () =>
    withHaproxy(async (running) => {
      for (let i = 0; i < 300; i++) await (await fetch(running.url)).text();
      const actuator = haproxy(running.socket, { drainWeight: 0.3 });
      await running.send("set server be_api/api2 state maint");
      await running.send("set server be_api/api3 weight 1%");
      const receipt = await actuator.carryOut(DRAIN);
      strictEqual(receipt.outcome, "failed");
      match(
        receipt.detail,
        /of a base weight of 1 it rounds to 0, which takes the server out; 1 was put back$/,
      );
      deepStrictEqual(await stateOf(running), ["api1 ready 1", "api2 maint 100", "api3 ready 1"]);
      await running.send("set server be_api/api1 state maint");
      await running.send("set server be_api/api2 state ready");
      await running.send("clear counters all");
      await running.send("set server be_api/api3 weight 100");
      const other = await actuator.carryOut({ ...DRAIN, idempotencyKey: "k-2" });
      match(other.detail, /to 30 % of its weight: now 30$/);
      await actuator.carryOut(RESTORE);
      deepStrictEqual(await stateOf(running), ["api1 maint 1", "api2 ready 100", "api3 ready 100"]);
    }, { api1: 15 }),
});

Deno.test({
  name: "spare servers come in and go out again, one after the other, and no others do",
  ignore,
  fn: () =>
    withHaproxy(async (running) => {
      const spares = [{ name: "api4", address: "127.0.0.1:4" }, { name: "api5", address: "127.0.0.1:5" }];
      const actuator = haproxy(running.socket, { spares });
      const outcomes: string[] = [];
      for (const delta of [1, 1, 1, -1, 1, -1, -1, -1] as const) {
        const { outcome } = await actuator.carryOut({
          ...scale(delta),
          idempotencyKey: `k-${outcomes.length}`,
        });
        outcomes.push(`${outcome} ${(await stateOf(running)).length}`);
      }
      deepStrictEqual(outcomes, [
        "done 4",
        "done 5",
        "failed 5",
        "done 4",
        "done 5",
        "done 4",
        "done 3",
        "failed 3",
      ]);
    }),
});

Deno.test({
  name: "traffic is limited by the frontend's connections, read back, and found after a crash",
  ignore,
  fn: () =>
    withHaproxy(async (running) => {
      const options = { frontend: "fe", maxConnections: 100 };
      const actuator = haproxy(running.socket, options);
      strictEqual((await actuator.find!(LIMIT)).outcome, "failed");
      deepStrictEqual(await actuator.carryOut(LIMIT), {
        outcome: "done",
        detail: "fe maxconn 100 -> 40",
        undo: { kind: "restore" },
      });
      const restarted = haproxy(running.socket, options);
      strictEqual((await restarted.find!(LIMIT)).outcome, "done");
      const known = orderFor({ kind: "restore" }, { measures: [LIMIT.action] });
      strictEqual((await restarted.carryOut(known)).detail, "back: limit fe: fe maxconn 40 -> 100");
      strictEqual((await actuator.find!(LIMIT)).detail, "fe maxconn reads 100");
    }),
});

Deno.test({
  name:
    "a breaker takes every server of the callee out, and restore by any actuator of the socket brings back those that were in",
  ignore,
  fn: () =>
    withHaproxy(async (running) => {
      await running.send("set server be_db/db2 state drain");
      const sharedChanges: HaproxyChanges = new Map();
      const actuator = haproxy(running.socket, { backend: "be_{callee}", changes: sharedChanges });
      strictEqual((await actuator.find!(BREAKER)).outcome, "failed");
      deepStrictEqual(await actuator.carryOut(BREAKER), {
        outcome: "done",
        detail: "be_db: 2 servers to maint",
        undo: { kind: "restore" },
      });
      deepStrictEqual(await stateOf(running, "be_db"), ["db1 maint 1", "db2 maint 1"]);
      strictEqual((await actuator.find!(BREAKER)).outcome, "done");
      const changes = new Map(sharedChanges);
      strictEqual((await haproxy(running.socket).carryOut(RESTORE)).outcome, "failed");
      const other = haproxy(running.socket, { changes: sharedChanges });
      strictEqual((await other.carryOut(RESTORE)).outcome, "done");
      deepStrictEqual([changes.size, sharedChanges.size], [1, 0]);
      deepStrictEqual(await stateOf(running, "be_db"), ["db1 ready 1", "db2 drain 1"]);
    }),
});

Deno.test({
  name:
    "what somebody else has changed since is left, and told: by the process that has written it and by the next one",
  ignore,
  fn: () =>
    withHaproxy(async (running) => {
      const options = { frontend: "fe", maxConnections: 100 };
      const actuator = haproxy(running.socket, options);
      await actuator.carryOut(LIMIT);
      await running.send("set maxconn frontend fe 15");
      const left =
        "back: limit fe: fe maxconn reads 15, not the 40 of this loop: somebody else has changed it, it is left so";
      const known = orderFor({ kind: "restore" }, { measures: [LIMIT.action], isPartial: true });
      deepStrictEqual(await haproxy(running.socket, options).carryOut(known), {
        outcome: "done",
        detail: left,
      });
      strictEqual((await actuator.carryOut(known)).detail, left);
      strictEqual((await actuator.find!(LIMIT)).detail, "fe maxconn reads 15");
      match((await actuator.carryOut(LIMIT)).detail, /reads 15, less than 40: it is limited already/);
      await running.send("set maxconn frontend fe 100");
      const breaker = haproxy(running.socket, { backend: "be_{callee}" });
      await breaker.carryOut(BREAKER);
      await running.send("set server be_db/db1 state drain");
      match(
        (await breaker.carryOut(RESTORE)).detail,
        /be_db\/db1 reads drain, not the maint of this loop.*be_db\/db2 maint -> ready/,
      );
      deepStrictEqual(await stateOf(running, "be_db"), ["db1 drain 1", "db2 ready 1"]);
    }),
});

Deno.test({
  name:
    "an order to restore that names a measure takes back that one: drains, and breakers of other callers, stay",
  ignore,
  fn: () =>
    withHaproxy(async (running) => {
      const options = { frontend: "fe", maxConnections: 100 };
      const changes: HaproxyChanges = new Map();
      const actuator = haproxy(running.socket, { ...options, changes });
      const breakers = haproxy(running.socket, { backend: "be_{callee}", changes });
      const only = (order: typeof LIMIT) =>
        orderFor({ kind: "restore" }, { measures: [order.action], isPartial: true });
      const other = orderFor({ kind: "open_breaker", caller: "front", callee: "db" });
      await actuator.carryOut(DRAIN);
      await actuator.carryOut(orderFor({ kind: "limit_traffic", factor: 0.6 }));
      await actuator.carryOut(LIMIT);
      await breakers.carryOut(BREAKER);
      await breakers.carryOut(other);
      strictEqual((await actuator.carryOut(only(LIMIT))).detail, "back: limit fe: fe maxconn 40 -> 100");
      match(
        (await breakers.carryOut(only(BREAKER))).detail,
        /breaker be_db stays for open_breaker\(front, db\)/,
      );
      deepStrictEqual(await stateOf(running, "be_db"), ["db1 maint 1", "db2 maint 1"]);
      strictEqual((await breakers.carryOut(only(other))).outcome, "done");
      deepStrictEqual(await stateOf(running, "be_db"), ["db1 ready 1", "db2 ready 1"]);
      const restarted = haproxy(running.socket, { backend: "be_{callee}" });
      deepStrictEqual(await restarted.carryOut(only(other)), {
        outcome: "done",
        detail: "back: be_db has no server in maint any more: be_db has no server in maint any more",
      });
      await breakers.carryOut(other);
      strictEqual((await restarted.carryOut(only(other))).outcome, "failed");
      await breakers.carryOut(only(other));
      strictEqual((await stateOf(running)).filter((text) => text.includes("drain")).length, 1);
      strictEqual((await actuator.carryOut(RESTORE)).outcome, "done");
      strictEqual((await stateOf(running)).filter((text) => text.includes("drain")).length, 0);
    }),
});

Deno.test({
  name: "a backend, a frontend or a socket that is not there is told at the start, and changes nothing",
  ignore,
  fn: () =>
    withHaproxy(async (running) => {
      await haproxy(running.socket, { backend: "be_api", frontend: "fe" }).check!();
      await rejects(
        async () => await haproxy(running.socket, { backend: "be_apo" }).check!(),
        /HAProxy has no backend be_apo/,
      );
      await rejects(
        async () => await haproxy(running.socket, { frontend: "ef" }).check!(),
        /HAProxy has no frontend ef/,
      );
      await rejects(
        async () => await haproxy("/no/such.sock").check!(),
        /No connection to HAProxy at \/no\/such.sock/,
      );
      const odd = await haproxy(running.socket).carryOut(
        orderFor({ kind: "drain", service: "api; shutdown sessions" }),
      );
      deepStrictEqual([odd.outcome, odd.detail.slice(0, 14)], ["failed", "HAProxy's name"]);
    }),
});

Deno.test("a socket that answers with a refusal or nothing makes the order what it is: failed or unknown", async () => {
  const letGo = Promise.withResolvers<void>();
  const clock = timeoutClock(5);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    for await (const connection of listener) {
      const command = await read(connection);
      const answer = command.startsWith("show servers")
        ? "1\n# srv_name srv_admin_state srv_op_state srv_uweight srv_iweight\na 0 2 1 1\nb 0 2 1 1"
        : command.startsWith("show stat")
        ? "# pxname,svname,rtime\nbe_api,a,5\nbe_api,b,9"
        : undefined;
      if (answer === undefined) {
        clock.timeOut();
        await letGo.promise;
      } else await connection.write(new TextEncoder().encode(answer));
      connection.close();
    }
  })();
  const actuator = haproxy(`127.0.0.1:${(listener.addr as Deno.NetAddr).port}`, { clock });
  const { outcome, detail } = await actuator.carryOut(DRAIN);
  letGo.resolve();
  listener.close();
  await serving;
  strictEqual(outcome, "unknown");
  match(detail, /set server be_api\/b state drain: no answer after 5 s$/);
  await using server = serveBytes("Permission denied\n");
  const denied = await haproxy(server.url.slice("http://".length)).carryOut(DRAIN);
  strictEqual(denied.outcome, "failed");
  ok(denied.detail.includes("Permission denied"));
});

async function read(connection: Deno.Conn): Promise<string> {
  const chunk = new Uint8Array(1000);
  return new TextDecoder().decode(chunk.subarray(0, await connection.read(chunk) ?? 0));
}
