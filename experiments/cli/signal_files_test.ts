import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { toOtlpLogs, toOtlpTraces } from "../../lib/otlp/mod.ts";
import type { LogRecord, Span } from "../../lib/model/mod.ts";
import { inFolder } from "./in_folder.ts";
import { logsIn, readSpans, spansIn } from "./signal_files.ts";

const START = 1_700_000_000;
const LOGS: readonly LogRecord[] = [
  { timeSeconds: START, service: "web", severityNumber: 9, body: "GET /" },
  { timeSeconds: START + 1.5, service: "db", severityNumber: 17, body: "no connection" },
  { timeSeconds: START + 2, service: "web", severityNumber: 13, body: "slow" },
];
const LEVELS: Readonly<Record<number, string>> = { 9: "info", 13: "warn", 17: "error" };
const nanos = (seconds: number) => `${BigInt(Math.round(seconds * 1e3)) * 1_000_000n}`;
const iso = (seconds: number) => new Date(1000 * seconds).toISOString();

const WRITTEN_LOGS: Readonly<Record<string, string>> = {
  "Loki's query_range": JSON.stringify({
    status: "success",
    data: {
      resultType: "streams",
      result: LOGS.map(({ timeSeconds, service, severityNumber, body }) => ({
        stream: { app: service, level: LEVELS[severityNumber], namespace: "shop" },
        values: [[nanos(timeSeconds), body]],
      })),
    },
  }),
  "Loki with the level in the line": JSON.stringify({
    status: "success",
    data: {
      resultType: "streams",
      result: LOGS.map(({ timeSeconds, service, severityNumber, body }) => ({
        stream: { service_name: service },
        values: [[nanos(timeSeconds), `level=${LEVELS[severityNumber]} msg="${body}"`, { pod: "x" }]],
      })),
    },
  }),
  "logcli's lines": LOGS.map(({ timeSeconds, service, severityNumber, body }) =>
    JSON.stringify({
      labels: { service, detected_level: LEVELS[severityNumber] },
      line: body,
      timestamp: iso(timeSeconds),
    })
  ).join("\n"),
  "Elasticsearch's _search": JSON.stringify({
    took: 3,
    hits: {
      total: { value: 3 },
      hits: LOGS.toReversed().map(({ timeSeconds, service, severityNumber, body }) => ({
        _index: "logs",
        _source: {
          "@timestamp": iso(timeSeconds),
          service: { name: service },
          log: { level: LEVELS[severityNumber]!.toUpperCase() },
          message: body,
        },
      })),
    },
  }),
  "Elasticsearch's hits, one a line, with points in their names": LOGS.map((
    { timeSeconds, service, severityNumber, body },
  ) =>
    JSON.stringify({
      _source: {
        "@timestamp": iso(timeSeconds),
        "service.name": service,
        "log.level": LEVELS[severityNumber],
        message: body,
      },
    })
  ).join("\n"),
  "OTLP, one document a line": LOGS.map((log) => JSON.stringify(toOtlpLogs([log]))).join("\r\n"),
};

for (const [name, text] of Object.entries(WRITTEN_LOGS)) {
  Deno.test(`the same log records are read from ${name}`, () => {
    const { logs, notes } = logsIn(text, "logs");
    deepStrictEqual(
      logs.map(({ timeSeconds, service, severityNumber }) => [timeSeconds, service, severityNumber]),
      LOGS.map(({ timeSeconds, service, severityNumber }) => [timeSeconds, service, severityNumber]),
    );
    ok(logs.every(({ body }, i) => body.includes(LOGS[i]!.body)));
    ok(/^3 log records/.test(notes[0]!));
  });
}

Deno.test("log records without a service or a time are left out and counted; without any that has both it is an error", () => {
  const hit = (source: object) => ({ _source: source });
  const { logs, notes } = logsIn(
    JSON.stringify({
      hits: {
        hits: [
          hit({ "@timestamp": iso(START), service: { name: "web" }, message: "a" }),
          hit({ "@timestamp": iso(START), message: "b" }),
          hit({ "@timestamp": "soon", service: { name: "web" }, message: "c" }),
        ],
      },
    }),
    "es",
  );
  strictEqual(logs.length, 1);
  deepStrictEqual(notes, [
    "1 log record of Elasticsearch",
    "1 record without a time left out",
    "1 record without a service left out",
    "1 record without a severity taken as INFO",
  ]);
  throws(
    () => logsIn(JSON.stringify({ hits: { hits: [hit({ "@timestamp": iso(START), a: 1 })] } }), "es"),
    /^UsageError: es: expected log lines of Elasticsearch with a time and a service, found "@timestamp", "a"$/,
  );
  throws(
    () => logsIn('{"status":"success","data":{"resultType":"streams","result":[{"stream":5}]}}', "l"),
    /^UsageError: l: expected log lines of Loki, found at data\.result\.0\.stream/,
  );
});

Deno.test("a line that is no JSON loses itself alone, and is named", () => {
  const lines = LOGS.map((log) => JSON.stringify(toOtlpLogs([log])));
  const { logs, notes } = logsIn([lines[0], lines[1]!.slice(0, 30), lines[2]].join("\n"), "l");
  strictEqual(logs.length, 2);
  deepStrictEqual(notes, ["2 log records", "1 line that is no JSON left out: line 2"]);
  throws(() => logsIn(`${lines[0]}\nx\ny\n`, "l"), /expected JSON, found 2 of 3 lines that aren't: line 2$/);
});

const TRACE = "0123456789abcdef0123456789abcdef";
const SPANS: readonly Span[] = [
  {
    traceId: TRACE,
    spanId: "00000000000000a1",
    service: "web",
    kind: "internal",
    name: "GET /",
    startSeconds: START,
    endSeconds: START + 0.5,
    failed: false,
  },
  {
    traceId: TRACE,
    spanId: "00000000000000a2",
    parentSpanId: "00000000000000a1",
    service: "db",
    kind: "internal",
    name: "query",
    startSeconds: START + 0.125,
    endSeconds: START + 0.375,
    failed: true,
  },
];
const bare = JSON.parse(JSON.stringify(toOtlpTraces(SPANS)));
const WRITTEN_SPANS: Readonly<Record<string, string>> = {
  "OTLP": JSON.stringify(bare),
  "a list of OTLP documents": JSON.stringify([toOtlpTraces(SPANS.slice(0, 1)), toOtlpTraces(SPANS.slice(1))]),
  "Tempo": JSON.stringify({ batches: bare.resourceSpans }),
  "OpenRCA's table": [
    "timestamp,cmdb_id,parent_id,span_id,trace_id,duration,type,status_code,operation_name",
    `${START * 1e3},web,,a1,${TRACE},500,http,200,GET /`,
    `${START * 1e3 + 125},db,a1,a2,${TRACE},250,db,500,query`,
  ].join("\n"),
  "MicroRCA's table": [
    "traceId;id;pid;cmdb_id;startTime;elapsedTime;success;callType",
    `${TRACE};a1;None;web;${START * 1e3};500;True;GET /`,
    `${TRACE};a2;a1;db;${START * 1e3 + 125};250;False;query`,
  ].join("\n"),
  "a table in seconds": [
    "trace_id\tspan_id\tparent_span_id\tservice_name\tstart_time\tduration_s\tname\tstatus",
    `${TRACE}\ta1\t\tweb\t${iso(START)}\t0.5\tGET /\tOK`,
    `${TRACE}\ta2\ta1\tdb\t${iso(START + 0.125)}\t0.25\tquery\tERROR`,
  ].join("\n"),
};

for (const [name, text] of Object.entries(WRITTEN_SPANS)) {
  Deno.test(`the same spans are read from ${name}`, () => deepStrictEqual(spansIn(text, "t").spans, SPANS));
}

Deno.test("ids in a table that aren't hexadecimal are kept apart, rows that can't be read counted", () => {
  const { spans, notes } = spansIn(
    [
      "timestamp,cmdb_id,parent_id,span_id,trace_id,duration",
      `${START},web,,s-1,t-1,500`,
      `${START},db,s-1,s-2,t-1,200`,
      `${START},db,s-1,s-3,t-1,?`,
    ].join("\n"),
    "t",
  );
  strictEqual(spans[1]!.parentSpanId, spans[0]!.spanId);
  ok(spans.every(({ traceId, spanId }) => /^[0-9a-f]{32}$/.test(traceId) && /^[0-9a-f]{16}$/.test(spanId)));
  deepStrictEqual(notes, [
    "2 spans of a table",
    "3 ids with other characters than hexadecimal digits numbered",
    "1 row that can't be read left out",
  ]);
});

Deno.test("a span that is still under way is left out and counted", () => {
  const open = JSON.parse(JSON.stringify(bare));
  open.resourceSpans[0].scopeSpans[0].spans[0].endTimeUnixNano = "0";
  const { spans, notes } = spansIn(JSON.stringify(open), "t");
  deepStrictEqual(spans, SPANS.slice(1));
  deepStrictEqual(notes, ["1 span", "1 span without an end behind its beginning left out"]);
});

Deno.test("a packed file is known by its first bytes, whatever it is called", async () => {
  await inFolder(async (folder) => {
    const packed = new Blob([JSON.stringify(bare)]).stream().pipeThrough(new CompressionStream("gzip"));
    await Deno.writeFile(`${folder}/spans.json`, packed);
    deepStrictEqual((await readSpans(`${folder}/spans.json`)).spans, SPANS);
  });
});

/** A request in which web calls db, which fails. */
const CALL = { traceId: "1", id: "b", parentId: "a", name: "query" };
const endpoint = (serviceName: string) => ({ serviceName, ipv4: "10.0.0.1" });

Deno.test("Zipkin's version 1 is read: both sides of a call that one span tells of, the service of each, and errors", () => {
  const us = 1e6 * START;
  const text = JSON.stringify([
    {
      ...{ traceId: "1", id: "a", name: "get", timestamp: us, duration: 50_000 },
      annotations: [
        { timestamp: us, value: "sr", endpoint: endpoint("web") },
        { timestamp: us + 50_000, value: "ss", endpoint: endpoint("web") },
      ],
      binaryAnnotations: [],
    },
    {
      ...CALL,
      annotations: [
        { timestamp: us + 10_000, value: "cs", endpoint: endpoint("web") },
        { timestamp: us + 12_000, value: "sr", endpoint: endpoint("db") },
        { timestamp: us + 38_000, value: "ss", endpoint: endpoint("db") },
        { timestamp: us + 40_000, value: "cr", endpoint: endpoint("web") },
      ],
      binaryAnnotations: [{ key: "error", value: "boom", endpoint: endpoint("db") }],
    },
    {
      ...{ traceId: "1", id: "c", parentId: "a", name: "render", timestamp: us + 41_000, duration: 5000 },
      annotations: [],
      binaryAnnotations: [{ key: "lc", value: "", endpoint: endpoint("web") }],
    },
  ]);
  const { spans, notes } = spansIn(text, "z.json");
  const short = (one: Span) => [
    ...[one.service, one.kind, one.failed],
    ...[one.startSeconds - START, one.endSeconds - START].map((seconds) => Math.round(1e3 * seconds)),
  ];
  deepStrictEqual(spans.map(short), [
    ["web", "server", false, 0, 50],
    ["web", "client", false, 10, 40],
    ["db", "server", true, 12, 38],
    ["web", "internal", false, 41, 46],
  ]);
  // The server's side is below the client's, and that below the request.
  strictEqual(spans[2]!.parentSpanId, spans[1]!.spanId);
  strictEqual(spans[1]!.parentSpanId, spans[0]!.spanId);
  deepStrictEqual(notes, ["4 spans"]);
});

Deno.test("a span without a status fails by what was answered, one that is said to be OK doesn't", () => {
  const failedOf = (attributes: object, status: object = {}) =>
    spansIn(
      JSON.stringify({
        resourceSpans: [{
          resource: { attributes: [{ key: "service.name", value: { stringValue: "web" } }] },
          scopeSpans: [{
            spans: [{
              traceId: "ab".repeat(16),
              spanId: "ab".repeat(8),
              name: "GET",
              kind: 2,
              startTimeUnixNano: nanos(START),
              endTimeUnixNano: nanos(START + 1),
              attributes: Object.entries(attributes).map(([key, intValue]) => ({ key, value: { intValue } })),
              status,
            }],
          }],
        }],
      }),
      "o.json",
    ).spans[0]!.failed;
  deepStrictEqual(
    [
      failedOf({ "http.response.status_code": 503 }),
      failedOf({ "http.status_code": "500" }),
      failedOf({ "rpc.grpc.status_code": 14 }),
      failedOf({ "http.status_code": 404 }),
      failedOf({ "rpc.grpc.status_code": 5 }),
      failedOf({ "http.status_code": 503 }, { code: 1 }),
      failedOf({}, { code: "STATUS_CODE_ERROR" }),
    ],
    [true, true, true, false, false, false, true],
  );
});

Deno.test("traces of a folder are read together, each span once; what holds none is told", () =>
  inFolder(async (folder) => {
    const span = (spanId: string, service: string): Span => ({
      ...{ traceId: "ab".repeat(16), spanId, service, name: "x", kind: "server" },
      ...{ startSeconds: START, endSeconds: START + 1, failed: false },
    });
    const [a, b] = [span("aa".repeat(8), "web"), span("bb".repeat(8), "db")];
    Deno.writeTextFileSync(`${folder}/1.json`, JSON.stringify(toOtlpTraces([a])));
    Deno.writeTextFileSync(`${folder}/2.json`, JSON.stringify(toOtlpTraces([a, b])));
    Deno.writeTextFileSync(`${folder}/3.json`, "");
    const { spans, notes } = await readSpans(folder);
    deepStrictEqual(spans.map(({ service }) => service), ["web", "db"]);
    deepStrictEqual(
      [notes[0], notes[1], notes[3]],
      ["1.json: 1 span", "2.json: 2 spans", "1 span of several files left out but once"],
    );
    ok(/^left out: 3\.json: expected JSON/.test(notes[2]!), notes[2]!);
    const twice = JSON.stringify([toOtlpTraces([a]), toOtlpTraces([a, b])]);
    deepStrictEqual(spansIn(twice, "t").notes, ["2 spans", "1 span that had been read before left out"]);
  }));

Deno.test("metrics where log lines are expected are told as such", () => {
  const matrix = { status: "success", data: { resultType: "matrix", result: [] } };
  throws(() => logsIn(JSON.stringify(matrix), "l.json"), {
    message: "l.json: expected log lines, found metrics of Prometheus or Loki: they are read as --data",
  });
});
