import { deepStrictEqual } from "node:assert";
import type { LogRecord, Span } from "../model/mod.ts";
import { toOtlpLogs } from "./logs.ts";
import { fromOtlpLogs } from "./read_logs.ts";
import { fromOtlpTraces } from "./read_traces.ts";
import { LOGS, SPANS } from "./testing/made_up_signals.ts";
import { toOtlpTraces } from "./traces.ts";

/** A document with every key and value changed. */
function rewritten(
  value: unknown,
  change: (key: string, value: unknown) => readonly [string, unknown],
): unknown {
  if (Array.isArray(value)) return value.map((one) => rewritten(one, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => change(key, rewritten(inner, change))),
  );
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const NUMBERS = ["", "2", "3", "4"];
const KINDS = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
const DIALECTS: Readonly<Record<string, (key: string, value: unknown) => readonly [string, unknown]>> = {
  "names as in Protobuf": (key, value) => [snake(key), value],
  "scopes of the old name": (key, value) => [
    key === "scope"
      ? "instrumentationLibrary"
      : key.replace(/^scope(Spans|Logs)$/, "instrumentationLibrary$1"),
    value,
  ],
  "enumerations as names": (key, value) => {
    if (key === "kind") return [key, `SPAN_KIND_${KINDS[Number(value)]}`];
    if (key === "severityNumber") {
      const level = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"][Math.floor((Number(value) - 1) / 4)];
      return [key, `SEVERITY_NUMBER_${level}${NUMBERS[(Number(value) - 1) % 4]}`];
    }
    return [key, key === "code" ? `STATUS_CODE_${["UNSET", "OK", "ERROR"][Number(value)]}` : value];
  },
  "ids in base64": (key, value) => [
    key,
    /^(?:traceId|spanId|parentSpanId)$/.test(key)
      ? btoa(String.fromCharCode(...String(value).match(/../g)!.map((byte) => parseInt(byte, 16))))
      : value,
  ],
};

/** Spans with parents of zeros, and the same that OTLP says without. */
function withZeros(key: string, value: unknown): readonly [string, unknown] {
  return [
    key,
    key === "spans"
      ? (value as object[]).map((one) => ({ parentSpanId: "0000000000000000", ...one }))
      : value,
  ];
}

for (const [name, dialect] of Object.entries({ ...DIALECTS, "parents of zeros": withZeros })) {
  Deno.test(`the same spans and log records are read from OTLP with ${name}`, () => {
    const spans: readonly Span[] = fromOtlpTraces(rewritten(toOtlpTraces(SPANS), dialect));
    deepStrictEqual(spans, SPANS);
    // Severity numbers beyond the first of their range have names with the number behind it.
    const logs: readonly LogRecord[] = fromOtlpLogs(rewritten(toOtlpLogs(LOGS), dialect));
    deepStrictEqual(logs, LOGS);
  });
}
