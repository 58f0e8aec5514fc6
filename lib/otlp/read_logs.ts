import type { LogRecord } from "../model/mod.ts";
import { readRecords } from "./documents.ts";
import { enumOf, fieldOf, idOf, type Place, requiredField, textOf, wholeNumberAt } from "./place.ts";
import { readAttributes, readValue } from "./read_attributes.ts";
import { severityOfText } from "./severity.ts";
import { type EpochOptions, fromUnixNanos } from "./time.ts";

const MOST_SEVERE = 24;

/**
 * Log records from OTLP/JSON, in the file's order: the parsed document, or what `parseOtlpText` made of a file. It undoes `toOtlpLogs` up
 * to the order of services and the rounding of `toUnixNanos`. A record without a time has the time at which it was observed; one without a
 * severity number has that of its severity text, INFO where that is no known name either. A body that is not text becomes text.
 *
 * @throws {UsageError} with the path into the document, for a missing or malformed field
 */
export function fromOtlpLogs(input: unknown, options: EpochOptions = {}): LogRecord[] {
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
  const traceId = idOf(place, "traceId", 32);
  const spanId = idOf(place, "spanId", 16);
  return {
    timeSeconds: fromUnixNanos(timeOf(place), options),
    service,
    severityNumber: enumOf(place, "severityNumber", MOST_SEVERE) ||
      severityOfText(textOf(place, "severityText")),
    body: bodyOf(place),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(traceId !== undefined && { traceId }),
    ...(spanId !== undefined && { spanId }),
  };
}

/** 0 stands for an unknown time, as in the log data model. */
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
