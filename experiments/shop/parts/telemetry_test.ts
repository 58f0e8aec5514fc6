import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { createOtlpReceiver, createTelemetryBuffer } from "../../../lib/live/mod.ts";
import type { LogRecord, Span } from "../../../lib/model/mod.ts";
import { until } from "../../live/testing/programs.ts";
import { startReplica } from "../testing/replica.ts";

Deno.test("a replica answers while nobody takes its spans and logs, and is read by the live loop once it does", async () => {
  await using replica = await startReplica({ sendsTelemetry: true });
  // Without a cache and a database every request fails.
  for (let i = 0; i < 20; i++) strictEqual(await replica.ask("/items/1"), 500);
  const buffer = createTelemetryBuffer(1_000);
  await using _server = Deno.serve(
    { hostname: "127.0.0.1", port: replica.live, onListen: () => {} },
    createOtlpReceiver({ buffer, maxBodyBytes: 1_000_000 }),
  );
  const spans: Span[] = [];
  const logs: LogRecord[] = [];
  const hasCome = await until(async () => {
    strictEqual(await replica.ask("/items/1"), 500);
    const taken = buffer.take();
    spans.push(...taken.spans);
    logs.push(...taken.logs);
    return spans.some(({ name }) => name === "call db") && logs.length > 0 || undefined;
  });
  ok(hasCome);
  deepStrictEqual(new Set([...spans, ...logs].map(({ service }) => service)), new Set(["api"]));
  ok(spans.some(({ kind, name }) => kind === "server" && name === "GET /items"));
  for (const { failed, attributes } of spans.filter(({ kind }) => kind === "client")) {
    ok(failed && /^(cache|db)$/.test(String(attributes?.["server.address"])));
  }
  ok(logs.every(({ severityNumber }) => severityNumber === 17));
});
