import { deepStrictEqual, ok } from "node:assert";
import { createOtlpReceiver, createTelemetryBuffer } from "../../../lib/live/mod.ts";
import type { LogRecord, Span } from "../../../lib/model/mod.ts";
import { freePort, until } from "../../live/testing/programs.ts";
import { planShop } from "../plan.ts";
import { replicaProgram } from "./own_programs.ts";

Deno.test("a replica answers while nobody takes its spans and logs, and is read in the live loop once somebody does", async () => {
  const [port, control, live] = [freePort(), freePort(), freePort()];
  const none = freePort();
  const plan = planShop({ folder: "/tmp/none", firstPort: 20_000, sendsTelemetry: true });
  const { argv: [, ...args], env } = replicaProgram(
    {
      ...plan,
      ports: { ...plan.ports, live, cacheLink: none, pooler: none },
      apiPort: () => port,
      apiControlPort: () => control,
    },
    0,
    "good",
  );
  const replica = new Deno.Command("deno", {
    args: [...args],
    ...(env && { env: { ...env } }),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
    await answer?.body?.cancel();
    return answer?.status;
  };
  const spans: Span[] = [];
  const logs: LogRecord[] = [];
  const buffer = createTelemetryBuffer(1_000);
  let server: Deno.HttpServer | undefined;
  try {
    ok(await until(async () => await ask("/health") === 200 || undefined));
    // Without a cache and a database every request fails, into nobody's log.
    for (let i = 0; i < 20; i++) deepStrictEqual(await ask("/items/1"), 500);
    server = Deno.serve(
      { hostname: "127.0.0.1", port: live, onListen: () => {} },
      createOtlpReceiver({ buffer, maxBodyBytes: 1_000_000 }),
    );
    ok(
      await until(async () => {
        deepStrictEqual(await ask("/items/1"), 500);
        const taken = buffer.take();
        spans.push(...taken.spans);
        logs.push(...taken.logs);
        return spans.some(({ name }) => name === "call db") && logs.length > 0 || undefined;
      }),
    );
  } finally {
    replica.kill("SIGKILL");
    await replica.status;
    await server?.shutdown();
  }
  const calls = spans.filter(({ kind }) => kind === "client");
  deepStrictEqual(new Set(spans.map(({ service }) => service)), new Set(["api"]));
  ok(
    calls.every(({ failed, attributes }) =>
      failed && /^(cache|db)$/.test(String(attributes?.["server.address"]))
    ),
  );
  ok(spans.some(({ kind, name }) => kind === "server" && name === "GET /items"));
  ok(logs.every(({ service, severityNumber }) => service === "api" && severityNumber === 17));
});
