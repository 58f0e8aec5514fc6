import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { type Action, UsageError } from "../../model/mod.ts";
import { parseLiveConfig } from "../config/parse.ts";
import { systemClock as clock } from "../loop/system_clock.ts";
import { redactSecrets } from "../config/redact.ts";
import { inFolder } from "../loop/testing/in_folder.ts";
import { createActuators } from "./catalogue.ts";
import { fakeKubernetes, TOKEN } from "./kubernetes/testing/fake_kubernetes.ts";
import { orderFor, RESTART, TOPOLOGY } from "./testing/orders.ts";
import { serve } from "./testing/server.ts";

/** The actuators of a configuration with these actions. */
function actuatorsOf(actions: readonly unknown[], simulated?: { submit(action: Action): void }) {
  const config = parseLiveConfig({
    name: "test",
    topology: "three-tier",
    slo: { latencyP95Ms: 300, errorRate: 0.02 },
    source: { type: "simulator" },
    actions,
  });
  return createActuators(config.actions, { topology: TOPOLOGY, clock, ...(simulated && { simulated }) });
}

Deno.test("each type of the configuration becomes its actuator, in the order of its entries", async () => {
  const { routing } = await actuatorsOf([
    { match: { kind: "restart", service: "a*" }, by: { type: "command", argv: ["/bin/true", "{service}"] } },
    { match: { kind: "restart" }, by: { type: "webhook", url: "http://127.0.0.1:9/hook" } },
    { match: { kind: "drain" }, by: { type: "haproxy", socket: "/run/haproxy.sock" } },
    { match: { kind: "scale" }, by: { type: "kubernetes", url: "http://127.0.0.1:9" } },
    { match: { kind: "clear_cache" }, by: { type: "simulator" } },
    { by: { type: "dry-run" } },
  ]);
  deepStrictEqual(routing.routes.map(({ name }) => name), [
    "actions[0] command",
    "actions[1] webhook",
    "actions[2] haproxy",
    "actions[3] kubernetes",
    "actions[4] simulator",
    "actions[5] dry-run",
  ]);
  const routed = (action: Action) => {
    const found = routing.route(action as typeof RESTART.action);
    return "route" in found ? found.route.name : found.refused;
  };
  strictEqual(routed({ kind: "restart", service: "api" }), "actions[0] command");
  strictEqual(routed(RESTART.action), "actions[1] webhook");
  strictEqual(routed({ kind: "restore" }), "actions[5] dry-run");
  await routing.close();
});

Deno.test("secrets are read from their files, given to the requests, and in no receipt", () =>
  inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/key`, "hmac-key-5521\n");
    Deno.writeTextFileSync(`${folder}/auth`, "Bearer hook-token-9917\n");
    let seen = "";
    await using server = serve((request) => {
      seen = request.headers.get("authorization")!;
      return new Response(`no: ${seen} hmac-key-5521`, { status: 403 });
    });
    const by = {
      type: "webhook",
      url: server.url,
      secret: { file: `${folder}/key` },
      headers: { authorization: { file: `${folder}/auth` }, "x-team": "shop" },
    };
    const { routing } = await actuatorsOf([{ by }]);
    strictEqual(redactSecrets("hook-token-9917, hmac-key-5521"), "***, ***");
    const receipt = await routing.routes[0]!.actuator.carryOut(RESTART);
    strictEqual(seen, "Bearer hook-token-9917");
    strictEqual(receipt.detail, `POST ${server.url} restart(db): 403 no: *** ***`);
    Deno.removeSync(`${folder}/key`);
    await rejects(
      () => actuatorsOf([{ by }]),
      /^UsageError: actions\[0\]\.by\.secret: cannot read the secret/,
    );
  }));

Deno.test("a token that is replaced in its file is used from then on, and hidden too", () =>
  inFolder(async (folder) => {
    const { cluster, server } = fakeKubernetes();
    await using running = server;
    const token = `${folder}/token`;
    Deno.writeTextFileSync(token, "old-token-0000");
    const by = { type: "kubernetes", url: running.url, namespace: "shop", token: { file: token } };
    const actuators = await actuatorsOf([{ by }]);
    const { actuator } = actuators.routing.routes[0]!;
    const scale = orderFor({ kind: "scale", service: "api", delta: 1 });
    match((await actuator.carryOut(scale)).detail, /401/);
    await rejects(() => actuators.check(), /^UsageError: actions\[0\] kubernetes: POST .* 401 Unauthorized$/);
    Deno.writeTextFileSync(token, `${TOKEN}\n`);
    await actuators.check();
    strictEqual((await actuator.carryOut(scale)).outcome, "done");
    strictEqual(cluster.replicas, 4);
    strictEqual(redactSecrets(`old-token-0000, ${TOKEN}`), "***, ***");
  }));

Deno.test("a simulated system of this process is handed the actions that have an effect in it", async () => {
  const submitted: Action[] = [];
  const { routing } = await actuatorsOf([{ by: { type: "simulator" } }], {
    submit: (action) => {
      if (submitted.length > 0) throw new UsageError("At most 1 action waits");
      submitted.push(action);
    },
  });
  const { actuator } = routing.routes[0]!;
  strictEqual((await actuator.carryOut({ ...RESTART, dryRun: true })).outcome, "planned");
  strictEqual((await actuator.carryOut(RESTART)).outcome, "done");
  deepStrictEqual(submitted, [RESTART.action]);
  deepStrictEqual(await actuator.carryOut({ ...RESTART, idempotencyKey: "k-2" }), {
    outcome: "failed",
    detail: "restart(db): At most 1 action waits",
  });
  strictEqual(actuator.supports({ kind: "failover", service: "api" }), false);
  strictEqual(actuator.supports({ kind: "failover", service: "db" }), true);
  strictEqual(actuator.supports({ kind: "rollback", service: "db" }), false);
});

Deno.test("a served simulator is sent the action and the key by which it knows a repetition", async () => {
  let body: unknown;
  await using server = serve(async (request) => {
    body = { path: new URL(request.url).pathname, ...await request.json() };
    return new Response("late", { status: (body as { status?: number }).status ?? 202 });
  });
  const { routing } = await actuatorsOf([{ by: { type: "simulator", url: server.url } }]);
  strictEqual((await routing.routes[0]!.actuator.carryOut(RESTART)).outcome, "done");
  deepStrictEqual(body, { path: "/actions", action: RESTART.action, idempotencyKey: "shop-1-71-0" });
});

Deno.test("a command that could be misread is refused with its place in the configuration", async () => {
  const by = { type: "command", argv: ["/usr/local/bin/ctl", "scale", "{service}", "{delta}"] };
  await rejects(() => actuatorsOf([{ by: { type: "dry-run" } }, { by }]), (error) => {
    ok(error instanceof UsageError);
    match(error.message, /^actions\[1\]\.by: command: "\{delta\}" can begin with "-"/);
    return true;
  });
});

Deno.test("limits, breakers and drains that nothing could take back are refused at the start", async () => {
  const by = { type: "dry-run" };
  for (const kind of ["limit_traffic", "open_breaker", "drain"]) {
    const restart = { match: { kind: "restart" }, by };
    await rejects(() => actuatorsOf([restart, { match: { kind }, by }]), {
      name: "UsageError",
      message:
        `actions[1] carries out ${kind}, and no entry can carry out restore, which takes it back: name restore too`,
    });
    await actuatorsOf([restart, { match: { kind: [kind, "restore"] }, by }]);
    await actuatorsOf([{ match: { kind }, by }, { match: { kind: "restore" }, by }]);
  }
  const argv = ["/usr/local/bin/ctl", "{kind}", "--name={service}"];
  await rejects(
    () => actuatorsOf([{ match: { kind: ["drain", "restore"] }, by: { type: "command", argv } }]),
    /no entry can carry out restore/,
  );
});
