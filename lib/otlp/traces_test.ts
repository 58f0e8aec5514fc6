import { deepStrictEqual, strictEqual } from "node:assert";
import { SPANS } from "./testing/made_up_signals.ts";
import { fromOtlpTraces } from "./read_traces.ts";
import { toOtlpTraces } from "./traces.ts";

const EPOCH = { epochSeconds: 1735689600 };

/** Read with Protobuf's own JSON mapping, the ids in base64, these are the same messages field by field. */
const GOLDEN = {
  resourceSpans: [{
    resource: { attributes: [{ key: "service.name", value: { stringValue: "api" } }] },
    scopeSpans: [{
      scope: { name: "aiops" },
      spans: [{
        traceId: "5b8efff798038103d269b633813fc60c",
        spanId: "eee19b7ec3c1b174",
        name: "GET /cart",
        kind: 2,
        startTimeUnixNano: "1735689605000000000",
        endTimeUnixNano: "1735689605025000000",
        attributes: [
          { key: "http.response.status_code", value: { intValue: "503" } },
          { key: "error.type", value: { stringValue: "503" } },
          { key: "sampled", value: { boolValue: true } },
          { key: "load", value: { doubleValue: 0.75 } },
        ],
        events: [{
          timeUnixNano: "1735689605020000000",
          name: "exception",
          attributes: [{ key: "exception.type", value: { stringValue: "Timeout" } }],
        }],
        status: { code: 2 },
      }],
    }],
  }, {
    resource: { attributes: [{ key: "service.name", value: { stringValue: "db" } }] },
    scopeSpans: [{
      scope: { name: "aiops" },
      spans: [{
        traceId: "5b8efff798038103d269b633813fc60c",
        spanId: "eee19b7ec3c1b175",
        parentSpanId: "eee19b7ec3c1b174",
        name: "SELECT",
        kind: 3,
        startTimeUnixNano: "1735689605001000001",
        endTimeUnixNano: "1735689605019000000",
        events: [{ timeUnixNano: "1735689605002000000", name: "retry" }],
      }, {
        traceId: "5b8efff798038103d269b633813fc60c",
        spanId: "eee19b7ec3c1b176",
        parentSpanId: "eee19b7ec3c1b175",
        name: "wait",
        kind: 1,
        startTimeUnixNano: "1735689605001000001",
        endTimeUnixNano: "1735689605001000001",
      }],
    }],
  }],
};

Deno.test("toOtlpTraces() writes hex ids, times as text, enumerations as numbers, a resource a service", () => {
  deepStrictEqual(JSON.parse(JSON.stringify(toOtlpTraces(SPANS, EPOCH))), GOLDEN);
});

Deno.test("fromOtlpTraces() gives back the very spans, through JSON text too", () => {
  deepStrictEqual(fromOtlpTraces(JSON.parse(JSON.stringify(toOtlpTraces(SPANS, EPOCH))), EPOCH), SPANS);
  deepStrictEqual(fromOtlpTraces(toOtlpTraces([])), []);
});

Deno.test("toOtlpTraces() puts attributes of one's own beside service.name, which they can't replace", () => {
  const resource = { "deployment.environment.name": "simulated", "service.name": "mine" };
  const { attributes } = toOtlpTraces(SPANS, { resource }).resourceSpans[1]!.resource;
  deepStrictEqual(attributes, [
    { key: "deployment.environment.name", value: { stringValue: "simulated" } },
    { key: "service.name", value: { stringValue: "db" } },
  ]);
});

Deno.test("toOtlpTraces() keeps numbers that JSON has no numeral for", () => {
  const attributes = { a: NaN, b: -Infinity, c: 2 ** 60 };
  const span = { ...SPANS[2]!, attributes };
  const traces = JSON.parse(JSON.stringify(toOtlpTraces([span])));
  strictEqual(traces.resourceSpans[0].scopeSpans[0].spans[0].attributes[0].value.doubleValue, "NaN");
  deepStrictEqual(fromOtlpTraces(traces), [span]);
});
