import { UsageError } from "../model/mod.ts";
import { elementsOf, fieldOf, type Place, requiredField } from "./place.ts";
import { readAttributes } from "./read_attributes.ts";

/** The lists that an OTLP document can hold, by signal. */
const SIGNALS = ["resourceSpans", "resourceLogs", "resourceMetrics"] as const;

/**
 * The documents of an OTLP/JSON file: one that fills the file, or one a line as the OpenTelemetry Collector's file exporter writes.
 * What it gives goes into `fromOtlpTraces` and `fromOtlpLogs`.
 *
 * @throws {UsageError} that names the line that is no JSON
 *
 * @example
 * ```ts
 * import { strictEqual } from "node:assert";
 * strictEqual(parseOtlpText('{"resourceSpans":[]}\n{"resourceLogs":[]}\n').length, 2);
 * ```
 */
export function parseOtlpText(text: string): unknown[] {
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
 * The documents of an input (one, or a list of them) that hold a signal, each as the root of its paths. Documents of other signals are passed
 * over as long as one holds this.
 *
 * @throws {UsageError} if none holds it
 */
function documentsWith(signal: typeof SIGNALS[number], input: unknown): Place[] {
  const documents = Array.isArray(input)
    ? input.map((value, i) => ({ value, path: input.length > 1 ? `documents[${i}]` : "" }))
    : [{ value: input, path: "" }];
  const holding = documents.filter((place) => signal in Object(place.value));
  const strangers = documents.filter(({ value }) => !SIGNALS.some((known) => known in Object(value)));
  const wrong = holding.length === 0 ? documents[0] : strangers[0];
  if (wrong !== undefined) requiredField(wrong, signal);
  return holding;
}

/**
 * Every record of a signal in an input, in the file's order, as its reader makes it with the name of the service that wrote it.
 *
 * @throws {UsageError} if no document holds the signal, or with the path to what is malformed
 */
export function readRecords<T>(
  input: unknown,
  { signal, scopes, records }: { signal: typeof SIGNALS[number]; scopes: string; records: string },
  read: (place: Place, service: string) => T,
): T[] {
  return documentsWith(signal, input).flatMap((document) =>
    elementsOf(document, signal).flatMap((resource) => {
      const service = serviceOf(resource);
      return elementsOf(resource, scopes)
        .flatMap((scope) => elementsOf(scope, records))
        .map((place) => read(place, service));
    })
  );
}

/** The service of an element of `resourceSpans` or `resourceLogs`; OpenTelemetry's `unknown_service` where nothing names one. */
function serviceOf(place: Place): string {
  const resource = fieldOf(place, "resource");
  const name = resource.value === undefined ? undefined : readAttributes(resource)["service.name"];
  return name === undefined ? "unknown_service" : String(name);
}
