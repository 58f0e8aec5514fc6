import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { createVectorEnvironment } from "../../gym/mod.ts";
import { madeUpHost } from "../testing/made_up_host.ts";
import { connect } from "../testing/socket_client.ts";
import type { SessionLimits } from "../core/session_host.ts";
import { serveSessions, type SessionServer } from "./server.ts";

/** A test with a server of made-up suites. */
function serving(
  test: (made: ReturnType<typeof madeUpHost> & { server: SessionServer }) => Promise<void>,
  limits: SessionLimits = {},
) {
  return async () => {
    const made = madeUpHost({ limits });
    const { clock } = made;
    const server = serveSessions({ host: made.host, listen: { port: 0 }, now: () => clock.seconds });
    try {
      await test({ ...made, server });
    } finally {
      await server.close();
    }
  };
}

/** The messages of an episode. */
const RESET = { type: "reset", data: { seed: 3, split: "judging" } };
const TURNS = [
  { kind: "advance", steps: 30 },
  { kind: "restart", service: "db", alarm: true, reason: "a try" },
  { kind: "submit_diagnosis", suspects: [{ service: "db" }], confidence: 0.7 },
  { kind: "index", index: 4 },
  ...Array.from({ length: 20 }, () => ({ kind: "noop" })),
  { kind: "end" },
].map((data) => ({ type: "step", data }));

Deno.test(
  "an episode is played on a WebSocket, and tells its state and its score",
  serving(async ({ server, host }) => {
    const client = await connect(server.url);
    const parsed = async (message: unknown) => JSON.parse(await client.ask(message));
    const begun = await parsed(RESET);
    strictEqual(begun.type, "observation");
    deepStrictEqual([begun.data.reward, begun.data.done, begun.data.observation.step], [null, false, 60]);
    strictEqual(begun.data.observation.actions.length, begun.data.observation.mask.length);
    let last;
    for (const turn of TURNS) last = await parsed(turn);
    strictEqual(last.data.done, true);
    strictEqual(last.data.observation.score.verdicts.ttlSteps === undefined, false);
    deepStrictEqual(await parsed({ type: "state" }), {
      type: "state",
      data: { episode_id: "session-1", step_count: TURNS.length, step: 240, done: true },
    });
    strictEqual(host.count, 1);
    client.socket.send(JSON.stringify({ type: "close" }));
    strictEqual(await client.closed, 1000);
    strictEqual(host.count, 0);
  }),
);

Deno.test(
  "what is wrong with a message is answered by OpenEnv's codes, and the next one is taken",
  serving(async ({ server }) => {
    const client = await connect(server.url);
    const errorOf = async (message: unknown) => {
      const { type, data } = JSON.parse(await client.ask(message));
      return `${type} ${data.code} ${data.message}`;
    };
    match(await errorOf("{"), /^error INVALID_JSON Invalid JSON/);
    match(await errorOf("null"), /^error UNKNOWN_TYPE/);
    match(await errorOf({ type: "rest" }), /^error UNKNOWN_TYPE .*did you mean "reset"/);
    match(await errorOf({ type: "step" }), /^error VALIDATION_ERROR message: data is missing/);
    match(
      await errorOf({ type: "step", data: { kind: "noop" } }),
      /^error EXECUTION_ERROR No episode has begun/,
    );
    match(
      await errorOf({ type: "reset", data: { seed: -1 } }),
      /^error VALIDATION_ERROR reset: seed must be/,
    );
    match(await errorOf({ type: "reset", data: { suite: "smal" } }), /^error EXECUTION_ERROR .*"small"/);
    match(
      await errorOf({ type: "batch", data: { actions: [0] } }),
      /^error EXECUTION_ERROR .*must be made first/,
    );
    strictEqual(JSON.parse(await client.ask({ type: "reset", data: {} })).type, "observation");
    match(
      await errorOf({ type: "step", data: { kind: "scale", service: "db", delta: 2 } }),
      /^error VALIDATION_ERROR/,
    );
    await client.close();
  }),
);

Deno.test(
  "one session more than there may be is told so and closed, and a place that is left is free again",
  serving(async ({ server, host }) => {
    const clients = await Promise.all([connect(server.url), connect(server.url)]);
    await Promise.all(clients.map((client) => client.ask({ type: "state" })));
    const third = await connect(server.url);
    strictEqual(await third.closed, 1013);
    deepStrictEqual(JSON.parse(third.received[0]!).data, {
      message: "There are 2 sessions, which is as many as this server holds: try again later",
      code: "CAPACITY_REACHED",
      active_sessions: 2,
      max_sessions: 2,
    });
    await clients[0]!.close();
    while (host.count > 1) await new Promise((resolve) => setTimeout(resolve, 5));
    const fourth = await connect(server.url);
    strictEqual(JSON.parse(await fourth.ask(RESET)).type, "observation");
    await Promise.all([clients[1]!.close(), fourth.close()]);
  }, { maxSessions: 2 }),
);

Deno.test(
  "32 sessions at once have the bytes of each alone",
  serving(async ({ server }) => {
    const play = async (seed: number) => {
      const client = await connect(server.url);
      await client.ask({ ...RESET, data: { ...RESET.data, seed } });
      for (const turn of TURNS) await client.ask(turn);
      await client.close();
      return client.received.join("\n");
    };
    const seeds = Array.from({ length: 32 }, (_, seed) => seed);
    const together = await Promise.all(seeds.map(play));
    for (const seed of seeds) strictEqual(await play(seed), together[seed], `task ${seed}`);
    strictEqual(new Set(together).size, 20, "tasks 20 to 31 are 0 to 11 again");
  }),
);

/** Plays an episode while something happens to another client; its bytes must be those of an episode in peace. */
async function unharmed(server: SessionServer, harm: () => Promise<void>): Promise<void> {
  const [peaceful, beside] = [await connect(server.url), await connect(server.url)];
  await peaceful.ask(RESET);
  for (const turn of TURNS) await peaceful.ask(turn);
  await beside.ask(RESET);
  const half = TURNS.length / 2;
  for (const turn of TURNS.slice(0, half)) await beside.ask(turn);
  await harm();
  for (const turn of TURNS.slice(half)) await beside.ask(turn);
  strictEqual(beside.received.join("\n"), peaceful.received.join("\n"));
  await Promise.all([peaceful.close(), beside.close()]);
}

Deno.test(
  "a client that sends 64 MB is dropped alone",
  serving(async ({ server, host }) => {
    await unharmed(server, async () => {
      const client = await connect(server.url);
      await client.ask(RESET);
      client.socket.send(`{"type":"step","data":"${"x".repeat(64_000_000)}"}`);
      strictEqual(await client.closed, 1009);
      match(client.received.at(-1)!, /at most 1048576 bytes, found 64.*VALIDATION_ERROR/);
      strictEqual(host.count, 2);
      const post = await fetch(`${server.url}/reset`, { method: "POST", body: "x".repeat(64_000_000) });
      strictEqual(post.status, 413);
      await post.body?.cancel();
    });
  }),
);

Deno.test(
  "a client that floods is dropped alone",
  serving(async ({ server, host }) => {
    await unharmed(server, async () => {
      const client = await connect(server.url);
      await client.ask(RESET);
      for (let i = 0; i < 1000; i++) client.socket.send(`{"type":"state"}`);
      // Whoever still sends when he is dropped may not hear why.
      await client.closed;
      ok(client.received.length <= 501, String(client.received.length));
      strictEqual(host.count, 2);
    });
  }, { maxMessagesPerSecond: 500 }),
);

/** A connection on which a WebSocket has been opened by hand, since a client that reads nothing can't be had otherwise. */
async function connectByHand(server: SessionServer): Promise<Deno.Conn> {
  const { host, port } = new URL(server.url);
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
  await connection.write(new TextEncoder().encode(
    `GET /ws HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
  ));
  await connection.read(new Uint8Array(1000));
  return connection;
}

/** A message as a frame; a mask of zeros leaves the bytes as they are. */
function frameOf(message: object): Uint8Array {
  const payload = new TextEncoder().encode(JSON.stringify(message));
  return Uint8Array.of(0x81, 0x80 | payload.length, 0, 0, 0, 0, ...payload);
}

Deno.test(
  "a client that asks and reads no answer is dropped alone",
  serving(async ({ server, host }) => {
    await unharmed(server, async () => {
      const connection = await connectByHand(server);
      while (host.count < 3) await new Promise((resolve) => setTimeout(resolve, 5));
      const step = frameOf({ type: "step", data: { kind: "noop" } });
      const reset = frameOf({ type: "reset", data: { telemetry: true } });
      const episode = new Uint8Array([...reset, ...Array.from({ length: 100 }, () => [...step]).flat()]);
      const begun = performance.now();
      let episodes = 0;
      while (host.count > 2) {
        const isSent = await connection.write(episode).then(() => true, () => false);
        if (!isSent) break;
        episodes++;
        await new Promise((resolve) => setTimeout(resolve, 5));
        ok(episodes < 200, "it is dropped before long");
      }
      while (host.count > 2) await new Promise((resolve) => setTimeout(resolve, 5));
      connection.close();
      // Whoever reads nothing answers no ping either, which is noticed after half a minute.
      ok(performance.now() - begun < 20_000, "it is dropped for what it leaves unread");
    });
  }, { maxUnreadBytes: 1 << 16 }),
);

Deno.test(
  "a client that vanishes amid an episode leaves its place, and no other is harmed",
  serving(async ({ server, host }) => {
    await unharmed(server, async () => {
      const connection = await connectByHand(server);
      while (host.count < 3) await new Promise((resolve) => setTimeout(resolve, 5));
      connection.close();
      while (host.count > 2) await new Promise((resolve) => setTimeout(resolve, 5));
    });
  }),
);

Deno.test(
  "a batch steps every copy by one message, with the numbers of the vector environment here",
  serving(async ({ server }) => {
    const client = await connect(server.url);
    const ask = async (data: object) => JSON.parse(await client.ask({ type: "batch", data })).data;
    const made = await ask({ make: { count: 8, topology: "three-tier", seeds: { first: 5 } } });
    const here = createVectorEnvironment({ count: 8, seeds: { first: 5, count: 996 } });
    const floats = (text: string) => new Float32Array(Uint8Array.fromBase64(text).buffer);
    deepStrictEqual(floats(made.observations), here.reset());
    deepStrictEqual(made.observation_shape, here.observationSpace.shape);
    const actions = Int32Array.from({ length: 8 }, (_, i) => i);
    const stepped = await ask({ actions: [...actions] });
    deepStrictEqual(floats(stepped.observations), here.step(actions));
    deepStrictEqual(new Float64Array(Uint8Array.fromBase64(stepped.rewards).buffer), here.rewards);
    deepStrictEqual(Uint8Array.fromBase64(stepped.masks), here.actionMasks());
    const bytes = new Uint8Array(actions.buffer).toBase64();
    deepStrictEqual(floats((await ask({ actions: bytes, masks: false })).observations), here.step(actions));
    here.resetAt(3, 77);
    deepStrictEqual(floats((await ask({ reset_at: [[3, 77]] })).observations), here.observations);
    const refused = (data: object) => ask(data).then(({ message }) => message);
    match(await refused({ make: { count: 2000 } }), /make.count must be at most 1024/);
    match(await refused({ make: { count: 1, seeds: { first: 2001 } } }), /at most 1000, found 2001/);
    match(await refused({ reset_at: [[0, 2001]] }), /at most 1000/);
    match(await refused({ actions: [0] }), /must be an Int32Array of 8/);
    match(await refused({ make: { count: 1, topology: "random-100" } }), /at most 64 services/);
    await client.close();
  }),
);

Deno.test(
  "plain HTTP has OpenEnv's documents and tasks, plays one step at a time, and tells what is wrong",
  serving(async ({ server, host }) => {
    const get = async (path: string) => await (await fetch(server.url + path)).json();
    const post = async (path: string, body: unknown) => {
      const response = await fetch(server.url + path, { method: "POST", body: JSON.stringify(body) });
      return [response.status, await response.json()];
    };
    deepStrictEqual(await get("/health"), { status: "healthy" });
    strictEqual((await get("/openapi.json")).info.version, "1.0.0");
    deepStrictEqual(Object.keys(await get("/schema")), ["action", "observation", "state"]);
    deepStrictEqual(await get("/list_environments"), ["aiops"]);
    strictEqual((await get("/aiops/splits")).length, 9);
    deepStrictEqual(await post("/aiops/num_tasks", { split: "small/judging" }), [200, { num_tasks: 20 }]);
    deepStrictEqual(await post("/aiops/task", { split: "small/judging", index: 7 }), [200, {
      task: { suite: "small", split: "judging", index: 7 },
    }]);
    strictEqual((await post("/aiops/task", { split: "small/judging", index: 20 }))[0], 400);
    strictEqual((await post("/aiops/task_range", { split: "small/judging", start: 18 }))[1].tasks.length, 2);
    strictEqual((await post("/other/task", { split: "small/judging", index: 0 }))[0], 404);
    strictEqual((await post("/reset", { seed: 1 }))[1].observation.step, 60);
    const step = await post("/step", { action: { kind: "restart", service: "db" }, timeout_s: 1 });
    deepStrictEqual([step[1].observation.step, step[1].observation.executed], [61, "restart(db)"]);
    match(JSON.stringify(await post("/step", { action: { kind: "restat" } })), /^\[422.*did you mean/);
    strictEqual((await get("/state")).step_count, 0);
    strictEqual((await fetch(`${server.url}/reset`)).status, 405);
    strictEqual((await fetch(`${server.url}/ws`)).status, 426);
    strictEqual((await fetch(`${server.url}/none`)).status, 404);
    strictEqual(host.count, 0);
  }),
);

Deno.test(
  "JSON-RPC lists the tools, calls them in a session that lasts, and names what is wrong by its codes",
  serving(async ({ server, host }) => {
    const rpc = async (body: unknown) =>
      await (await fetch(`${server.url}/mcp`, {
        method: "POST",
        body: typeof body === "string"
          ? body
          : JSON.stringify({ jsonrpc: "2.0", id: 1, ...(body as object) }),
      })).json();
    const codeOf = async (body: unknown) => (await rpc(body)).error.code;
    ok((await rpc({ method: "tools/list" })).result.tools.length >= 12);
    const { session_id } = (await rpc({ method: "openenv/session/create" })).result;
    const call = (name: string, args: object = {}) =>
      rpc({ method: "tools/call", params: { name, arguments: args, session_id } });
    strictEqual((await call("start_episode")).result.structuredContent.step, 60);
    strictEqual((await call("advance", { steps: 5 })).result.structuredContent.step, 65);
    strictEqual(host.count, 1);
    strictEqual((await rpc({ method: "openenv/session/close", params: { session_id } })).result.closed, true);
    strictEqual(host.count, 0);
    strictEqual(await codeOf("{}"), -32_600);
    strictEqual(await codeOf("{"), -32_700);
    strictEqual(await codeOf({ method: "tools/cal" }), -32_601);
    strictEqual(await codeOf({ method: "tools/call", params: { name: "atc" } }), -32_602);
    strictEqual((await call("advance")).error.code, -32_602);
  }),
);

Deno.test(
  "a page from elsewhere is refused, by its host name and by its origin",
  serving(async ({ server }) => {
    const response = await fetch(`${server.url}/health`, { headers: { origin: "https://evil.example" } });
    strictEqual(response.status, 403);
    await response.body?.cancel();
    const { port } = new URL(server.url);
    const connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(port) });
    await connection.write(
      new TextEncoder().encode("GET /health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"),
    );
    match(await new Response(connection.readable).text(), /^HTTP\/1\.1 403/);
  }),
);
