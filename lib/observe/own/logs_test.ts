import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { SEVERITY } from "../../model/mod.ts";
import {
  isElastic,
  isLogTable,
  isLoki,
  readElastic,
  readLogTable,
  readLoki,
  withoutLineLabels,
} from "./logs.ts";

const START = 1_709_539_200;
const LEVELS = ["info", "warn", "error"] as const;
/** Two services, ten records each, every half second. */
const RECORDS = Array.from({ length: 20 }, (_, i) => ({
  time: START + i / 2,
  service: i % 2 === 0 ? "web" : "db",
  level: LEVELS[i % 3]!,
  text: `record ${i}`,
}));
const iso = (time: number) => new Date(1000 * time).toISOString();
const nanos = (time: number) => `${Math.round(1e6 * time)}000`;

const LINES: Readonly<Record<string, (record: typeof RECORDS[number]) => object>> = {
  "Elastic Common Schema, dotted": ({ time, service, level, text }) => ({
    "@timestamp": iso(time),
    "log.level": level.toUpperCase(),
    "service.name": service,
    "host.name": "h",
    message: text,
  }),
  "Elastic Common Schema, nested": ({ time, service, level, text }) => ({
    "@timestamp": iso(time),
    log: { level },
    service: { name: service },
    host: { name: "h" },
    message: text,
  }),
  "GELF": ({ time, service, level, text }) => ({
    version: "1.1",
    host: "h",
    short_message: text,
    timestamp: time,
    level: { info: 6, warn: 4, error: 3 }[level],
    _service: service,
  }),
  "pino": ({ time, service, level, text }) => ({
    level: { info: 30, warn: 40, error: 50 }[level],
    time: 1000 * time,
    name: service,
    hostname: "h",
    msg: text,
  }),
  "a shipper of Kubernetes": ({ time, service, level, text }) => ({
    time: iso(time),
    level,
    msg: text,
    kubernetes: { container_name: service, pod_name: `${service}-7d9f8b6c5-abcde` },
  }),
};

function holdsAll(logs: ReturnType<typeof readElastic>["logs"]) {
  deepStrictEqual(
    logs.map((
      { timeSeconds, service, severityNumber, body },
    ) => [timeSeconds, service, severityNumber, body]),
    RECORDS.map(({ time, service, level, text }) => [time, service, SEVERITY[level], text]),
  );
}

for (const [name, line] of Object.entries(LINES)) {
  Deno.test(`log records of ${name} have their time, service, severity and text`, () => {
    const documents = RECORDS.map(line);
    ok(isElastic(documents[0]) && !isLoki(documents[0]));
    holdsAll(readElastic(documents, "l").logs);
  });
}

Deno.test("log records of Datadog, of a table and of Loki with labels of single lines are the same", () => {
  const datadog = {
    data: RECORDS.map(({ time, service, level, text }) => ({
      type: "log",
      attributes: { timestamp: iso(time), service, status: level, message: text, tags: ["env:prod"] },
    })),
  };
  ok(isElastic(datadog));
  holdsAll(readElastic(datadog, "l").logs);
  const table = [
    "timestamp,cmdb_id,level,message",
    ...RECORDS.map(({ time, service, level, text }) => `${iso(time)},${service},${level},"${text}"`),
  ].join("\n");
  ok(isLogTable(table) && !isLogTable("time,web_cpu\n1,2\n") && !isLogTable("time,cpu,value\n1,2,3\n"));
  holdsAll(readLogTable(table, "l").logs);
  const loki = {
    status: "success",
    data: {
      resultType: "streams",
      result: ["web", "db"].map((name) => ({
        stream: { app: name },
        values: RECORDS.filter(({ service }) => service === name).toReversed()
          .map(({ time, level, text }) => [nanos(time), text, { detected_level: level }]),
      })),
    },
  };
  holdsAll(readLoki(loki, "l").logs);
  ok(!JSON.stringify(withoutLineLabels(loki)).includes("detected_level"));
});

Deno.test("times of a table of logs that name no zone are taken in the one that is told", () => {
  const first = (time: string, timesIn?: string) =>
    readLogTable(`time,service,message\n${time},web,slow\n`, "l.csv", { ...(timesIn && { timesIn }) })
      .logs[0]!.timeSeconds;
  const local = "2024-07-01T12:00:00";
  strictEqual(first(local, "Europe/Berlin"), Date.parse("2024-07-01T10:00:00Z") / 1000);
  strictEqual(first(local), Date.parse(`${local}Z`) / 1000);
  strictEqual(first(`${local}Z`, "Europe/Berlin"), Date.parse(`${local}Z`) / 1000);
  strictEqual(first("1719835200", "Europe/Berlin"), 1719835200);
});

Deno.test("services that only the host tells are said to be taken from there", () => {
  const { logs, notes } = readElastic([{ "@timestamp": iso(START), host: { name: "h" }, message: "x" }], "l");
  strictEqual(logs[0]!.service, "h");
  ok(notes.includes("no service is named in some: taken from host.name"), notes.join());
});
