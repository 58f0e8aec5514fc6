import { deepStrictEqual } from "node:assert";
import { toOtlpLogs } from "./logs.ts";
import { LOGS } from "./testing/made_up_signals.ts";
import { fromOtlpLogs } from "./read_logs.ts";

Deno.test("toOtlpLogs() writes severity as number and text, the body as a value, the span's ids", () => {
  deepStrictEqual(JSON.parse(JSON.stringify(toOtlpLogs(LOGS))).resourceLogs, [{
    resource: { attributes: [{ key: "service.name", value: { stringValue: "api" } }] },
    scopeLogs: [{
      scope: { name: "aiops" },
      logRecords: [{
        timeUnixNano: "5019000000",
        observedTimeUnixNano: "5019000000",
        severityNumber: 17,
        severityText: "ERROR",
        body: { stringValue: "no answer from db" },
        attributes: [{ key: "attempt", value: { intValue: "2" } }],
        traceId: "5b8efff798038103d269b633813fc60c",
        spanId: "eee19b7ec3c1b174",
      }],
    }],
  }, {
    resource: { attributes: [{ key: "service.name", value: { stringValue: "db" } }] },
    scopeLogs: [{
      scope: { name: "aiops" },
      logRecords: [{
        timeUnixNano: "5500000000",
        observedTimeUnixNano: "5500000000",
        severityNumber: 10,
        severityText: "INFO",
        body: { stringValue: "checkpoint" },
      }],
    }],
  }]);
});

Deno.test("fromOtlpLogs() gives back the very records, at any epoch", () => {
  const epoch = { epochSeconds: 1735689600 };
  deepStrictEqual(fromOtlpLogs(JSON.parse(JSON.stringify(toOtlpLogs(LOGS, epoch))), epoch), LOGS);
});
