import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { createStream, normalQuantile } from "../../random/mod.ts";
import { likelyEnd, likelyOnset } from "./onset/onset.ts";
import { ownIncident } from "./incident.ts";
import { serviceMetrics } from "./metrics.ts";
import { splitNames } from "./names.ts";
import { readJaeger, readZipkin, withSilentPeers } from "./spans.ts";

const START = 1_700_000_000;

Deno.test("names of columns are parted into service and metric, each in the way of its table", () => {
  const cases: Record<string, string>[] = [
    {
      home_timeline_service_cpu: "home_timeline_service|cpu",
      home_page_cpu: "home_page|cpu",
      user_service_request_latency: "user_service|request_latency",
      request_router_cpu: "request_router|cpu",
      payment_rate_limiter_errors: "payment_rate_limiter|errors",
      user_cpu: "user|cpu",
      home_page_goroutine_leaks: "home_page|goroutine_leaks",
    },
    { "cart.latency_p95": "cart|latency_p95", "db.weird": "db|weird" },
    { cpu_web: "web|cpu", mem_web: "web|mem" },
    {
      "ts-order-service_container-cpu": "ts-order-service|container-cpu",
      "ts-order-service_latency": "ts-order-service|latency",
    },
    { cpu: "-", memory: "-" },
    {
      "web CPU-Auslastung": "web|CPU-Auslastung",
      "web Antwortzeit ms": "web|Antwortzeit ms",
      "db CPU-Auslastung": "db|CPU-Auslastung",
      "db Antwortzeit ms": "db|Antwortzeit ms",
    },
  ];
  for (const one of cases) {
    const names = Object.keys(one);
    deepStrictEqual(
      splitNames(names).map((split) => split === undefined ? "-" : `${split.service}|${split.metric}`),
      Object.values(one),
    );
  }
  deepStrictEqual(splitNames(["a_b_x", "a_x"], ["a", "a_b"]), [
    { service: "a_b", metric: "x" },
    { service: "a", metric: "x" },
  ]);
});

/** Two services at 60 times: the CPU of db jumps at row 40. */
const cpuOf = (service: string, row: number) =>
  (service === "db" && row >= 40 ? 0.9 : 0.2) + 0.01 * (row % 5);

function prometheus(): string {
  const result = ["web-7d9f8b6c5d-abcde", "db-0"].map((pod) => ({
    metric: { __name__: "container_cpu_usage", pod, namespace: "shop" },
    values: Array.from(
      { length: 60 },
      (_, row) => [START + 15 * row, String(cpuOf(pod.split("-")[0]!, row))],
    ),
  }));
  return JSON.stringify({ status: "success", data: { resultType: "matrix", result } });
}

const OPEN_METRICS = [
  "# TYPE cpu gauge",
  ...Array.from(
    { length: 60 },
    (_, row) =>
      ["web", "db"].map((service) => `cpu{service="${service}"} ${cpuOf(service, row)} ${START + 15 * row}`),
  ).flat(),
  "# EOF",
].join("\n");

const CLOUD_WATCH = JSON.stringify({
  MetricDataResults: ["web", "db"].map((service) => ({
    Id: service,
    Label: `${service} CPUUtilization cpu`,
    Timestamps: Array.from(
      { length: 60 },
      (_, row) => new Date(1000 * (START + 15 * (59 - row))).toISOString(),
    ),
    Values: Array.from({ length: 60 }, (_, row) => cpuOf(service, 59 - row)),
  })),
});

const OTLP = JSON.stringify({
  resourceMetrics: ["web", "db"].map((service) => ({
    resource: { attributes: [{ key: "service.name", value: { stringValue: service } }] },
    scopeMetrics: [{
      metrics: [{
        name: "cpu",
        gauge: {
          dataPoints: Array.from({ length: 60 }, (_, row) => ({
            timeUnixNano: `${START + 15 * row}000000000`,
            asDouble: cpuOf(service, row),
          })),
        },
      }],
    }],
  })),
});

const LONG = [
  "time,service,cpu",
  ...Array.from(
    { length: 60 },
    (_, row) => ["web", "db"].map((service) => `${START + 15 * row},${service},${cpuOf(service, row)}`),
  ).flat(),
].join("\n");
const WIDE = [
  "time,web_cpu,db_cpu",
  ...Array.from({ length: 60 }, (_, row) => `${START + 15 * row},${cpuOf("web", row)},${cpuOf("db", row)}`),
].join("\n");

for (
  const [name, text] of Object.entries({
    prometheus: prometheus(),
    OPEN_METRICS,
    CLOUD_WATCH,
    OTLP,
    LONG,
    WIDE,
  })
) {
  Deno.test(`the same metrics are read from ${name}`, () => {
    const { table } = serviceMetrics(text, "mine");
    deepStrictEqual(table.indicators.map(({ service, role }) => [service, role]), [["web", "cpu"], [
      "db",
      "cpu",
    ]]);
    deepStrictEqual([...table.timesSeconds], Array.from({ length: 60 }, (_, row) => START + 15 * row));
    for (const [i, service] of ["web", "db"].entries()) {
      ok(table.columns[i]!.every((value, row) => Math.abs(value - cpuOf(service, row)) < 1e-12));
    }
    strictEqual(likelyOnset(table), START + 15 * 40);
  });
}

Deno.test("counters become rates, restarts and all; replicas of a service are averaged, their requests added", () => {
  const values = (per: number) =>
    Array.from({ length: 20 }, (_, row) => [START + 10 * row, String(per * (row < 12 ? row : row - 12))]);
  const result = [["a-1", 50], ["a-2", 30]].map(([instance, per]) => ({
    metric: { __name__: "http_requests_total", service: "a", instance: String(instance) },
    values: values(Number(per)),
  }));
  const { table, notes } = serviceMetrics(
    JSON.stringify({ status: "success", data: { resultType: "matrix", result } }),
    "p",
  );
  deepStrictEqual(table.indicators.length, 1);
  ok(Number.isNaN(table.columns[0]![0]));
  deepStrictEqual([table.columns[0]![5], table.columns[0]![12], table.columns[0]![13]], [8, 0, 8]);
  ok(notes.includes("2 counters taken as rates"));
});

Deno.test("metrics without a service, other JSON, failed queries and tables without times are refused in one line", () => {
  const refused = (text: string, message: RegExp) =>
    throws(() => serviceMetrics(text, "m"), { name: "UsageError", message });
  refused(
    "time,cpu\n2024-01-01,1\n2024-01-02,2\n",
    /^m: expected metrics with a label as "service", or names as web_cpu, found "cpu"$/,
  );
  refused(
    '{"a": 1}',
    /^m: expected metrics of Prometheus, CloudWatch, OTLP or another system, or rows, found JSON with "a"$/,
  );
  refused('{"a"', /^m: expected JSON/);
  refused('{"status": "error", "error": "bad query"}', /^m: the query failed: bad query$/);
  refused(
    '{"status": "success", "data": {"resultType": "matrix", "result": [{"metric": 5}]}}',
    /^m: expected an answer of Prometheus/,
  );
  refused("web_cpu,db_cpu\n1.5,2\n7,2\n", /^m: expected a column of times/);
});

Deno.test("the beginning is found within two rows where a third of the metrics move by six spreads, and not where nothing does", () => {
  const near: number[] = [];
  for (let seed = 1; seed <= 20; seed++) {
    const stream = createStream(seed, "onset");
    const begins = 80 + seed * 4;
    const columns = Array.from(
      { length: 9 },
      (_, i) =>
        Float64Array.from(
          { length: 240 },
          (_, row) => 10 + i + stream.next() + (i < 3 && row >= begins ? 3 : 0),
        ),
    );
    const timesSeconds = Float64Array.from({ length: 240 }, (_, row) => row);
    near.push(Math.abs(likelyOnset({ indicators: [], timesSeconds, columns }) - begins));
  }
  ok(near.filter((rows) => rows <= 2).length >= 19, near.join());
  const still = {
    indicators: [],
    timesSeconds: Float64Array.from({ length: 50 }, (_, i) => i),
    columns: [new Float64Array(50)],
  };
  ok(Number.isNaN(likelyOnset(still)));
});

Deno.test("beginning and end of an incident of two to five rows are found to the row", () => {
  const off: number[] = [];
  for (let seed = 1; seed <= 40; seed++) {
    const stream = createStream(seed, "short");
    const [begins, length] = [50 + 2 * seed, 2 + seed % 4];
    const columns = Array.from(
      { length: 24 },
      (_, i) =>
        Float64Array.from(
          { length: 180 },
          (_, row) => 10 + stream.next() + (i < 6 && row >= begins && row < begins + length ? 6 : 0),
        ),
    );
    const table = {
      indicators: [],
      timesSeconds: Float64Array.from({ length: 180 }, (_, row) => row),
      columns,
    };
    const found = likelyOnset(table);
    off.push(Math.abs(found - begins) + Math.abs(likelyEnd(table, found) - begins - length));
  }
  ok(off.filter((rows) => rows === 0).length >= 38, off.join());
});

Deno.test("an incident is parted at its beginning; what lies outside or is unknown is told", () => {
  const { table } = serviceMetrics(WIDE, "m");
  const graph = [{ caller: "web", callee: "db" }];
  const { incident } = ownIncident({ metrics: table }, { onset: START + 15 * 40, graph, symptom: "web" });
  deepStrictEqual([incident.before.metrics.timesSeconds.length, incident.after.metrics.timesSeconds.length], [
    40,
    20,
  ]);
  deepStrictEqual([incident.services, incident.symptom], [["web", "db"], { service: "web" }]);
  const refused = (options: object, message: RegExp) =>
    throws(() => ownIncident({ metrics: table }, options as never), { name: "UsageError", message });
  refused(
    { onset: START - 5 },
    /must have 5 rows before it .* with 0 and 60: recorded was 2023-11-14T22:13:20Z to 2023-11-14T22:28:05Z/,
  );
  refused({ onset: START + 600, symptom: "wbe" }, /did you mean "web"/);
  refused({ onset: START + 600, graph: [{ caller: "x", callee: "y" }] }, /service of the graph/);
  refused({ onset: NaN }, /onset/);
  refused({ onset: START + 600, colour: 1 }, /colour is not known/);
  throws(() => ownIncident({}, { onset: "auto" }), /needs metrics, logs or spans/);
});

Deno.test("traces of Jaeger and Zipkin have parents, kinds and failures; ids are unique only within a trace", () => {
  const span = (traceID: string, spanID: string, more: object) => ({
    traceID,
    spanID,
    operationName: "op",
    startTime: 1.7e15,
    duration: 5000,
    processID: "p1",
    tags: [],
    references: [],
    ...more,
  });
  const jaeger = {
    data: [{
      spans: [
        span("1", "1", { tags: [{ key: "span.kind", type: "string", value: "server" }] }),
        span("1", "2", {
          processID: "p2",
          references: [{ refType: "CHILD_OF", traceID: "1", spanID: "1" }],
          tags: [{ key: "error", type: "bool", value: true }],
        }),
      ],
      processes: { p1: { serviceName: "web" }, p2: { serviceName: "db" } },
    }],
  };
  const spans = readJaeger(jaeger, "j");
  deepStrictEqual(spans.map(({ service, kind, failed }) => [service, kind, failed]), [
    ["web", "server", false],
    ["db", "internal", true],
  ]);
  strictEqual(spans[1]!.parentSpanId, spans[0]!.spanId);
  strictEqual(spans[0]!.endSeconds, 1.7e9 + 0.005);
  const zipkin = readZipkin([
    {
      traceId: "a",
      id: "b",
      kind: "CLIENT",
      timestamp: 1e15,
      duration: 9000,
      localEndpoint: { serviceName: "web" },
    },
    {
      traceId: "a",
      id: "b",
      name: "get /",
      kind: "SERVER",
      timestamp: 1.000000000001e15,
      duration: 7000,
      localEndpoint: { serviceName: "api" },
      tags: { error: "500" },
    },
    {
      traceId: "a",
      id: "c",
      parentId: "b",
      timestamp: 1.000000000002e15,
      duration: 100,
      localEndpoint: { serviceName: "db" },
    },
  ], "z");
  deepStrictEqual(zipkin.map(({ name }) => name), ["", "get /", ""]);
  const [client, server, inner] = zipkin;
  strictEqual(server!.parentSpanId, client!.spanId);
  strictEqual(inner!.parentSpanId, server!.spanId);
  deepStrictEqual(zipkin.map(({ failed }) => failed), [false, true, false]);
  const twoTraces = ["1", "2"].flatMap((trace) => [
    span(trace, "1", { processID: trace === "1" ? "p1" : "p2" }),
    span(trace, "2", { processID: "p3", references: [{ refType: "CHILD_OF", spanID: "1" }] }),
  ]);
  const processes = { p1: { serviceName: "web" }, p2: { serviceName: "app" }, p3: { serviceName: "db" } };
  const { incident } = ownIncident({
    spans: [...readJaeger({ data: [{ spans: twoTraces, processes }] }, "j"), ...spans, ...spans].map((
      one,
      i,
    ) => ({ ...one, startSeconds: i })),
  }, { onset: 6 });
  deepStrictEqual(incident.graph, [{ caller: "web", callee: "db" }, { caller: "app", callee: "db" }]);
  throws(
    () => readJaeger({ data: [{ spans: [{}] }] }, "j"),
    /^UsageError: j: expected traces of Jaeger, found at data\.0/,
  );
});

Deno.test("calls to what records no spans are charged to it, where the client names it", () => {
  const spans = readZipkin([
    {
      traceId: "a",
      id: "1",
      kind: "SERVER",
      timestamp: 1e15,
      duration: 9000,
      localEndpoint: { serviceName: "web" },
    },
    {
      traceId: "a",
      id: "2",
      parentId: "1",
      kind: "CLIENT",
      timestamp: 1.000000000001e15,
      duration: 7000,
      localEndpoint: { serviceName: "web" },
      remoteEndpoint: { serviceName: "db" },
    },
  ], "z");
  const whole = withSilentPeers(spans);
  deepStrictEqual(whole.map(({ service, kind }) => [service, kind]), [["web", "server"], ["web", "client"], [
    "db",
    "server",
  ]]);
  deepStrictEqual([whole[2]!.parentSpanId, whole[2]!.endSeconds], [whole[1]!.spanId, whole[1]!.endSeconds]);
  strictEqual(new Set(whole.map(({ spanId }) => spanId)).size, 3);
  deepStrictEqual(withSilentPeers(whole), whole, "once is enough");
});

Deno.test("what is left out for want of a service is said; any column that tells series apart names them; one service is none to tell", () => {
  const rows = (cells: (row: number) => string) =>
    Array.from({ length: 40 }, (_, row) => `${START + 15 * row},${cells(row)}`).join("\n");
  const { notes } = serviceMetrics(
    `time,web_cpu,strange thing\n${rows((row) => `${row % 3},${row % 5}`)}`,
    "m",
  );
  ok(
    notes.some((note) => note === "left out, since no service is found in their names: strange thing"),
    notes.join("\n"),
  );
  const kibana = `"@timestamp per minute","Top 5 values of service.name","Average of latency"\n${
    Array.from({ length: 40 }, (_, row) =>
      ["web", "db"].map((name) =>
        `${START + 60 * row},${name},"${row % 3}"`
      ).join("\n")).join("\n")
  }`;
  deepStrictEqual(serviceMetrics(kibana, "m").table.indicators.map(({ service }) => service), ["web", "db"]);
  const { table } = serviceMetrics(`time,web_cpu,web_memory\n${rows((row) => `${row % 3},${row % 5}`)}`, "m");
  throws(
    () => ownIncident({ metrics: table }, { onset: START + 300 }),
    /two services or more to tell between, found only "web"/,
  );
});

Deno.test("what was read of one of several hosts alone is told with its name, and what holds for all of them once", () => {
  const rows = Array.from(
    { length: 40 },
    (_, row) =>
      ["web", "db"].filter((host) => host === "web" || row < 10 || row > 15)
        .map((host) => `${new Date(1000 * (START + 60 * row)).toISOString()},${host},${row % 7}`),
  ).flat();
  const { notes } = serviceMetrics(["time,host,cpu", ...rows].join("\n"), "m.csv");
  const of = (text: string) => notes.filter((note) => note.includes(text));
  deepStrictEqual(of("values: cpu"), ["values: cpu"]);
  deepStrictEqual(of("hole"), ["db: 1 hole between rows, of 7 min"]);
  deepStrictEqual(of(" rows from ").map((note) => note.split(" ").slice(0, 3)), [["web:", "40", "rows"], [
    "db:",
    "34",
    "rows",
  ]]);
});

Deno.test("the same service in two namespaces is two metrics, its pods are one", () => {
  const result = [["prod", "api-1"], ["prod", "api-2"], ["staging", "api-1"]].map(([namespace, pod], i) => ({
    metric: { __name__: "cpu", service: "api", namespace, pod },
    values: Array.from({ length: 20 }, (_, row) => [START + 15 * row, String(i)]),
  }));
  const { table } = serviceMetrics(
    JSON.stringify({ status: "success", data: { resultType: "matrix", result } }),
    "p",
  );
  deepStrictEqual(table.indicators.map(({ metric }) => metric), [
    "cpu namespace=prod",
    "cpu namespace=staging",
  ]);
  deepStrictEqual(table.columns.map(([first]) => first), [0.5, 2]);
});

Deno.test("CloudWatch's numeric times and statistics are read, in the order of time", () => {
  const times = Array.from({ length: 40 }, (_, row) => START + 60 * (39 - row));
  const numeric = {
    MetricDataResults: ["web", "db"].map((service) => ({
      Id: service,
      Label: `${service} cpu`,
      Timestamps: times,
      Values: times.map((time) => time - START),
    })),
  };
  const { table } = serviceMetrics(JSON.stringify(numeric), "c");
  deepStrictEqual([table.timesSeconds[0], table.columns[0]![39]], [START, 60 * 39]);
  const statistics = {
    Label: "web cpu",
    Datapoints: times.map((time) => ({
      Timestamp: new Date(1000 * time).toISOString(),
      Average: 1,
      Maximum: time - START,
      Unit: "Percent",
    })),
  };
  const read = serviceMetrics(JSON.stringify(statistics), "c").table;
  deepStrictEqual(read.indicators.map(({ service, metric }) => `${service}|${metric}`), [
    "web|cpu Average",
    "web|cpu Maximum",
  ]);
  deepStrictEqual([read.columns[0]![7], read.columns[1]![7]], [1, 420]);
});

Deno.test("times that lie closer than half a step are one row, also where a time repeats", () => {
  const result = [0, 2].map((shift, i) => ({
    metric: { __name__: "cpu", service: ["web", "db"][i] },
    values: Array.from({ length: 20 }, (_, row) => [START + 15 * row + shift, String(row)]).flatMap((
      one,
    ) => [one, one]),
  }));
  const { table } = serviceMetrics(
    JSON.stringify({ status: "success", data: { resultType: "matrix", result } }),
    "p",
  );
  deepStrictEqual([table.timesSeconds.length, table.timesSeconds[1]], [20, START + 15]);
  deepStrictEqual(table.columns.map((column) => [column[0], column[19]]), [[0, 19], [0, 19]]);
});

Deno.test("one counter is said as well; memory that leaks is none", () => {
  const rows = (of: (row: number) => number) =>
    Array.from({ length: 30 }, (_, row) => `${START + 10 * row},${of(row)},${1e6 + 3e5 * row}`).join("\n");
  const { table, notes } = serviceMetrics(
    `time,web_requests_total,db_memory\n${rows((row) => 50 * row)}`,
    "m",
  );
  ok(notes.includes("1 counter taken as rates"));
  deepStrictEqual([table.columns[0]![9], table.columns[1]![9]], [5, 1e6 + 27e5]);
});

Deno.test("a span has failed if its tags say so: by an error, by OpenTelemetry's status or by an answer from 500 on", () => {
  const failed = (key: string, value: unknown) =>
    readJaeger({
      data: [{
        processes: { p: { serviceName: "web" } },
        spans: [{
          traceID: "1",
          spanID: "1",
          startTime: 1,
          duration: 1,
          processID: "p",
          tags: [{ key, value }],
        }],
      }],
    }, "j")[0]!.failed;
  const cases: [string, unknown, boolean][] = [
    ["error", true, true],
    ["error", "true", true],
    ["error", false, false],
    ["otel.status_code", "ERROR", true],
    ["otel.status_code", "error", true],
    ["otel.status_code", "OK", false],
    ["http.status_code", 500, true],
    ["http.status_code", 499, false],
    ["http.response.status_code", 503, true],
    ["other", 1, false],
  ];
  for (const [key, value, expected] of cases) strictEqual(failed(key, value), expected, `${key} ${value}`);
});

Deno.test("samples of OpenMetrics have the labels of their line, escapes and all; lines without a time are counted", () => {
  const lines = Array.from(
    { length: 40 },
    (_, row) =>
      ["web", "db"].map((service) =>
        `cpu{zone="a\\"b, c",service="${service}"} ${row % 3} ${START + 15 * row}`
      ),
  ).flat();
  const { table, notes } = serviceMetrics(
    ["# TYPE cpu gauge", ...lines, "up 1", "nonsense", "# EOF"].join("\n"),
    "o",
  );
  deepStrictEqual(table.indicators.map(({ service, metric }) => `${service}|${metric}`), [
    "web|cpu",
    "db|cpu",
  ]);
  for (
    const note of [
      "2 series of OpenMetrics",
      "1 sample without a time left out",
      "1 line that can't be read left out",
    ]
  ) {
    ok(notes.includes(note), notes.join("\n"));
  }
});

Deno.test("the graph's unknown service is named where no service of it was recorded; metrics may stand before their service", () => {
  const { table } = serviceMetrics(WIDE, "m");
  throws(
    () =>
      ownIncident({ metrics: table }, { onset: START + 600, graph: [{ caller: "front", callee: "back" }] }),
    /the service of the graph "front"/,
  );
  deepStrictEqual(splitNames(["cpu.web", "memory.db"]), [
    { service: "web", metric: "cpu" },
    { service: "db", metric: "memory" },
  ]);
  deepStrictEqual(splitNames(["cpu.web", "db.memory"])[1], { service: "db", metric: "memory" });
});

Deno.test("an incident is over when what moved is back for a dozen rows, and what comes later is left out", () => {
  const stream = createStream(3, "end");
  const made = (last: number) =>
    Array.from(
      { length: 6 },
      (_, i) =>
        Float64Array.from(
          { length: 200 },
          (_, row) => 10 + stream.next() + (i < 2 && row >= 120 && row <= last && row % 9 > 0 ? 8 : 0),
        ),
    );
  const incident = (last: number, end?: number) => {
    const indicators = Array.from({ length: 6 }, (_, i) => ({
      service: "abc"[i % 3]!,
      metric: i < 3 ? "cpu" : "latency",
      role: "other" as const,
    }));
    const metrics = {
      indicators,
      timesSeconds: Float64Array.from({ length: 200 }, (_, row) => 60 * row),
      columns: made(last),
    };
    const own = ownIncident({ metrics }, { onset: 60 * 120, ...(end !== undefined && { end }) });
    return [own.endSeconds / 60, own.incident.after.metrics.timesSeconds.length];
  };
  deepStrictEqual(incident(150), [151, 31]);
  deepStrictEqual(incident(199), [Infinity, 80]);
  deepStrictEqual(incident(119), [Infinity, 80]);
  deepStrictEqual(incident(150, Infinity), [Infinity, 80]);
  deepStrictEqual(incident(150, 60 * 130), [130, 10]);
  throws(() => incident(150, 60 * 120), { name: "UsageError", message: /An incident ends after it began/ });
});

Deno.test("the end is found to the row where some metrics move far and others hardly, noisy as they are", () => {
  const late: number[] = [];
  for (let seed = 1; seed <= 20; seed++) {
    const stream = createStream(seed, "end among noise");
    // Six metrics move by 4 to 40 spreads, six by none.
    const columns = Array.from({ length: 12 }, (_, i) =>
      Float64Array.from({ length: 180 }, (_, row) => {
        const within = row >= 80 && row < 110;
        return 100 + normalQuantile(stream.next()) + (within && i < 6 ? [4, 5, 6, 10, 20, 40][i]! : 0);
      }));
    const indicators = columns.map((_, i) => ({
      service: "abc"[i % 3]!,
      metric: `m${i}`,
      role: "other" as const,
    }));
    const metrics = {
      indicators,
      timesSeconds: Float64Array.from({ length: 180 }, (_, row) => 30 * row),
      columns,
    };
    late.push(ownIncident({ metrics }, { onset: 30 * 80 }).endSeconds / 30 - 110);
  }
  deepStrictEqual(late, Array(20).fill(0));
});

Deno.test("a service of the graph that is called nearly as one that was recorded is a slip; one of its own is let through", () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${1700000000 + 15 * i},${i < 30 ? 0.2 : 0.9},0.1,0.1`);
  const { table: metrics } = serviceMetrics(
    `time,web_cpu,payments_cpu,mail_cpu\n${rows.join("\n")}`,
    "m.csv",
  );
  const services = (callee: string) =>
    ownIncident({ metrics }, { onset: 1700000000 + 450, graph: [{ caller: "web", callee }] }).incident
      .services;
  throws(() => services("paymnts"), {
    name: "UsageError",
    message: 'Nothing was recorded of the graph\'s service "paymnts": did you mean "payments"?',
  });
  deepStrictEqual(services("vault"), ["web", "payments", "mail", "vault"]);
});
