import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert";
import { type LabelledIncident, SEVERITY } from "../../model/mod.ts";
import { filesInMemory } from "../reading/files.ts";
import { madeUpNezha } from "../testing/made_up_recordings.ts";
import { serviceOfPod } from "./pods.ts";
import { incidentsIn } from "../recorded/open.ts";

const MINUTE_ZERO = 1_675_080_000;
const texts = madeUpNezha();

async function read(changed: Record<string, string> = {}, lateSeconds = 0): Promise<LabelledIncident[]> {
  const { incidents } = await incidentsIn(filesInMemory({ ...texts, ...changed }), "nezha", {
    lateSeconds,
    strict: true,
  });
  return await Array.fromAsync(incidents);
}

Deno.test("a pod's service is its name without the hashes", () => {
  strictEqual(serviceOfPod("ts-order-service-5b67c48447-fj8b7"), "ts-order-service");
  strictEqual(serviceOfPod("ts-order-other-service-6cdbf9b4cc-swvb5"), "ts-order-other-service");
  strictEqual(serviceOfPod("ts-station-food-service-dc4d75dd-k65k2"), "ts-station-food-service");
});

Deno.test("an incident of Nezha begins at the time of injection, and its id tells nothing more", async () => {
  const [{ incident, truth }, second] = await read() as [LabelledIncident, LabelledIncident];
  strictEqual(incident.id, "2023-01-30/12_05");
  deepStrictEqual(truth, {
    services: ["ts-order-service"],
    fault: "network_delay",
    path: "rca_data/2023-01-30",
  });
  const onset = MINUTE_ZERO + 302;
  ok(incident.before.spans!.every(({ startSeconds }) => startSeconds < onset));
  ok(incident.after.spans!.every(({ startSeconds }) => startSeconds >= onset && startSeconds < onset + 120));
  deepStrictEqual([incident.before.spans!.length, incident.after.spans!.length], [44, 76]);
  deepStrictEqual(second.truth.services, ["ts-pay-service"]);
});

Deno.test("spans know who called: kinds, graph and front follow from where parents and children ran", async () => {
  const [{ incident }] = await read() as [LabelledIncident];
  const [root, ...rest] = incident.before.spans!;
  strictEqual(root!.parentSpanId, undefined);
  deepStrictEqual([root!, ...rest].slice(0, 4).map(({ kind }) => kind), [
    "server",
    "client",
    "server",
    "internal",
  ]);
  deepStrictEqual(incident.graph, [{ caller: "ts-gateway-service", callee: "ts-order-service" }]);
  deepStrictEqual(incident.symptom, { service: "ts-gateway-service" });
  ok(Math.abs(root!.endSeconds - root!.startSeconds - 0.029502176) < 1e-6);
});

Deno.test("logs keep logger and message, severity and ids, and a zero time is mended from the timestamp", async () => {
  const [{ incident }] = await read() as [LabelledIncident];
  const logs = incident.before.logs!;
  strictEqual(logs[0]!.body, "o.s.Orders#31 [get][Order 0, done]");
  strictEqual(logs[0]!.severityNumber, SEVERITY.error);
  strictEqual(logs[1]!.severityNumber, SEVERITY.info);
  strictEqual(logs[0]!.spanId, incident.before.spans![2]!.spanId);
  strictEqual(logs[9]!.timeSeconds, MINUTE_ZERO + 54);
});

Deno.test("metrics of all pods stand in one row a minute, and other faults' minutes are no example of the usual", async () => {
  const [first, second] = await read() as [LabelledIncident, LabelledIncident];
  const minutes = ({ timesSeconds }: { timesSeconds: Float64Array }) =>
    [...timesSeconds].map((time) => (time - MINUTE_ZERO) / 60);
  deepStrictEqual(minutes(first.incident.before.metrics), [0, 1, 2, 3, 4, 5]);
  deepStrictEqual(minutes(first.incident.after.metrics), [6, 7, 8]);
  deepStrictEqual(minutes(second.incident.before.metrics), [0, 1, 2, 3, 4, 5, 11, 12, 13, 14]);
  deepStrictEqual(first.incident.before.metrics.indicators.slice(0, 3).map(({ role }) => role), [
    "cpu",
    "latency",
    "requests",
  ]);
  ok(Number.isNaN(first.incident.before.metrics.columns[1]![4]));
});

Deno.test("noticed a minute late, the incident's first minute counts as before", async () => {
  const [{ incident }] = await read({}, 60) as [LabelledIncident];
  deepStrictEqual([incident.before.spans!.length, incident.after.spans!.length], [84, 36]);
});

Deno.test("mistakes in Nezha's files are named with their place", async () => {
  const list = "rca_data/2023-01-30/2023-01-30-fault_list.json";
  const trace = "rca_data/2023-01-30/trace/12_05_trace.csv";
  const metric = "rca_data/2023-01-30/metric/ts-pay-service-b5ccf8557-l5l4p_metric.csv";
  const cases: [string, string, RegExp][] = [
    [
      list,
      texts[list]!.replace("12:05:02", "12.05"),
      /expected an "inject_time" as 2023-01-30 11:51:46, found "2023-01-30 12\.05"/,
    ],
    [
      list,
      texts[list]!.replace("ts-pay-", "ts-play-"),
      /expected a service that was recorded \(the nearest is "ts-pay-service"\)/,
    ],
    [list, '{"12":[{}]}', /expected a valid entry "12\.0\.inject_time"/],
    [
      trace,
      texts[trace]!.replace("ParentID", "Parent"),
      /12_05_trace\.csv:1: expected the column "ParentID" \(the nearest is "Parent"\)/,
    ],
    [
      trace,
      texts[trace]!.replace(/\n(\w+,\w+,root,[^,]+,[^,]+),\d+/, "\n$1,soon"),
      /csv:2: expected Unix nanoseconds in the column "StartTimeUnixNano", found "soon"/,
    ],
    [
      metric,
      texts[metric]!.replace(",11,", ",eleven,"),
      /csv:3: expected a number in the column "CpuUsage\(m\)", found "eleven"/,
    ],
  ];
  for (const [path, text, message] of cases) await rejects(read({ [path]: text }), message);
});
