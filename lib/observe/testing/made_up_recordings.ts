/** Small synthetic recordings in the formats of the public data sets, by path, for tests. */
type Texts = Readonly<Record<string, string>>;

const HOUR_SECONDS = 1_675_080_000;

function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.join(",")}\n`).join("");
}

/** Two issues of one traffic scenario: `shop` calls `cart`, which calls `store`; the latency of `store` rises. */
export function madeUpPetshop(): Texts {
  const header = [
    ["microservice", "shop", "cart", "store"],
    ["metric", "latency", "availability", "latency"],
    ["statistic", "p95", "Average", "p95"],
    ["unix_timestamp", "", "", ""],
  ];
  const target = JSON.stringify({
    target: { node: "shop", metric: "latency", agg: "p95", timestamp: 7300 },
    root_cause: { node: "store", metric: null },
  });
  const normal = Array.from({ length: 12 }, (_, i) => [300 * i, 0.2 + i / 100, 99.5, i === 3 ? "" : 0.1]);
  const issue = [[7200, 0.3, 99.5, 0.2], [7500, 2.5, 98, 2], [7800, 2.6, "", 2.2]];
  return {
    "low/graph.csv": csv([["", "shop", "cart", "store"], ["shop", "0.0", "1.0", "0.0"], [
      "cart",
      "0.0",
      "0.0",
      "1.0",
    ], ["store", "0.0", "0.0", "0.0"]]),
    "low/noissue/metrics.csv": csv([...header, ...normal]),
    "low/train/issue_0/metrics.csv": csv([...header, ...issue]),
    "low/train/issue_0/target.json": target,
    "low/test/issue_1/metrics.csv": csv([...header, ...issue]),
    "low/test/issue_1/target.json": target,
  };
}

/** One case of each layout. The recording is from 1000 to 1119 with one row per second, the injection at 1060. */
export function madeUpRcaeval(): Texts {
  const header = ["time", "carts_cpu", "carts_mem", "front-end_lat_90", "front-end_lat_50"];
  const rows = Array.from(
    { length: 120 },
    (_, i) => [1000 + i, i < 60 ? 1 + i % 3 : 9 + i % 2, 3e8 + i, i === 5 ? "" : 0.1 + (i % 4) / 10, 1],
  );
  const one = csv([header, ...rows]);
  return {
    "ss/carts_cpu/1/data.csv": one,
    "ss/carts_cpu/1/inject_time.txt": "1060\n",
    "re2/carts_cpu/1/simple_metrics.csv": one,
    "re2/carts_cpu/1/inject_time.txt": "1060",
    "re2/carts_cpu/1/logs.csv": csv([
      ["time", "timestamp", "container_name", "message", "level"],
      ["00:17", "1700000001012034902", "carts", '"took 3 s, at last"', "WARN"],
      ["00:17", 1061, "carts", "gave up", "error"],
    ]),
    "re2/carts_cpu/1/traces.csv": csv([
      [
        "time",
        "traceID",
        "spanID",
        "serviceName",
        "methodName",
        "operationName",
        "startTime",
        "duration",
        "statusCode",
        "parentSpanID",
      ],
      ["00:17", "t1", "a", "front-end", "GET", "GET /cart", 1_001_000_000, 5000, 200, ""],
      ["00:17", "t1", "b", "carts", "GET", "GET /carts", 1_001_001_000, 3000, 503, "a"],
    ]),
    "pair/carts-cpu/1/normal.csv": csv([header, ...rows.slice(0, 60)]),
    "pair/carts-cpu/1/anomalous.csv": csv([header, ...rows.slice(60)]),
  };
}

/** A fault-free minute, and two faults in `order` and `pay` ten minutes apart. */
export function madeUpNezha(): Texts {
  const faults = {
    "12": [fault(302, "ts-order-service-5b67c48447-fj8b7"), fault(900, "ts-pay-service-b5ccf8557-l5l4p")],
  };
  const texts: Record<string, string> = {
    "rca_data/2023-01-30/2023-01-30-fault_list.json": JSON.stringify(faults),
    ...minuteFiles("construct_data", 0),
    ...minuteFiles("rca_data", 5),
    ...minuteFiles("rca_data", 6),
    ...minuteFiles("rca_data", 15),
  };
  for (const pod of PODS) texts[`rca_data/2023-01-30/metric/${pod}_metric.csv`] = podMetrics(pod);
  return texts;
}

const PODS = [
  "ts-gateway-service-6f6cfc45b-d9pnv",
  "ts-order-service-5b67c48447-fj8b7",
  "ts-pay-service-b5ccf8557-l5l4p",
];

function fault(second: number, pod: string) {
  const time = new Date((HOUR_SECONDS + second) * 1000).toISOString().slice(0, 19).replace("T", " ");
  return { inject_time: time, inject_timestamp: "0", inject_pod: pod, inject_type: "network_delay" };
}

function podMetrics(pod: string): string {
  const rows = Array.from({ length: 20 }, (_, i) => {
    const time = HOUR_SECONDS + 60 * i + PODS.indexOf(pod);
    return [`${time} +0000 UTC`, time, pod, 10 + i, i === 4 ? "NaN" : 0.01, 5];
  });
  return csv([
    ["Time", "TimeStamp", "PodName", "CpuUsage(m)", "PodServerLatencyP90(s)", "PodWorkload(Ops)"],
    ...rows,
  ]);
}

/** Ten requests per minute: the gateway calls `order`, which calls nothing. */
function minuteFiles(part: string, minute: number): Texts {
  const spans: (string | number)[][] = [];
  const logs: (string | number)[][] = [];
  for (let i = 0; i < 10; i++) {
    const second = HOUR_SECONDS + 60 * minute + 6 * i;
    const trace = `${minute}${i}`.padStart(32, "0");
    const ids = ["a", "b", "c", "d"].map((digit) => `${digit}${minute}${i}`.padStart(16, "0"));
    const span = (index: number, parent: string, pod: number, name: string, milliseconds: number) => {
      const start = `${second}${String(index * 1e6 + 497_824).padStart(9, "0")}`;
      const end = `${second}${String(milliseconds * 1e6).padStart(9, "0")}`;
      return [trace, ids[index]!, parent, PODS[pod]!, name, start, end, milliseconds * 1000];
    };
    spans.push(span(0, "root", 0, "/*", 30), span(1, ids[0]!, 0, "HTTP GET", 29));
    spans.push(span(2, ids[1]!, 1, "/api/order", 20), span(3, ids[2]!, 1, "SELECT", 10));
    const nanos = i === 9 ? "-6795364578871345152" : `${second}012345678`;
    logs.push([
      `${new Date(second * 1000).toISOString().slice(0, 23)}`,
      nanos,
      "10.0.0.1",
      PODS[1]!,
      "server",
      trace,
      ids[2]!,
      `"{""log"":""20:00:00.012 ${i === 0 ? "ERROR" : "INFO "} o.s.Orders#31 TraceID: ${trace} SpanID: ${
        ids[2]
      } [get][Order ${i}, done]\\n"",""stream"":""stdout""}"`,
    ]);
  }
  const folder = `${part}/2023-01-30`;
  const name = new Date((HOUR_SECONDS + 60 * minute) * 1000).toISOString().slice(11, 16).replace(":", "_");
  return {
    [`${folder}/trace/${name}_trace.csv`]: csv([
      "TraceID,SpanID,ParentID,PodName,OperationName,StartTimeUnixNano,EndTimeUnixNano,Duration".split(","),
      ...spans,
    ]),
    [`${folder}/log/${name}_log.csv`]: csv([
      "Timestamp,TimeUnixNano,Node,PodName,Container,TraceID,SpanID,Log".split(","),
      ...logs,
    ]),
  };
}
