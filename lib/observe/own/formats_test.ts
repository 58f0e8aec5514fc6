import { deepStrictEqual, ok, strictEqual, throws } from "node:assert";
import { serviceMetrics } from "./metrics.ts";

const START = 1_700_000_000;
const ROWS = Array.from({ length: 30 }, (_, row) => row);
const SERVICES = ["web", "db"] as const;
const timeOf = (row: number) => START + 60 * row;
const iso = (row: number) => new Date(1000 * timeOf(row)).toISOString();
const valueOf = (service: string, row: number) => (service === "db" ? 5 : 1) + 0.25 * row + row * 7 % 5;

/** A table with a column for each service. */
const wide = (header: readonly string[], delimiter = ",") =>
  [
    header.join(delimiter),
    ...ROWS.map((row) => [iso(row), ...SERVICES.map((service) => valueOf(service, row))].join(delimiter)),
  ].join("\n");
/** A table with a row for each service and time. */
const long = (header: string, cells: (service: string, row: number) => readonly unknown[], delimiter = ",") =>
  [header, ...SERVICES.flatMap((service) => ROWS.map((row) => cells(service, row).join(delimiter)))].join(
    "\n",
  );

const FORMATS: Readonly<Record<string, string>> = {
  "Grafana, series joined by time": wide(['"Time"', '"web"', '"db"']),
  "Grafana, labels as names": wide(['"Time"', '"{service=""web""}"', '"{service=""db""}"']),
  "Grafana, metrics with labels": wide([
    '"Time"',
    '"cpu{service=""web"", pod=""web-1""}"',
    '"cpu{service=""db"", pod=""db-1""}"',
  ]),
  "Grafana, semicolons": wide(["Time", 'cpu{service="web"}', 'cpu{service="db"}'], ";"),
  "Grafana, long": long(
    "Series;Time;Value",
    (service, row) => [service, iso(row), valueOf(service, row)],
    ";",
  ),
  "Grafana, long with labels": long(
    '"Series","Time","Value"',
    (service, row) => [`"cpu{service=""${service}""}"`, iso(row), valueOf(service, row)],
  ),
  "Grafana, one table per series": SERVICES.map((service) =>
    [`"Time","${service}"`, ...ROWS.map((row) => `${iso(row)},${valueOf(service, row)}`)].join("\n")
  ).join("\n\n"),
  "Datadog, tags as names": wide(["timestamp", "service:web", "service:db"]),
  "Datadog, queries as names": wide([
    "timestamp",
    '"avg:system.cpu.user{service:web,env:prod}"',
    '"avg:system.cpu.user{service:db,env:prod}"',
  ]),
  "Datadog, long": long(
    "time,tags,value",
    (service, row) => [iso(row), `"service:${service},env:prod"`, valueOf(service, row)],
  ),
  "Datadog, JSON": JSON.stringify({
    status: "ok",
    series: SERVICES.map((service) => ({
      metric: "system.cpu.user",
      scope: `service:${service}`,
      pointlist: ROWS.map((row) => [1000 * timeOf(row), valueOf(service, row)]),
    })),
  }),
  "InfluxDB, annotated": [
    "#group,false,false,true,true,false,false,true,true,true",
    "#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string,string",
    "#default,mean,,,,,,,,",
    long(
      ",result,table,_start,_stop,_time,_value,_field,_measurement,service",
      (
        service,
        row,
      ) => ["", "", 0, iso(0), iso(99), iso(row), valueOf(service, row), "usage", "cpu", service],
    ),
  ].join("\n"),
  "InfluxDB 1": long(
    "name,tags,time,mean",
    (service, row) => ["cpu", `service=${service}`, `${timeOf(row)}000000000`, valueOf(service, row)],
  ),
  "OpenRCA": long(
    "timestamp,cmdb_id,kpi_name,value",
    (service, row) => [timeOf(row), service, "cpu_util", valueOf(service, row)],
  ),
  "MicroRCA": long(
    "itemid,name,bomc_id,timestamp,value,cmdb_id",
    (service, row) => [999, "cpu_util", "ZJ-1", `${timeOf(row)}000`, valueOf(service, row), service],
  ),
  "numbers of hosts": long("time,host_id,cpu", (service, row) => [
    iso(row),
    service === "web" ? 11 : 12,
    valueOf(service, row),
  ]),
  "Elasticsearch, services within times": JSON.stringify({
    aggregations: {
      per_minute: {
        buckets: ROWS.map((row) => ({
          key: 1000 * timeOf(row),
          key_as_string: iso(row),
          doc_count: 2,
          by_service: {
            buckets: SERVICES.map((service) => ({
              key: service,
              doc_count: 1,
              cpu: { value: valueOf(service, row) },
            })),
          },
        })),
      },
    },
  }),
  "Elasticsearch, times within services": JSON.stringify({
    aggregations: {
      services: {
        buckets: SERVICES.map((service) => ({
          key: service,
          doc_count: 30,
          times: {
            buckets: ROWS.map((row) => ({
              key: 1000 * timeOf(row),
              key_as_string: iso(row),
              doc_count: 1,
              cpu: { value: valueOf(service, row) },
            })),
          },
        })),
      },
    },
  }),
};

for (const [name, text] of Object.entries(FORMATS)) {
  Deno.test(`the services of a table or document are found: ${name}`, () => {
    const { table } = serviceMetrics(text, "mine.csv");
    const names: Readonly<Record<string, string>> = name.startsWith("numbers")
      ? { web: "11", db: "12" }
      : { web: "web", db: "db" };
    deepStrictEqual([...table.timesSeconds], ROWS.map(timeOf));
    for (const service of SERVICES) {
      const at = table.indicators.findIndex((one) =>
        one.service === names[service] && one.metric !== "requests"
      );
      ok(at >= 0, JSON.stringify(table.indicators));
      deepStrictEqual([...table.columns[at]!], ROWS.map((row) => valueOf(service, row)));
    }
    strictEqual(new Set(table.indicators.map(({ service }) => service)).size, 2);
  });
}

Deno.test("the name of a metric in a column of its own is the metric's", () => {
  const { table } = serviceMetrics(FORMATS["OpenRCA"]!, "m.csv");
  deepStrictEqual(table.indicators, [
    { service: "web", metric: "cpu_util", role: "cpu" },
    { service: "db", metric: "cpu_util", role: "cpu" },
  ]);
});

Deno.test("columns that are called as metrics alone are no services", () => {
  throws(
    () => serviceMetrics("time,cpu,memory\n2024-01-01,1,2\n2024-01-02,2,7\n", "m"),
    /expected metrics with a label as "service", or names as web_cpu, found "cpu", "memory"$/,
  );
});

/** A histogram of Prometheus of which, in each minute, so many requests are at most so slow. */
function histogram(perMinute: (le: string, row: number) => number): string {
  return JSON.stringify({
    status: "success",
    data: {
      resultType: "matrix",
      result: SERVICES.flatMap((service) =>
        ["0.1", "0.5", "1", "+Inf"].map((le) => {
          let count = 0;
          return {
            metric: { __name__: "http_request_duration_seconds_bucket", service, le },
            values: ROWS.map((row) => [timeOf(row), String(count += perMinute(le, row))]),
          };
        })
      ),
    },
  });
}

Deno.test("histograms become their 95th percentile since the row before", () => {
  // From row 20 on a fifth of the requests takes more than half a second.
  const counts: Readonly<Record<string, readonly [number, number]>> = {
    "0.1": [90, 60],
    "0.5": [100, 80],
    "1": [100, 100],
    "+Inf": [100, 100],
  };
  const { table, notes } = serviceMetrics(
    histogram((le, row) => counts[le]![row < 20 ? 0 : 1]),
    "p.json",
  );
  deepStrictEqual(table.indicators.map(({ metric, role }) => [metric, role]), [
    ["http_request_duration_seconds_p95", "latency"],
    ["http_request_duration_seconds_p95", "latency"],
  ]);
  const [column] = table.columns;
  ok(Number.isNaN(column![0]));
  ok(Math.abs(column![10]! - 0.3) < 1e-12, String(column![10]));
  ok(Math.abs(column![25]! - 0.875) < 1e-12, String(column![25]));
  ok(notes.includes("p95 taken from 2 histograms"));
});

/** Metrics of OTLP in one dialect or another. */
function otlp(dialect: "new" | "old" | "snake", metric: (service: string) => object): string {
  const scope =
    { new: "scopeMetrics", old: "instrumentationLibraryMetrics", snake: "scope_metrics" }[dialect];
  return SERVICES.map((service) =>
    JSON.stringify({
      [dialect === "snake" ? "resource_metrics" : "resourceMetrics"]: [{
        resource: { attributes: [{ key: "service.name", value: { stringValue: service } }] },
        [scope]: [{ metrics: [metric(service)] }],
      }],
    })
  ).join("\n");
}

for (const dialect of ["new", "old", "snake"] as const) {
  Deno.test(`metrics of OTLP are read in each dialect, one document a line: ${dialect}`, () => {
    const [points, time, value] = dialect === "snake"
      ? ["data_points", "time_unix_nano", "as_double"]
      : ["dataPoints", "timeUnixNano", "asDouble"];
    const text = otlp(dialect, (service) => ({
      name: "cpu",
      gauge: {
        [points]: ROWS.map((row) => ({ [time]: `${timeOf(row)}000000000`, [value]: valueOf(service, row) })),
      },
    }));
    const { table } = serviceMetrics(text, "m.jsonl");
    deepStrictEqual(
      table.columns.map((column) => [...column]),
      SERVICES.map((service) => ROWS.map((row) => valueOf(service, row))),
    );
    const cut = serviceMetrics(`${text}\n{"resourceMetr`, "m.jsonl");
    ok(cut.notes.includes("1 line that is no JSON left out: line 3"), cut.notes.join());
  });
}

Deno.test("histograms of OTLP that count from the start of the process give the mean since the point before", () => {
  const { table } = serviceMetrics(
    otlp("new", () => ({
      name: "http.server.request.duration",
      histogram: {
        aggregationTemporality: "AGGREGATION_TEMPORALITY_CUMULATIVE",
        dataPoints: ROWS.map((row) => ({
          timeUnixNano: `${timeOf(row)}000000000`,
          count: String(10 * (row + 1)),
          sum: row < 20 ? 2 * (row + 1) : 40 + 8 * (row - 19),
        })),
      },
    })),
    "m.json",
  );
  const [column] = table.columns;
  ok(Math.abs(column![5]! - 0.2) < 1e-9 && Math.abs(column![25]! - 0.8) < 1e-9, String(column));
});

Deno.test("what is damaged in an export is told, and no value moves to another time", () => {
  throws(
    () =>
      serviceMetrics(
        JSON.stringify({ MetricDataResults: [{ Id: "a", Timestamps: [START, START + 60], Values: [1] }] }),
        "c",
      ),
    /^UsageError: c: expected as many values as times of "a", found 1 and 2$/,
  );
  const lines = ROWS.flatMap((row) =>
    SERVICES.map((service) => `cpu{service="${service}"} ${valueOf(service, row)} ${timeOf(row)}`)
  );
  const told = (text: string) => serviceMetrics(text, "m").notes;
  ok(
    told([...lines, 'cpu{service="w"eb"} 1 1700000000', "# EOF\n"].join("\n")).includes(
      "1 line that can't be read left out",
    ),
  );
  ok(
    told([...lines, 'cpu{service="web"} 1 17000'].join("\n")).includes("1 line that can't be read left out"),
  );
  ok(
    told(["# TYPE cpu gauge " + lines[0], ...lines.slice(1), ""].join("\n")).includes(
      "1 line that can't be read left out",
    ),
  );
  const odd = serviceMetrics(`\u00e9${FORMATS["InfluxDB, annotated"]!}`, "m").table;
  deepStrictEqual(odd.indicators.map(({ service }) => service), ["web", "db"]);
  const turned = serviceMetrics([...lines.toReversed(), ""].join("\n"), "m").table;
  deepStrictEqual([...turned.timesSeconds], ROWS.map(timeOf));
  deepStrictEqual(
    serviceMetrics(
      JSON.stringify({
        status: "success",
        data: {
          resultType: "matrix",
          result: SERVICES.map((service) => ({
            metric: { __name__: "cpu", service },
            values: [[START, "1"], [START + 60, "1,5"]],
          })),
        },
      }),
      "p",
    ).notes,
    ["2 series of Prometheus", "2 values that is no number taken as a gap"],
  );
});
