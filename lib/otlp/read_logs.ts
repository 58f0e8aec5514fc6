import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import type { LogRecord } from "../model/mod.ts";
import { readRecords } from "./documents.ts";
import { enumOf, fieldOf, optionalIdOf, type Place, requiredField, textOf, wholeNumberAt } from "./place.ts";
import { readAttributes, readValue } from "./read_attributes.ts";
import { severityOfText } from "../model/severity.ts";
import { type EpochOptions, epochOptions, fromUnixNanos } from "./time.ts";

const ARGUMENTS = z.object({ options: epochOptions });

const SEVERITY = {
  prefix: "SEVERITY_NUMBER_",
  names: [
    "UNSPECIFIED",
    ...["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"].flatMap((
      name,
    ) => [name, `${name}2`, `${name}3`, `${name}4`]),
  ],
};

/**
 * Reads log records from OTLP/JSON, in the order of the file: from a parsed document, or from the result of
 * `parseOtlpText`. It inverts `toOtlpLogs` up to the order of services and the rounding of `toUnixNanos`. A record
 * without a time gets its observed time, one without a severity number that of its severity text (INFO if that is
 * unknown); a body that is not text becomes text.
 *
 * @throws {UsageError} with the path in the document, for a missing or malformed field
 */
export function fromOtlpLogs(input: unknown, options: EpochOptions = {}): LogRecord[] {
  checkOptions("fromOtlpLogs", ARGUMENTS, { options });
  return readRecords(
    input,
    { signal: "resourceLogs", scopes: "scopeLogs", records: "logRecords" },
    (place, service) => readLogRecord(place, { service, options }),
  );
}

function readLogRecord(
  place: Place,
  { service, options }: { service: string; options: EpochOptions },
): LogRecord {
  const attributes = readAttributes(place);
  const traceId = optionalIdOf(place, "traceId", 32);
  const spanId = optionalIdOf(place, "spanId", 16);
  return {
    timeSeconds: fromUnixNanos(timeOf(place), options),
    service,
    severityNumber: enumOf(place, "severityNumber", SEVERITY) ||
      severityOfText(textOf(place, "severityText")),
    body: bodyOf(place),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(traceId !== undefined && { traceId }),
    ...(spanId !== undefined && { spanId }),
  };
}

/** 0 is an unknown time, as in the log data model. */
function timeOf(place: Place): bigint {
  const time = fieldOf(place, "timeUnixNano");
  const nanos = time.value === undefined ? 0n : wholeNumberAt(time);
  const observed = fieldOf(place, "observedTimeUnixNano");
  if (nanos !== 0n || observed.value === undefined) {
    return wholeNumberAt(requiredField(place, "timeUnixNano"));
  }
  return wholeNumberAt(observed);
}

function bodyOf(place: Place): string {
  const body = fieldOf(place, "body");
  return body.value === undefined ? "" : String(readValue(body) ?? "");
}
