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
