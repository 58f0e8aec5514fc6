import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { exportedSeries } from "./exported_series.ts";
import { serviceMetrics, serviceMetricsOfFiles } from "./metrics.ts";

const START = 1_709_539_200;
const ROWS = Array.from({ length: 30 }, (_, row) => row);
const timeOf = (row: number) => START + 60 * row;
const iso = (row: number) => new Date(1000 * timeOf(row)).toISOString().slice(0, 19) + "Z";
const nanos = (row: number) => String(timeOf(row) * 1e9);

/** Columns by "service|metric|role", notes, and series as `detect` has them. */
function read(document: unknown) {
  const text = typeof document === "string" ? document : JSON.stringify(document);
  const { table, notes } = serviceMetrics(text, "mine");
  const names = table.indicators.map(({ service, metric, role }) => `${service}|${metric}|${role}`);
  return { names, notes, ...table, at: (name: string) => table.columns[names.indexOf(name)]! };
}

const near = (found: number, expected: number) =>
  ok(Math.abs(found - expected) <= 1e-9 * Math.abs(expected), `${found} is not ${expected}`);

const attributes = (given: object) =>
  Object.entries(given).map(([key, stringValue]) => ({ key, value: { stringValue } }));
const otlp = (metrics: object[], resource: object = {}, scope = "scopeMetrics") => ({
  resource: { attributes: attributes({ "service.name": "web", ...resource }) },
  [scope]: [{ metrics }],
});
const prometheus = (result: object[], more: object = {}) => ({
  status: "success",
  data: { resultType: "matrix", result },
  ...more,
});
const series = (metric: object, valueOf: (row: number) => number, rows = ROWS) => ({
  metric,
  values: rows.map((row) => [timeOf(row), String(valueOf(row))]),
});

Deno.test("OTLP: sums since the point before are rates, with and without their start, as those since the start are", () => {
  const point = (row: number, start: number | undefined) => ({
    timeUnixNano: nanos(row),
    ...(start !== undefined && { startTimeUnixNano: nanos(start) }),
    asInt: String(60 * (5 + row % 3)),
  });
  const sum = (name: string, dataPoints: object[], aggregationTemporality: number | string) => ({
    name,
    sum: { isMonotonic: true, aggregationTemporality, dataPoints },
  });
  let total = 0;
  const { at, notes } = read({
    resourceMetrics: [otlp([
      sum("requests.a", ROWS.map((row) => point(row, row - 1)), 1),
      sum("requests.b", ROWS.map((row) => point(row, undefined)), "AGGREGATION_TEMPORALITY_DELTA"),
      sum(
        "requests.c",
        ROWS.map((row) => ({ timeUnixNano: nanos(row), asInt: total += 60 * (5 + row % 3) })),
        2,
      ),
    ])],
  });
  for (const name of ["a", "b", "c"]) {
    const column = at(`web|requests.${name}|requests`);
    for (const row of ROWS.slice(1)) near(column[row]!, 5 + row % 3);
  }
  ok(
    notes.includes("2 delta sums taken as rates") && notes.includes("1 counter taken as rates"),
    notes.join(),
  );
});

Deno.test("OTLP: histograms with limits and with exponents give the 95th percentile of each step, in both temporalities", () => {
  // Each step 100 values: 80 up to 128, the others up to 256, so that the 95th is at three quarters of the upper bucket.
  const p95 = 128 + 128 * 15 / 20;
  const explicit = (times: number) => ({
    count: String(100 * times),
    sum: 1e4 * times,
    explicitBounds: [64, 128, 256],
    bucketCounts: [0, 80 * times, 20 * times, 0].map(String),
  });
  // From the middle on in buckets twice as wide in their exponent: (2^6, 2^7] and (2^7, 2^8] at the scale 0, four of 2^(1/2) before.
  const exponential = (times: number, fine: boolean) => ({
    count: String(100 * times),
    sum: 1e4 * times,
    zeroCount: "0",
    ...(fine
      ? { scale: 1, positive: { offset: 12, bucketCounts: [0, 80 * times, 0, 20 * times].map(String) } }
      : { scale: 0, positive: { offset: 6, bucketCounts: [80 * times, 20 * times].map(String) } }),
  });
  const points = (make: (row: number) => object) =>
    ROWS.map((row) => ({ timeUnixNano: nanos(row), ...make(row) }));
  const { at, names, notes } = read({
    resourceMetrics: [otlp([
      { name: "lat.a", histogram: { aggregationTemporality: 1, dataPoints: points(() => explicit(1)) } },
      {
        name: "lat.b",
        histogram: {
          aggregationTemporality: 2,
          dataPoints: points((row) => explicit(row < 15 ? row + 1 : row - 14)),
        },
      },
      {
        name: "lat.c",
        exponentialHistogram: { aggregationTemporality: 1, dataPoints: points(() => exponential(1, false)) },
      },
      {
        name: "lat.d",
        exponentialHistogram: {
          aggregationTemporality: 2,
          dataPoints: points((row) => exponential(row + 1, row < 15)),
        },
      },
      {
        name: "lat.e",
        histogram: {
          aggregationTemporality: 1,
          dataPoints: points(() => ({ count: "4", sum: 12, bucketCounts: ["4"], explicitBounds: [] })),
        },
      },
      {
        name: "lat.f",
        summary: {
          dataPoints: points(() => ({
            count: "4",
            sum: 12,
            quantileValues: [{ quantile: 0.5, value: 1 }, { quantile: 0.99, value: 7 }],
          })),
        },
      },
    ])],
  });
  deepStrictEqual(
    names,
    ["a_p95", "b_p95", "c_p95", "d_p95", "e", "f_p99"].map((name) => `web|lat.${name}|latency`),
  );
  for (const name of ["a", "b", "c"]) {
    for (const row of ROWS.slice(1)) near(at(`web|lat.${name}_p95|latency`)[row]!, p95);
  }
  const fine = at("web|lat.d_p95|latency");
  // Where buckets are finer, the 95th is in the upper half of the exponents.
  near(fine[10]!, 2 ** 7.5 + (2 ** 8 - 2 ** 7.5) * 15 / 20);
  for (const row of [15, 20, 29]) near(fine[row]!, p95);
  strictEqual(at("web|lat.e|latency")[5], 3);
  strictEqual(at("web|lat.f_p99|latency")[5], 7);
  ok(notes.includes("p95 taken from 4 histograms"), notes.join());
  ok(notes.includes("the mean taken of 1 histogram without buckets"), notes.join());
});

Deno.test("OTLP: kinds, labels and scopes of early versions are read", () => {
  const labels = [{ key: "region", value: "eu" }];
  const { at } = read({
    resourceMetrics: [otlp(
      [
        {
          name: "cpu",
          doubleGauge: {
            dataPoints: ROWS.map((row) => ({ labels, timeUnixNano: nanos(row), value: row / 10 })),
          },
        },
        {
          name: "reqs",
          intSum: {
            isMonotonic: true,
            aggregationTemporality: "AGGREGATION_TEMPORALITY_CUMULATIVE",
            dataPoints: ROWS.map((row) => ({ labels, timeUnixNano: nanos(row), value: String(600 * row) })),
          },
        },
      ],
      {},
      "instrumentationLibraryMetrics",
    )],
  });
  strictEqual(at("web|cpu|cpu")[7], 0.7);
  near(at("web|reqs|requests")[7]!, 10);
});

Deno.test("OTLP: sums that don't say whether they are deltas are taken as they are, and told", () => {
  const sum = (data: object) => ({
    resourceMetrics: [otlp([{
      name: "reqs",
      sum: {
        isMonotonic: false,
        ...data,
        dataPoints: ROWS.map((row) => ({ timeUnixNano: nanos(row), asDouble: 100 + row % 3 })),
      },
    }])],
  });
  const note = "1 sum without a temporality taken as it is";
  for (const data of [{}, { aggregationTemporalitty: 1 }, { aggregationTemporality: 0 }]) {
    const { notes } = read(sum(data));
    ok(notes.includes(note), notes.join("; "));
  }
  for (const aggregationTemporality of [1, 2]) {
    ok(!read(sum({ aggregationTemporality })).notes.includes(note));
  }
});

Deno.test("OTLP: replicas are told apart by their instance, so that their counters don't mix", () => {
  const counter = (perSecond: number, from: number) => ({
    name: "requests",
    sum: {
      isMonotonic: true,
      aggregationTemporality: 2,
      dataPoints: ROWS.map((row) => ({
        timeUnixNano: nanos(row),
        asInt: String(from + 60 * perSecond * row),
      })),
    },
  });
  const document = {
    resourceMetrics: [
      otlp([counter(3, 0)], { "service.instance.id": "a" }),
      otlp([counter(4, 9e6)], { "service.instance.id": "b" }),
    ],
  };
  const { at, notes } = read(document);
  for (const row of ROWS.slice(1)) near(at("web|requests|requests")[row]!, 7);
  ok(
    notes.includes("2 series of replicas merged into 1, up to 2 of web: requests added up"),
    notes.join("; "),
  );
  strictEqual(exportedSeries(JSON.stringify(document), "m").length, 2);
});

Deno.test("replicas: what counts is added up, shares are averaged, percentiles taken at the largest; each is said", () => {
  const pods = ["web-0", "web-1", "web-2"];
  const { at, notes } = read(prometheus(pods.flatMap((pod, i) => [
    series({ __name__: "cpu_usage", service: "web", pod }, () => 10 * (i + 1)),
    series({ __name__: "requests_per_second", service: "web", pod }, () => 10 * (i + 1)),
    series({ __name__: "error_ratio", service: "web", pod }, () => 0.1 * (i + 1)),
    series({ __name__: "errors_total", service: "web", pod }, (row) => 60 * row * (i + 1)),
    series({ __name__: "latency_p95", service: "web", pod }, () => 10 * (i + 1)),
  ])));
  const rowOf = (name: string) => at(name)[9]!;
  strictEqual(rowOf("web|cpu_usage|cpu"), 20);
  strictEqual(rowOf("web|requests_per_second|requests"), 60);
  near(rowOf("web|error_ratio|errors"), 0.2);
  near(rowOf("web|errors_total|errors"), 6);
  strictEqual(rowOf("web|latency_p95|latency"), 30);
  const [note] = notes.filter((one) => one.includes("replicas"));
  strictEqual(
    note,
    "15 series of replicas merged into 5, up to 3 of web: cpu_usage, error_ratio averaged; requests_per_second, errors_total added up; latency_p95 taken at the largest",
  );
});

Deno.test("a replica that isn't scraped for a step still counts, and the gaps are told with their number", () => {
  const without = ROWS.filter((row) => row !== 12 && row !== 20);
  const { at, notes } = read(prometheus([
    series({ __name__: "rps", service: "web", pod: "web-0" }, () => 10),
    series({ __name__: "rps", service: "web", pod: "web-1" }, () => 10, without),
    series(
      { __name__: "rps", service: "db", pod: "db-0" },
      () => 5,
      ROWS.filter((row) => row < 10 || row > 12),
    ),
  ]));
  deepStrictEqual([...at("web|rps|requests")], ROWS.map(() => 20));
  ok(Number.isNaN(at("db|rps|requests")[11]!));
  ok(notes.includes("5 values missing at steps of 1 min in 2 of 3 series, a gap each"), notes.join("; "));
  const whole = read(prometheus([series({ __name__: "rps", service: "web" }, () => 10)]));
  ok(!whole.notes.some((note) => note.includes("missing")));
});

Deno.test("the same series twice, as in exports that overlap, counts once", () => {
  const one = series({ __name__: "rps", service: "web", pod: "web-0" }, () => 10);
  const { at } = read([prometheus([one]), prometheus([one])].map((part) => JSON.stringify(part)).join("\n"));
  strictEqual(at("web|rps|requests")[3], 10);
});

Deno.test("Prometheus: what an answer warns of and that it is partial is told, native histograms are read", () => {
  const histograms = ROWS.map((row) => [timeOf(row), {
    count: String(100 * row),
    sum: "1",
    buckets: [[0, "0.1", "0.2", String(80 * row)], [0, "0.4", "0.8", String(20 * row)]],
  }]);
  const { at, notes } = read(
    prometheus([{ metric: { __name__: "lat_seconds", service: "web" }, histograms }], {
      warnings: ["some stores\nunavailable"],
      infos: ["metric might not be a counter"],
      isPartial: true,
    }),
  );
  near(at("web|lat_seconds_p95|latency")[9]!, 0.4 + 0.4 * 15 / 20);
  for (
    const note of [
      "the answer warns: some stores unavailable",
      "the answer remarks: metric might not be a counter",
      "the answer says that it is partial",
    ]
  ) ok(notes.includes(note), notes.join("; "));
  ok(!notes.some((note) => note.includes("passed over")), notes.join("; "));
});

Deno.test("CloudWatch: statistics are named, a metric without a service is none of its own name, incomplete data are told", () => {
  const statistics = (Label: string) => ({
    Label,
    Datapoints: ROWS.toReversed().map((row) => ({
      Timestamp: iso(row),
      Average: row,
      SampleCount: 5,
      ExtendedStatistics: { p95: 2 * row },
      Unit: "Percent",
    })),
  });
  throws(() => read(statistics("CPUUtilization")), {
    name: "UsageError",
    message:
      'mine: expected metrics with a label as "service", or names as web_cpu, found "CPUUtilization Average", "CPUUtilization p95"',
  });
  const [alone] = exportedSeries(JSON.stringify(statistics("CPUUtilization")), "m");
  deepStrictEqual(alone!.columns, ["CPUUtilization Average", "CPUUtilization p95"]);
  deepStrictEqual([alone!.values[14], alone!.values[15]], [7, 14]);
  ok(
    alone!.notes!.includes("statistics of CPUUtilization of CloudWatch: Average, p95; left out: SampleCount"),
  );
  const data = {
    MetricDataResults: ["web", "db"].map((Id) => ({
      Id,
      Label: "CPUUtilization",
      Timestamps: ROWS.map(iso),
      Values: ROWS.map((row) => row + (Id === "db" ? 100 : 0)),
      StatusCode: Id === "db" ? "PartialData" : "Complete",
    })),
    NextToken: "abc",
  };
  const { at, notes } = read(data);
  deepStrictEqual([at("web|CPUUtilization|cpu")[3], at("db|CPUUtilization|cpu")[3]], [3, 103]);
  ok(notes.includes("not complete, as CloudWatch says: CPUUtilization (PartialData)"), notes.join("; "));
  ok(notes.some((note) => note.includes("NextToken")));
});

Deno.test("the services of Azure, Elasticsearch's svc, Graphite's texts and Google's kinds are found", () => {
  const azure = read({
    value: ["web", "db"].map((name) => ({
      id:
        `/subscriptions/x/resourceGroups/rg/providers/Microsoft.Web/sites/${name}/providers/Microsoft.Insights/metrics/CpuTime`,
      name: { value: "CpuTime" },
      timeseries: [{ metadatavalues: [], data: ROWS.map((row) => ({ timeStamp: iso(row), total: row })) }],
    })),
  });
  deepStrictEqual(azure.names, ["web|CpuTime|cpu", "db|CpuTime|cpu"]);
  for (const key of ["svc", "by_svc", "apps", "service.name", "service_name", "serviceName"]) {
    const { at } = read({
      aggregations: {
        t: {
          buckets: ROWS.map((row) => ({
            key: 1000 * timeOf(row),
            key_as_string: iso(row),
            doc_count: 9,
            [key]: { buckets: [{ key: "web", doc_count: 4, lat: { value: row } }] },
          })),
        },
      },
    });
    strictEqual(at("web|lat|latency")[5], 5);
    strictEqual(at("web|requests|requests")[5], 4);
  }
  const plain = read(
    ["web", "db"].flatMap((name) => ROWS.map((row) => `servers.${name}.cpu ${row} ${timeOf(row)}`)).join(
      "\n",
    ),
  );
  deepStrictEqual([plain.names, plain.at("db|cpu|cpu")[5]], [["web|cpu|cpu", "db|cpu|cpu"], 5]);
  const raw = read(
    `servers.web.cpu,${START},${timeOf(30)},60|${ROWS.map((row) => row === 4 ? "None" : row).join(",")}\n`,
  );
  deepStrictEqual([raw.at("web|cpu|cpu")[5], raw.timesSeconds[29]], [5, timeOf(29)]);
  ok(Number.isNaN(raw.at("web|cpu|cpu")[4]!));
  const google = read({
    timeSeries: ["DELTA", "CUMULATIVE", "GAUGE"].map((metricKind) => ({
      metric: { type: `x/requests_${metricKind}` },
      resource: { labels: { service_name: "web" } },
      metricKind,
      points: ROWS.toReversed().map((row) => ({
        interval: { startTime: metricKind === "DELTA" ? iso(row - 1) : iso(0), endTime: iso(row) },
        value: { int64Value: String(metricKind === "DELTA" ? 120 : metricKind === "GAUGE" ? 2 : 120 * row) },
      })),
    })),
  });
  for (const name of ["DELTA", "CUMULATIVE", "GAUGE"]) {
    strictEqual(google.at(`web|requests_${name}|requests`)[9], 2);
  }
});

Deno.test("the last word of a field tells what it measures, and a percentile of sizes is no time", () => {
  const fields = ROWS.map((row) => `cpu,service=web usage=${row},n=3i,up=true ${nanos(row)}`).join("\n");
  deepStrictEqual(read(fields).names, ["web|cpu_usage|cpu", "web|cpu_n|other", "web|cpu_up|availability"]);
  const names = ["lat_seconds_count", "request_size_bytes_p95", "lat_seconds_p95"];
  deepStrictEqual(
    read(prometheus(names.map((__name__) => series({ __name__, service: "web" }, () => 1)))).names,
    ["web|lat_seconds_count|requests", "web|request_size_bytes_p95|other", "web|lat_seconds_p95|latency"],
  );
});

Deno.test("files of a folder are read together: one that names no service is of the service that it is called after", () => {
  const table = (name: string, base: number) =>
    [`time,${name}`, ...ROWS.map((row) => `${iso(row)},${base + row % 3}`)].join("\n");
  const { table: metrics, notes } = serviceMetricsOfFiles([
    { path: "metrics/web.csv", text: table("cpu_usage", 10) },
    { path: "metrics/db.csv.gz", text: table("cpu_usage", 20) },
    {
      path: "more.json",
      text: JSON.stringify(prometheus([series({ __name__: "rps", service: "web" }, () => 5)])),
    },
    { path: "readme.txt", text: "nothing to see" },
  ]);
  deepStrictEqual(metrics.indicators.map(({ service, metric }) => `${service}|${metric}`), [
    "web|cpu_usage",
    "db|cpu_usage",
    "web|rps",
  ]);
  deepStrictEqual(metrics.columns.map((column) => column[1]), [11, 21, 5]);
  ok(notes.includes('metrics/db.csv.gz: no service is named: taken for metrics of "db"'), notes.join("\n"));
  ok(notes.some((note) => note.startsWith("left out: readme.txt: ")), notes.join("\n"));
  throws(
    () => serviceMetricsOfFiles([{ path: "web.csv", text: table("cpu_usage", 10) }]),
    /names as web_cpu, found "cpu_usage"$/,
  );
});

Deno.test("a folder with a table for each host: numbers at the end of names tell replicas apart, names of metrics are no services", () => {
  const header = "timestamp,cpu_percent,mem_bytes,net_rx_bytes,load1,swap_used_percent";
  const host = (base: number) =>
    [header, ...ROWS.map((row) => `${iso(row)},${base + row % 3},9,${row % 5},1,0`)].join("\n");
  const files = (...names: string[]) =>
    names.map((name, i) => ({ path: `hosts/${name}.csv`, text: host(10 * (i + 1)) }));
  const servicesOf = (given: readonly { path: string; text: string }[], services?: string[]) => [
    ...new Set(
      serviceMetricsOfFiles(given, services && { services }).table.indicators.map((one) => one.service),
    ),
  ];
  const { table: metrics, notes } = serviceMetricsOfFiles(files("web-1", "web-2", "db-1"));
  deepStrictEqual(
    metrics.indicators.map(({ service, metric }) => `${service}|${metric}`),
    ["web", "db"].flatMap((service) => header.split(",").slice(1).map((metric) => `${service}|${metric}`)),
  );
  strictEqual(metrics.columns[0]![0], 15);
  strictEqual(notes.filter((note) => note.startsWith("each file: values: cpu_percent")).length, 1);
  strictEqual(notes.filter((note) => note.includes("values: cpu_percent")).length, 1);
  deepStrictEqual(servicesOf(files("machine-1", "machine-2", "machine-10")), [
    "machine-1",
    "machine-2",
    "machine-10",
  ]);
  deepStrictEqual(servicesOf(files("machine-1", "machine-2"), ["machine"]), ["machine"]);
  deepStrictEqual(servicesOf(files("web01", "web02", "s3", "db"), ["s3"]), ["web", "s3", "db"]);
});

Deno.test("a sum and a count of what was timed are its mean; requests by status are errors where they failed", () => {
  const { at, names, notes } = read(prometheus([
    series({ __name__: "lat_seconds_sum", service: "web" }, (row) => 60 * row * 0.25 * 4),
    series({ __name__: "lat_seconds_count", service: "web" }, (row) => 60 * row * 4),
    series({ __name__: "requests_total", service: "web", code: "200" }, (row) => 600 * row),
    series({ __name__: "requests_total", service: "web", code: "503" }, (row) => 60 * row),
  ]));
  deepStrictEqual(names, [
    "web|lat_seconds_mean|latency",
    "web|lat_seconds_count|requests",
    "web|requests_total code=200|requests",
    "web|requests_total code=503|errors",
  ]);
  near(at("web|lat_seconds_mean|latency")[7]!, 0.25);
  near(at("web|requests_total code=503|errors")[7]!, 1);
  ok(notes.includes("1 mean taken from a sum and a count"), notes.join());
  // Labels don't tell what is measured.
  deepStrictEqual(
    read(
      prometheus(
        ["a", "b"].map((source_workload) =>
          series({ __name__: "pending", service: "web", source_workload }, () => 1)
        ),
      ),
    ).names,
    ["web|pending source_workload=a|other", "web|pending source_workload=b|other"],
  );
});

Deno.test("Grafana's frames and Datadog's second version are read", () => {
  const frame = (service: string, base: number) => ({
    schema: {
      fields: [
        { name: "Time", type: "time" },
        { name: "Value", type: "number", labels: { __name__: "cpu", service } },
      ],
    },
    data: { values: [ROWS.map((row) => 1000 * timeOf(row)), ROWS.map((row) => base + row)] },
  });
  const frames = [frame("web", 10), frame("db", 20)];
  for (const document of [{ results: { A: { status: 200, frames } } }, frames]) {
    const { names, at, timesSeconds } = read(document);
    deepStrictEqual(names, ["web|cpu|cpu", "db|cpu|cpu"]);
    deepStrictEqual([at("db|cpu|cpu")[3], timesSeconds[3]], [23, timeOf(3)]);
  }
  const datadog = read({
    data: {
      type: "timeseries_response",
      attributes: {
        series: ["web", "db"].map((name) => ({ group_tags: [`service:${name}`], query_index: 0 })),
        times: ROWS.map((row) => 1000 * timeOf(row)),
        values: [ROWS.map((row) => row % 5), ROWS.map((row) => row === 2 ? null : 100 + row)],
      },
    },
  });
  deepStrictEqual([datadog.at("web|value|other")[3], datadog.at("db|value|other")[3]], [3, 103]);
  ok(Number.isNaN(datadog.at("db|value|other")[2]!));
});

Deno.test("a delta sum whose temporality is lost follows the others of its name, which is told", () => {
  const sum = (key: string) => ({
    name: "cpu",
    sum: {
      isMonotonic: true,
      [key]: 1,
      dataPoints: ROWS.map((row) => ({
        timeUnixNano: nanos(row),
        startTimeUnixNano: nanos(row - 1),
        asDouble: 60 * (5 + row % 3),
      })),
    },
  });
  const { at, notes } = read({
    resourceMetrics: [
      otlp([sum("aggregationTemporality")]),
      otlp([sum("aggregqationTemporality")], { "service.name": "db" }),
    ],
  });
  deepStrictEqual([at("web|cpu|cpu")[4], at("db|cpu|cpu")[4]], [6, 6]);
  ok(notes.includes("1 sum without a temporality taken as a delta, as others of the same name"));
});

Deno.test("a point without a time leaves the others in order", () => {
  const timeSeries = ["web", "db"].map((service) => ({
    metric: { type: "run.googleapis.com/cpu" },
    resource: { labels: { service_name: service } },
    metricKind: "GAUGE",
    points: ROWS.toReversed().map((row) => ({
      interval: { endTime: service === "db" && row === 28 ? "2024-03-0'4T08:00Z" : iso(row) },
      value: { doubleValue: 10 + row },
    })),
  }));
  const { at, notes } = read({ timeSeries });
  deepStrictEqual([at("db|cpu|cpu")[27], at("db|cpu|cpu")[29], at("db|cpu|cpu")[0]], [37, 39, 10]);
  ok(Number.isNaN(at("db|cpu|cpu")[28]));
  ok(notes.includes("1 point without a time left out"));
});

Deno.test("what a cut line leaves is told: a series of a single point, a name with a control character", () => {
  const lines = ROWS.map((row) => `servers.db.cpu ${row % 7}.5 ${timeOf(row)}`);
  const { notes } = read(["eb.cpu 74.3 1709539200", ...lines].join("\n"));
  ok(notes.includes("1 series with a single point, where others have up to 30: eb.cpu"), notes.join("\n"));
  ok(!read(lines.join("\n")).notes.some((note) => note.includes("single point")));
  const of = (services: readonly string[]) => ({
    status: "ok",
    series: services.map((service) => ({
      metric: "system.cpu.user",
      scope: `service:${service}`,
      pointlist: ROWS.map((row) => [1000 * timeOf(row), row % 5]),
    })),
  });
  const datadog = read(of(["web", "o\rders"]));
  deepStrictEqual(datadog.names, ["web|system.cpu.user|cpu"]);
  ok(datadog.notes.some((note) => /control characters: "o\\rders"/.test(note)));
  throws(() => read(of(["o\rders"])), { name: "UsageError", message: /without control characters/ });
});

Deno.test("jobs name services before addresses do, without the namespace of all; addresses are told", () => {
  const of = (label: (service: string, i: number) => object) =>
    read(
      prometheus(["web", "db"].map((service, i) =>
        series({ __name__: "cpu_percent", instance: `10.0.0.${i}:9090`, ...label(service, i) }, (row) =>
          row % 9)
      )),
    );
  const services = ({ indicators }: ReturnType<typeof of>) => indicators.map(({ service }) => service);
  deepStrictEqual(services(of((job) => ({ job }))), ["web", "db"]);
  deepStrictEqual(services(of((job) => ({ job: `prod/${job}` }))), ["web", "db"]);
  deepStrictEqual(services(of((job, i) => ({ job: `space-${i}/${job}` }))), ["space-0/web", "space-1/db"]);
  deepStrictEqual(services(of((name) => ({ job: "prod/shop", pod: `${name}-7d9f8b6c5d-x2x0k` }))), [
    "web",
    "db",
  ]);
  deepStrictEqual(services(of((name) => ({ job: "all", instance: `${name}:9100` }))), ["web", "db"]);
  const bare = of(() => ({ job: "prod/shop" }));
  deepStrictEqual(services(bare), ["10.0.0.0", "10.0.0.1"]);
  ok(bare.notes.some((note) => /named by their address, the label "instance"/.test(note)));
});

Deno.test("metrics in German, French, Spanish, Italian and Dutch have their roles", () => {
  const cases = [
    ["Antwortzeit", "CPU-Auslastung", "Fehlerrate", "Anfragen"],
    ["temps de réponse", "Utilisation CPU", "taux d'erreurs", "requêtes"],
    ["tiempo de respuesta", "uso de CPU", "tasa de errores", "peticiones"],
    ["tempo di risposta", "CPU", "errori", "richieste"],
    ["responstijd", "CPU-gebruik", "fouten", "aanvragen"],
  ];
  for (const metrics of cases) {
    for (const sign of ["_", " ", "."]) {
      const names = ["web", "db"].flatMap((service) => metrics.map((metric) => `${service}${sign}${metric}`));
      const rows = ROWS.map((row) =>
        `${iso(row)};${names.map((_, i) => `${(7 * row + i) % 13}.5`).join(";")}`
      );
      const { indicators } = read([`time;${names.join(";")}`, ...rows].join("\n"));
      deepStrictEqual(
        indicators.map(({ service, role }) => `${service} ${role}`),
        ["web", "db"].flatMap((service) =>
          ["latency", "cpu", "errors", "requests"].map((role) => `${service} ${role}`)
        ),
        names.join(),
      );
    }
  }
});

Deno.test("a unit that stands behind the numbers of a table is in the name of the metric, once", () => {
  const rows = Array.from(
    { length: 12 },
    (_, i) => `2024-03-04 08:${10 + i},${80 + i} ms,${20 + i} ms,0.${20 + i}`,
  );
  const { table } = serviceMetrics(["time,web p95,db latency ms,db cpu", ...rows].join("\n"), "mine.csv");
  deepStrictEqual(table.indicators.map(({ service, metric }) => [service, metric]), [
    ["web", "p95 (ms)"],
    ["db", "latency ms"],
    ["db", "cpu"],
  ]);
});
