import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { fromOtlpTraces } from "./read_traces.ts";

const SPAN = {
  traceId: "5B8EFFF798038103D269B633813FC60C",
  spanId: "EEE19B7EC3C1B174",
  parentSpanId: "",
  name: "GET /checkout",
  startTimeUnixNano: "1544712660000000000",
  endTimeUnixNano: "1544712661000000000",
  kind: 2,
};

const read = (span: unknown, resource: unknown = undefined) =>
  fromOtlpTraces({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });

Deno.test("fromOtlpTraces() reads a span as other exporters write it: ids in capitals, no parent as empty text", () => {
  deepStrictEqual(read({ ...SPAN, droppedEventsCount: 1, events: null }), [{
    traceId: "5b8efff798038103d269b633813fc60c",
    spanId: "eee19b7ec3c1b174",
    service: "unknown_service",
    kind: "server",
    name: "GET /checkout",
    startSeconds: 1544712660,
    endSeconds: 1544712661,
    failed: false,
  }]);
});

Deno.test("fromOtlpTraces() takes times as numerals too, as the examples of opentelemetry-proto have them", () => {
  const [span] = read({ ...SPAN, startTimeUnixNano: 1544712660300000000 });
  strictEqual(span!.startSeconds, 1544712660.3);
});

Deno.test("fromOtlpTraces() knows the kinds that we lack by their side of the call, and ERROR alone as failed", () => {
  const kinds = [0, 1, 2, 3, 4, 5].map((kind) => read({ ...SPAN, kind })[0]!.kind);
  deepStrictEqual(kinds, ["internal", "internal", "server", "client", "client", "server"]);
  const failed = [{}, { code: 1 }, { code: 2 }].map((status) => read({ ...SPAN, status })[0]!.failed);
  deepStrictEqual(failed, [false, false, true]);
});

Deno.test("fromOtlpTraces() reads every kind of value, and loses no digit of a 64-bit integer", () => {
  const values = {
    text: { stringValue: "" },
    yes: { boolValue: true },
    whole: { intValue: 7 },
    large: { intValue: "9007199254740993" },
    double: { doubleValue: "-1.5e3" },
    bytes: { bytesValue: "AAE=" },
    list: { arrayValue: { values: [{ intValue: "1" }] } },
    empty: {},
  };
  const attributes = Object.entries(values).map(([key, value]) => ({ key, value }));
  deepStrictEqual(read({ ...SPAN, attributes })[0]!.attributes, {
    text: "",
    yes: true,
    whole: 7,
    large: "9007199254740993",
    double: -1500,
    bytes: "AAE=",
    list: '{"values":[{"intValue":"1"}]}',
  });
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "cart" } }] };
  strictEqual(read(SPAN, resource)[0]!.service, "cart");
});

const AT = "resourceSpans[0].scopeSpans[0].spans[0]";
const mistakes: [title: string, change: Record<string, unknown>, message: string][] = [
  [
    "an id in base64 of too few bytes",
    { traceId: "7uGbfsPBsXQ=" },
    `${AT}.traceId must be 32 hexadecimal digits, not all 0, found "7uGbfsPBsXQ="`,
  ],
  [
    "an id of zeros",
    { spanId: "0".repeat(16) },
    `${AT}.spanId must be 16 hexadecimal digits, not all 0, found `,
  ],
  ["an empty id", { spanId: "" }, `${AT}.spanId must be 16 hexadecimal digits, not all 0, found ""`],
  ["an id that is a number", { parentSpanId: 12 }, `${AT}.parentSpanId must be text, found 12`],
  ["a time in words", { endTimeUnixNano: "noon" }, `${AT}.endTimeUnixNano must be a whole number`],
  ["a time with a fraction", { endTimeUnixNano: 1.5 }, `${AT}.endTimeUnixNano must be a whole number`],
  [
    "a kind by a name that there isn't",
    { kind: "SPAN_KIND_SERVANT" },
    `${AT}.kind must be a whole number from 0 to 5, found "SPAN`,
  ],
  [
    "an unknown status",
    { status: { code: 3 } },
    `${AT}.status.code must be a whole number from 0 to 2, found 3`,
  ],
  ["attributes as a map", { attributes: { a: 1 } }, `${AT}.attributes must be a list, found {"a":1}`],
  [
    "a bare value",
    { attributes: [{ key: "a", value: "b" }] },
    `${AT}.attributes[0].value must be an object, found "b"`,
  ],
  [
    "an integer with a fraction",
    { attributes: [{ key: "a", value: { intValue: "1.5" } }] },
    `${AT}.attributes[0].value.intValue must be a whole number (64 bits as text), found "1.5"`,
  ],
];

for (const [title, change, message] of mistakes) {
  Deno.test(`fromOtlpTraces() tells where ${title} stands`, () => {
    throws(() => read({ ...SPAN, ...change }), (error: Error) => {
      strictEqual(error.name, "UsageError");
      strictEqual(error.message.slice(0, message.length + 15), `The OTLP field ${message}`);
      return true;
    });
  });
}

Deno.test("fromOtlpTraces() says that a field is missing, and what may have been meant", () => {
  const { startTimeUnixNano, ...rest } = SPAN;
  throws(
    () => read({ ...rest, StartTimeUnixNano: startTimeUnixNano }),
    /^UsageError: Cannot find the OTLP field resourceSpans\[0\].*\.startTimeUnixNano: did you mean "StartTimeUnixNano"\? Found: traceId, /,
  );
});
