import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert";
import { createSimulatedSystem } from "../lib/live/mod.ts";
import { createTopology } from "../lib/simulator/mod.ts";
import { simulate } from "./simulate.ts";
import { runAtSpeed } from "./simulate/pace.ts";
import { createSimulationServer } from "./simulate/server.ts";
import { printed } from "./testing/printed.ts";

function setUp(name = "three-tier") {
  const system = createSimulatedSystem({ topology: createTopology(name), seed: 1 });
  const server = createSimulationServer(system, { speed: 1 });
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await server.handle(
      new Request(`http://127.0.0.1:1${path}`, {
        method,
        ...(body !== undefined && {
          body: typeof body === "string" ? body : JSON.stringify(body),
          headers: { "content-type": "application/json", ...headers },
        }),
      }),
    );
    const text = await response.text();
    const json = response.headers.get("content-type")?.startsWith("application/json")
      ? JSON.parse(text)
      : undefined;
    return { status: response.status, text, json };
  };
  return { system, ask, ...server };
}

Deno.test("a fault on command breaches the SLO, an action on command mends it", async () => {
  const { ask, advance } = setUp();
  advance(10);
  strictEqual((await ask("GET", "/state")).json.slo.breached, false);
  const fault = await ask("POST", "/faults", {
    type: "slow_query",
    service: "db",
    severity: 1,
    durationSteps: 500,
  });
  deepStrictEqual([fault.status, fault.json.startStep], [201, 11]);
  advance(8);
  const broken = (await ask("GET", "/state")).json;
  strictEqual(broken.slo.breached, true);
  deepStrictEqual(
    broken.faults.map(({ type, active }: { type: string; active: boolean }) => [type, active]),
    [["slow_query", true]],
  );
  const action = await ask("POST", "/actions", { kind: "failover", service: "db" });
  deepStrictEqual([action.status, action.json], [202, { action: "failover(db)", step: 19 }]);
  deepStrictEqual((await ask("GET", "/state")).json.waiting, ["failover(db)"]);
  advance(60);
  strictEqual((await ask("GET", "/state")).json.slo.breached, false);
});

Deno.test("faults can be ended on command, and an action with the same key is carried out once", async () => {
  const { ask, advance, system } = setUp();
  await ask("POST", "/faults", { type: "error_burst", service: "api" });
  deepStrictEqual((await ask("DELETE", "/faults")).json, { ended: 1 });
  advance(1);
  deepStrictEqual((await ask("GET", "/faults")).json, []);
  const envelope = { action: { kind: "scale", service: "api", delta: 1 }, idempotencyKey: "a" };
  strictEqual((await ask("POST", "/actions", envelope)).status, 202);
  deepStrictEqual((await ask("POST", "/actions", envelope)).json, {
    action: "scale(api, +1)",
    repeated: true,
  });
  const again = await ask("POST", "/actions", envelope.action, { "idempotency-key": "a" });
  strictEqual(again.json.repeated, true);
  strictEqual(system.waiting.length, 1);
  strictEqual((await ask("POST", "/actions", envelope.action)).status, 202);
  strictEqual(system.waiting.length, 2);
});

Deno.test("the page names what is going on and escapes it, /topology is what a configuration takes", async () => {
  const { ask } = setUp("boutique");
  await ask("POST", "/faults", { type: "cpu_saturation", service: "checkout", severity: 0.5 });
  const { text } = await ask("GET", "/");
  for (
    const part of [
      "<!doctype html>",
      "checkout",
      "cpu_saturation at checkout",
      "SLO",
      "curl http://127.0.0.1:1/metrics",
    ]
  ) {
    ok(text.includes(part), part);
  }
  strictEqual((await ask("GET", "/topology")).json.front, "frontend");
  match(
    (await ask("GET", "/metrics")).text,
    /^http_server_request_duration_seconds_bucket\{le="[^"]+",service="cart",status="200"\} \d+$/m,
  );
});

Deno.test("wrong requests are answered with what is wrong, the nearest name and a status", async () => {
  const { ask } = setUp();
  const says = async (
    request: Promise<{ status: number; json: { error: string } }>,
    status: number,
    message: RegExp,
  ) => {
    const answer = await request;
    strictEqual(answer.status, status);
    match(answer.json.error, message);
  };
  await says(ask("GET", "/metricz"), 404, /Known: \/, \/metrics/);
  await says(ask("GET", "/__proto__"), 404, /there is no/);
  await says(ask("PUT", "/faults", {}), 405, /GET, POST, DELETE, found PUT/);
  await says(ask("POST", "/faults", { type: "slow_qery", service: "db" }), 400, /did you mean "slow_query"/);
  await says(ask("POST", "/faults", { type: "slow_query", service: "api" }), 400, /can't strike "api"/);
  await says(ask("POST", "/faults", { type: "slow_query" }), 400, /service is missing/);
  await says(ask("POST", "/faults", "{"), 400, /not JSON/);
  await says(ask("POST", "/faults", " ".repeat(70_000)), 413, /65536 bytes/);
  await says(ask("POST", "/actions", { kind: "restrat", service: "db" }), 400, /did you mean "restart"/);
  await says(ask("POST", "/actions", { kind: "restart", service: "bd" }), 400, /did you mean "db"/);
  await says(
    ask("POST", "/actions", { action: {}, key: "x" }),
    400,
    /action\.kind is missing|key is not known/,
  );
  await says(ask("POST", "/actions", []), 400, /an object as/);
  await says(ask("POST", "/actions", "{}", { "content-type": "text/plain" }), 415, /application\/json/);
});

/** Steps that pass within some seconds, by a clock of which each sleep takes as long as it says, and `disturb` can set it. */
async function stepsWithin(
  seconds: number,
  { speed, disturb = (now) => now }: { speed: number; disturb?: (now: number, sleeps: number) => number },
): Promise<number[]> {
  const stop = new AbortController();
  const seen: number[] = [];
  let [now, slept, sleeps] = [1_700_000_000, 0, 0];
  const clock = {
    now: () => now,
    sleep: (pause: number) => {
      now = disturb(now + pause, ++sleeps);
      slept += pause;
      if (slept > seconds + 1e-6) stop.abort();
      return Promise.resolve();
    },
  };
  await runAtSpeed((due) => void seen.push(due), { speed, clock, signal: stop.signal });
  return seen;
}

Deno.test("runAtSpeed() lets as many steps pass as the speed asks for, whatever the clock does", async () => {
  for (const [speed, expected] of [[1, 12], [10, 120], [0.5, 6], [1000, 12_000]] as const) {
    const steps = (await stepsWithin(60.01, { speed })).reduce((sum, due) => sum + due, 0);
    ok(Math.abs(steps - expected) <= 0.01 * expected + 1, `${steps} steps at ${speed}`);
  }
  const back = await stepsWithin(60.01, {
    speed: 1,
    disturb: (now, sleeps) => sleeps === 5 ? now - 3600 : now,
  });
  ok(back.length >= 10 && back.every((due) => due === 1), String(back));
  const forward = await stepsWithin(60.01, {
    speed: 1,
    disturb: (now, sleeps) => sleeps === 5 ? now + 86_400 : now,
  });
  ok(forward.length >= 10 && forward.every((due) => due <= 200), String(forward));
});

Deno.test("simulate --serve answers on its port until it is stopped, and says no to what it can't do", async () => {
  match(await printed(() => simulate(["--help"])), /deno task simulate --serve/);
  await rejects(simulate([]), /deno task simulate --serve/);
  await rejects(simulate(["--serv"]), /did you mean "--serve"/);
  await rejects(simulate(["--serve", "--speed", "0"]), /--speed needs a number from 0.1 to 10000, found "0"/);
  await rejects(simulate(["--serve", "--port", "99999"]), /--port needs a whole number from 0 to 65535/);
  await rejects(simulate(["--serve", "--topology", "tree-tier"]), /did you mean "three-tier"/);
  const stop = new AbortController();
  let found = "";
  const said = await printed(() =>
    simulate(["--serve", "--port", "0", "--speed", "1000"], {
      signal: stop.signal,
      onListen: async (port) => {
        for (let step = 0; step < 5;) {
          const state = await (await fetch(`http://127.0.0.1:${port}/state`)).json();
          step = state.step;
        }
        found = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
        await rejects(simulate(["--serve", "--port", String(port)]), /The port \d+ is taken/);
        stop.abort();
      },
    })
  );
  match(said, /three-tier at 1000 times real time: http:\/\/127\.0\.0\.1:\d+\//);
  ok(found.includes("process_cpu_seconds_total"));
});
