import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { Secret } from "../config/secret.ts";
import { type AlertmanagerClient, createAlertmanager } from "./alertmanager.ts";
import { openIncident } from "./incidents.ts";
import { systemClock } from "./system_clock.ts";
import type { OpenOrder } from "./state/state.ts";
import { TOPOLOGY } from "./testing/harness.ts";
import { manualClock } from "./testing/manual_clock.ts";

const START = 1_700_000_000;
const incident = openIncident("shop", { atSeconds: START, openedBy: "api takes 900 ms" });
const restart: OpenOrder = {
  order: {
    action: { kind: "restart", service: "db" },
    incident: incident.id,
    idempotencyKey: "k",
    dryRun: false,
    reason: "r",
  },
  orderedAtSeconds: START + 10,
  actuator: "a",
  undoes: null,
  receipt: null,
};
const calm = { name: "shop", incident: null, orders: [], topology: TOPOLOGY, diagnosis: undefined };

interface Call {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | null;
  // deno-lint-ignore no-explicit-any -- what was sent
  readonly body: any;
}

/** A server that answers as Alertmanager does, and what it was asked. */
async function withFake(
  test: (
    made: {
      client: AlertmanagerClient;
      calls: Call[];
      clock: ReturnType<typeof manualClock>;
      told: string[];
      fail: (yes: boolean) => void;
    },
  ) => Promise<void>,
): Promise<void> {
  const calls: Call[] = [];
  let fails = false;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const text = await request.text();
    if (fails) return new Response("overloaded", { status: 503 });
    const path = new URL(request.url).pathname;
    calls.push({
      method: request.method,
      path,
      authorization: request.headers.get("authorization"),
      body: text === "" ? undefined : JSON.parse(text),
    });
    return path.endsWith("/silences") ? Response.json({ silenceID: `s${calls.length}` }) : new Response(null);
  });
  const clock = manualClock(START);
  const told: string[] = [];
  const client = createAlertmanager({
    url: `http://127.0.0.1:${server.addr.port}/`,
    headers: new Map([["authorization", new Secret("Bearer x")]]),
    timeoutSeconds: 5,
    silence: true,
    settleSeconds: 60,
    pageUrl: "http://127.0.0.1:8940",
    clock,
    tell: (text) => told.push(text),
  });
  try {
    await test({ client, calls, clock, told, fail: (yes) => fails = yes });
  } finally {
    await server.shutdown();
  }
}

Deno.test("an incident is one alert, sent again once a minute, and resolved when it is over", () =>
  withFake(async ({ client, calls, clock }) => {
    for (let i = 0; i < 24; i++) {
      clock.set(START + 5 * i);
      await client.sync({ ...calm, incident });
    }
    deepStrictEqual(calls.map(({ path }) => path), ["/api/v2/alerts", "/api/v2/alerts"]);
    strictEqual(calls[0]!.authorization, "Bearer x");
    const [alert] = calls[0]!.body;
    deepStrictEqual(alert.labels, {
      alertname: "AiopsIncident",
      system: "shop",
      incident: incident.id,
      aiops: "loop",
      severity: "warning",
    });
    strictEqual(alert.startsAt, "2023-11-14T22:13:20.000Z");
    await client.sync(calm);
    strictEqual(calls.at(-1)!.body[0].endsAt, new Date(clock.now() * 1000).toISOString());
    await client.sync(calm);
    strictEqual(calls.length, 3);
  }));

Deno.test("an escalation is a second, critical alert at once", () =>
  withFake(async ({ client, calls }) => {
    await client.sync({ ...calm, incident });
    await client.sync({ ...calm, incident: { ...incident, escalated: "none of 3 attempts has helped" } });
    deepStrictEqual(calls[1]!.body.map(({ labels }: { labels: Record<string, string> }) => labels.severity), [
      "warning",
      "critical",
    ]);
    strictEqual(calls[1]!.body[1].annotations.summary, "none of 3 attempts has helped");
  }));

Deno.test("what is being mended is silenced until it is verified, but for the loop's own alerts", () =>
  withFake(async ({ client, calls, clock }) => {
    clock.set(START + 10);
    await client.sync({ ...calm, orders: [restart] });
    await client.sync({ ...calm, orders: [restart] });
    strictEqual(calls.length, 1);
    const { matchers, endsAt } = calls[0]!.body;
    deepStrictEqual(matchers.map(({ name, value }: { name: string; value: string }) => [name, value]), [[
      "service",
      "db",
    ], ["aiops", ""]]);
    strictEqual(endsAt, new Date((START + 70) * 1000).toISOString());
    clock.set(START + 40);
    await client.sync(calm);
    deepStrictEqual([calls[1]!.method, calls[1]!.path], ["DELETE", "/api/v2/silence/s1"]);
    await client.sync({ ...calm, orders: [{ ...restart, orderedAtSeconds: START + 40 }] });
    await client.close();
    deepStrictEqual(calls.slice(2).map(({ method }) => method), ["POST", "DELETE"]);
  }));

Deno.test("an Alertmanager that fails is told of once, and what it has missed is sent when it is back", () =>
  withFake(async ({ client, calls, told, fail }) => {
    fail(true);
    for (let i = 0; i < 3; i++) await client.sync({ ...calm, incident });
    deepStrictEqual(told, ["Alertmanager fails: POST alerts: 503 overloaded"]);
    fail(false);
    await client.sync({ ...calm, incident });
    strictEqual(calls.length, 1);
    strictEqual(told.at(-1), "Alertmanager answers again");
  }));

/** Whether a program is on this machine. */
function isInstalled(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

const PROGRAM = "/usr/bin/prometheus-alertmanager";
const mayRun = Deno.permissions.querySync({ name: "run", command: PROGRAM }).state === "granted";

Deno.test({
  name: `alerts and silences are taken by a real Alertmanager${
    isInstalled(PROGRAM) && mayRun ? "" : ` (skipped: ${PROGRAM} is not here, or may not be run)`
  }`,
  ignore: !isInstalled(PROGRAM) || !mayRun,
  fn: async () => {
    const folder = await Deno.makeTempDir();
    Deno.writeTextFileSync(
      `${folder}/am.yml`,
      "route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n",
    );
    const port = freePort();
    const child = new Deno.Command(PROGRAM, {
      args: [
        `--config.file=${folder}/am.yml`,
        `--storage.path=${folder}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--cluster.listen-address=",
      ],
      stdout: "null",
      stderr: "null",
    }).spawn();
    const url = `http://127.0.0.1:${port}`;
    try {
      while (
        !await fetch(`${url}/-/ready`).then(
          async (answer) => (await answer.body?.cancel(), answer.ok),
          () => false,
        )
      ) {
        await systemClock.sleep(0.05);
      }
      const told: string[] = [];
      const client = createAlertmanager({
        url,
        headers: new Map(),
        timeoutSeconds: 5,
        silence: true,
        settleSeconds: 60,
        pageUrl: "http://127.0.0.1:8940",
        clock: systemClock,
        tell: (text) => told.push(text),
      });
      const now = systemClock.now();
      await client.sync({
        ...calm,
        incident: { ...incident, openedAtSeconds: now, escalated: "no attempt has helped" },
        orders: [{ ...restart, orderedAtSeconds: now }],
      });
      deepStrictEqual(told, []);
      const alerts = await (await fetch(`${url}/api/v2/alerts`)).json();
      deepStrictEqual(
        alerts.map(({ labels }: { labels: { alertname: string } }) => labels.alertname).sort(),
        ["AiopsEscalation", "AiopsIncident"],
      );
      const states = async () =>
        (await (await fetch(`${url}/api/v2/silences`)).json()).map((
          { status }: { status: { state: string } },
        ) => status.state);
      deepStrictEqual(await states(), ["active"]);
      await client.close();
      deepStrictEqual(await states(), ["expired"]);
      ok(told.length === 0, told.join());
    } finally {
      child.kill("SIGTERM");
      await child.status;
      await Deno.remove(folder, { recursive: true });
    }
  },
});

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
