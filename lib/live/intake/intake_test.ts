import { deepStrictEqual, ok, strictEqual } from "node:assert";
import type { LogRecord, Span } from "../../model/mod.ts";
import { toOtlpLogs, toOtlpTraces } from "../../otlp/mod.ts";
import { type AlertNotification, createAlertReceiver } from "./alertmanager_webhook.ts";
import { createOtlpReceiver } from "./otlp_receiver.ts";
import { createTelemetryBuffer } from "./telemetry_buffer.ts";

const LOG: LogRecord = {
  timeSeconds: 1_700_000_000,
  service: "api",
  severityNumber: 17,
  body: "no connection",
};
const SPAN: Span = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  service: "api",
  kind: "server",
  name: "GET /",
  startSeconds: 1_700_000_000,
  endSeconds: 1_700_000_001,
  failed: false,
};
const MAX_BYTES = 10_000;

function setUp(maxRecords = 100) {
  const buffer = createTelemetryBuffer(maxRecords);
  const receive = createOtlpReceiver({ buffer, maxBodyBytes: MAX_BYTES });
  const post = (path: string, body: BodyInit, headers: Record<string, string> = {}) =>
    receive(
      new Request(`http://127.0.0.1${path}`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", ...headers },
      }),
    );
  return { buffer, receive, post };
}

async function gzipped(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

Deno.test("logs and spans are received as JSON, packed or not, and handed out once by time", async () => {
  const { buffer, post } = setUp();
  const early = { ...LOG, timeSeconds: LOG.timeSeconds - 1 };
  const logs = await post("/v1/logs", JSON.stringify(toOtlpLogs([LOG, early])));
  strictEqual(logs.status, 200);
  deepStrictEqual(await logs.json(), {});
  const spans = await post("/v1/traces", await gzipped(JSON.stringify(toOtlpTraces([SPAN]))), {
    "content-encoding": "gzip",
    "content-type": "application/json; charset=utf-8",
  });
  strictEqual(spans.status, 200);
  strictEqual((await post("/v1/metrics", '{"resourceMetrics":[]}')).status, 200);
  strictEqual((await post("/v1/logs", "{}")).status, 200);
  deepStrictEqual(buffer.take(), { logs: [early, LOG], spans: [SPAN] });
  deepStrictEqual(buffer.take(), { logs: [], spans: [] });
});

Deno.test("a step holds no more than its bound: the oldest are dropped and counted", async () => {
  const { buffer, post } = setUp(3);
  for (let i = 0; i < 5; i++) {
    await post(
      "/v1/logs",
      JSON.stringify(toOtlpLogs([{ ...LOG, body: `${i}a` }, { ...LOG, body: `${i}b` }])),
    );
  }
  strictEqual(buffer.dropped, 7);
  strictEqual(buffer.received, 10);
  deepStrictEqual(buffer.take().logs.map(({ body }) => body), ["3b", "4a", "4b"]);
  await post(
    "/v1/logs",
    JSON.stringify(toOtlpLogs(Array.from({ length: 9 }, (_, i) => ({ ...LOG, body: `${i}` })))),
  );
  deepStrictEqual(buffer.take().logs.map(({ body }) => body), ["6", "7", "8"]);
});

const WRONG:
  readonly (readonly [what: string, request: () => Promise<Request>, status: number, says: RegExp])[] = [
    ["another path", () => request("/v1/logz", "{}"), 404, /\/v1\/logs, \/v1\/traces/],
    ["GET", () => Promise.resolve(new Request("http://127.0.0.1/v1/logs")), 405, /only POST.*found GET/],
    [
      "Protobuf",
      () => request("/v1/logs", "x", { "content-type": "application/x-protobuf" }),
      415,
      /http\/json/,
    ],
    ["a form", () => request("/v1/logs", "{}", { "content-type": "text/plain" }), 415, /found text\/plain/],
    [
      "another packing",
      () => request("/v1/logs", "{}", { "content-encoding": "br" }),
      415,
      /gzip or none, found br/,
    ],
    ["what is not gzip", () => request("/v1/logs", "{}", { "content-encoding": "gzip" }), 400, /not gzip/],
    ["what is not JSON", () => request("/v1/logs", "{"), 400, /not JSON/],
    ["what is not UTF-8", () => request("/v1/logs", Uint8Array.of(0xff)), 400, /not UTF-8/],
    ["deep JSON", () => request("/v1/logs", "[".repeat(5000) + "]".repeat(5000)), 400, /./],
    ["another signal", () => request("/v1/logs", '{"resourceSpans":[]}'), 400, /resourceLogs/],
    [
      "a wrong field",
      () => request("/v1/traces", '{"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]}'),
      400,
      /traceId/,
    ],
    ["a large body", () => request("/v1/logs", "x".repeat(MAX_BYTES + 1)), 413, /10000 bytes/],
    [
      "a body that is large unpacked",
      async () => request("/v1/logs", await gzipped(" ".repeat(5_000_000)), { "content-encoding": "gzip" }),
      413,
      /10000 bytes/,
    ],
  ];

function request(path: string, body: BodyInit, headers: Record<string, string> = {}): Promise<Request> {
  const all = { "content-type": "application/json", ...headers };
  return Promise.resolve(new Request(`http://127.0.0.1${path}`, { method: "POST", body, headers: all }));
}

for (const [what, make, status, says] of WRONG) {
  Deno.test(`OTLP: ${what} is answered ${status} with a reason, and nothing of it is kept`, async () => {
    const { buffer, receive } = setUp();
    const answer = await receive(await make());
    const { code, message } = await answer.json();
    strictEqual(answer.status, status);
    ok(Number.isInteger(code));
    ok(says.test(message), message);
    strictEqual(buffer.received, 0);
  });
}

const NOTIFICATION = {
  version: "4",
  status: "firing",
  receiver: "aiops",
  groupKey: '{}:{alertname="SlowFront"}',
  groupLabels: { alertname: "SlowFront" },
  commonLabels: {},
  commonAnnotations: {},
  externalURL: "http://am",
  truncatedAlerts: 2,
  alerts: [
    {
      status: "firing",
      labels: { alertname: "SlowFront", service: "api" },
      annotations: { summary: "slow" },
      startsAt: "2026-01-31T12:00:00.5Z",
      endsAt: "0001-01-01T00:00:00Z",
      generatorURL: "http://p/graph",
      fingerprint: "abc",
    },
    { status: "resolved", labels: {}, startsAt: "2026-01-31T12:00:00Z", endsAt: "2026-01-31T13:00:00+01:00" },
  ],
};

async function alerted(body: unknown, init: RequestInit = {}) {
  const heard: AlertNotification[] = [];
  const receive = createAlertReceiver({ maxBodyBytes: MAX_BYTES, onAlerts: (one) => heard.push(one) });
  const headers = { "content-type": "application/json" };
  const answer = await receive(
    new Request("http://127.0.0.1/alertmanager", {
      method: "POST",
      headers,
      body: JSON.stringify(body),
      ...init,
    }),
  );
  return { heard, status: answer.status, text: await answer.text() };
}

Deno.test("a notification of Alertmanager is read: what fires has no end", async () => {
  const { heard: [heard], status } = await alerted(NOTIFICATION);
  strictEqual(status, 200);
  strictEqual(heard!.truncatedAlerts, 2);
  const [first, second] = heard!.alerts;
  deepStrictEqual(first!.labels, { alertname: "SlowFront", service: "api" });
  strictEqual(first!.startsAtSeconds, Date.UTC(2026, 0, 31, 12) / 1000 + 0.5);
  strictEqual("endsAtSeconds" in first!, false);
  strictEqual(second!.endsAtSeconds, Date.UTC(2026, 0, 31, 12) / 1000);
});

Deno.test("a call that is not version 4 of Alertmanager's webhook is answered with what is wrong", async () => {
  const says = async (body: unknown, status: number, message: RegExp, init: RequestInit = {}) => {
    const found = await alerted(body, init);
    strictEqual(found.status, status);
    ok(message.test(found.text), found.text);
    strictEqual(found.heard.length, 0);
  };
  await says({ ...NOTIFICATION, version: "3" }, 400, /version is "3": did you mean "4"/);
  await says(
    { ...NOTIFICATION, alerts: [{ ...NOTIFICATION.alerts[0], startsAt: "soon" }] },
    400,
    /alerts\[0\]\.startsAt must be a time/,
  );
  await says({ ...NOTIFICATION, alerts: "x" }, 400, /alerts must be a list/);
  await says([], 400, /the notification must be an object/);
  await says({ text: "x".repeat(MAX_BYTES) }, 413, /10000 bytes/);
  await says({}, 415, /application\/json/, { headers: { "content-type": "text/plain" } });
});
