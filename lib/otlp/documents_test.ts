import { deepStrictEqual, strictEqual, throws } from "node:assert";
import { parseOtlpText } from "./documents.ts";
import { toOtlpLogs } from "./logs.ts";
import { LOGS, SPANS } from "./testing/made_up_signals.ts";
import { fromOtlpLogs } from "./read_logs.ts";
import { fromOtlpTraces } from "./read_traces.ts";
import { toOtlpTraces } from "./traces.ts";

Deno.test("parseOtlpText() reads a document over many lines, and one document a line with signals mixed", () => {
  const whole = parseOtlpText(JSON.stringify(toOtlpTraces(SPANS), undefined, 2));
  deepStrictEqual(fromOtlpTraces(whole), SPANS);
  const lines = [toOtlpTraces(SPANS.slice(0, 1)), toOtlpLogs(LOGS), toOtlpTraces(SPANS.slice(1))];
  const documents = parseOtlpText(lines.map((line) => JSON.stringify(line)).join("\r\n\n") + "\n");
  deepStrictEqual(fromOtlpTraces(documents), SPANS);
  deepStrictEqual(fromOtlpLogs(documents), LOGS);
});

Deno.test("parseOtlpText() names the line that is no JSON", () => {
  throws(
    () => parseOtlpText('{"resourceSpans":[]}\n{"resource'),
    /^UsageError: Line 2 of the OTLP text is no JSON: /,
  );
  strictEqual(parseOtlpText("").length, 0);
});

Deno.test("a document without the signal is refused, with what it has instead", () => {
  throws(
    () => fromOtlpTraces({ ResourceSpans: [] }),
    /^UsageError: Cannot find the OTLP field resourceSpans: did you mean "ResourceSpans"\? Found: ResourceSpans$/,
  );
  throws(
    () => fromOtlpTraces(toOtlpLogs(LOGS)),
    /Cannot find the OTLP field resourceSpans: Found: resourceLogs$/,
  );
  throws(
    () => fromOtlpTraces([toOtlpTraces([]), { spans: [] }]),
    /the OTLP field documents\[1\].resourceSpans/,
  );
  throws(() => fromOtlpTraces("spans"), /^UsageError: An OTLP document must be an object, found "spans"$/);
  throws(() => fromOtlpLogs(null), /An OTLP document must be an object, found null$/);
  deepStrictEqual(fromOtlpLogs([]), []);
});
