import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import { UsageError } from "../model/mod.ts";
import { elementsOf, fieldOf, type Place, requiredField } from "./place.ts";
import { readAttributes } from "./read_attributes.ts";

const ARGUMENTS = z.object({ text: z.string() });

/** The top-level lists of OTLP documents, by signal. */
const SIGNALS = ["resourceSpans", "resourceLogs", "resourceMetrics"] as const;
type Signal = typeof SIGNALS[number];
/** What scopes were called before version 0.15 of the protocol. */
const OLD_SCOPES = {
  scopeSpans: "instrumentationLibrarySpans",
  scopeLogs: "instrumentationLibraryLogs",
} as const;

/**
 * Parses an OTLP/JSON file: a single document, or one per line as the file exporter of the OpenTelemetry Collector
 * writes. The result is an input of `fromOtlpTraces` and `fromOtlpLogs`.
 *
 * @throws {UsageError} naming a line that is not JSON
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(parseOtlpText('{"resourceSpans":[]}\n{"resourceLogs":[]}\n').length, 2);
 * ```
 */
export function parseOtlpText(text: string): unknown[] {
  checkOptions("parseOtlpText", ARGUMENTS, { text });
  try {
    return [JSON.parse(text)];
  } catch {
    return text.split("\n").flatMap((line, i) => line.trim() === "" ? [] : [parsedLine(line, i + 1)]);
  }
}

function parsedLine(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new UsageError(`Line ${number} of the OTLP text is no JSON: ${(error as Error).message}`);
  }
}

/**
 * The documents of an input (a single one or a list) that hold a signal, as the roots of paths. Documents of other
 * signals are skipped.
 *
 * @throws {UsageError} if no document holds the signal
 */
function documentsWith(signal: Signal, input: unknown): Place[] {
  const documents = Array.isArray(input)
    ? input.map((value, i) => ({ value, path: input.length > 1 ? `documents[${i}]` : "" }))
    : [{ value: input, path: "" }];
  const holding = documents.filter((place) => holds(place, signal));
  const strangers = documents.filter((place) => !SIGNALS.some((known) => holds(place, known)));
  const wrong = holding.length === 0 ? documents[0] : strangers[0];
  if (wrong !== undefined) requiredField(wrong, signal);
  return holding;
}

function holds({ value, path }: Place, signal: Signal): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    fieldOf({ value, path }, signal).value !== undefined;
}

/**
 * Reads every record of a signal in an input, in order, together with the name of its service.
 *
 * @throws {UsageError} if no document holds the signal, or with the path to a malformed field
 */
export function readRecords<T>(
  input: unknown,
  { signal, scopes, records }: { signal: Signal; scopes: keyof typeof OLD_SCOPES; records: string },
  read: (place: Place, service: string) => T,
): T[] {
  return documentsWith(signal, input).flatMap((document) =>
    elementsOf(document, signal).flatMap((resource) => {
      const service = serviceOf(resource);
      return [...elementsOf(resource, scopes), ...elementsOf(resource, OLD_SCOPES[scopes])]
        .flatMap((scope) => elementsOf(scope, records))
        .map((place) => read(place, service));
    })
  );
}

/** The service of an element of `resourceSpans` or `resourceLogs`; `unknown_service`, as OpenTelemetry defines, if it has no name. */
function serviceOf(place: Place): string {
  const resource = fieldOf(place, "resource");
  const name = resource.value === undefined ? undefined : readAttributes(resource)["service.name"];
  return name === undefined ? "unknown_service" : String(name);
}
