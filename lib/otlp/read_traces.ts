import { z } from "zod";
import { checkOptions } from "../model/check_options.ts";
import type { Attributes, Span, SpanEvent, SpanKind } from "../model/mod.ts";
import { readRecords } from "./documents.ts";
import {
  elementsOf,
  enumOf,
  fieldOf,
  optionalIdOf,
  type Place,
  requiredField,
  requiredId,
  textOf,
  wholeNumberAt,
} from "./place.ts";
import { failedByAnswer } from "../model/telemetry.ts";
import { readAttributes } from "./read_attributes.ts";
import { type EpochOptions, epochOptions, fromUnixNanos } from "./time.ts";

const ARGUMENTS = z.object({ options: epochOptions });

/** Kinds by OTLP number. Unspecified counts as internal (as specified), producer as client, consumer as server. */
const KINDS: readonly SpanKind[] = ["internal", "internal", "server", "client", "client", "server"];

const KIND = {
  prefix: "SPAN_KIND_",
  names: ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"],
};
const STATUS = { prefix: "STATUS_CODE_", names: ["UNSET", "OK", "ERROR"] };
const [UNSET, ERROR] = [0, 2];

/**
 * Reads spans from OTLP/JSON, in the order of the file: from a parsed document, or from the result of `parseOtlpText`.
 * It inverts `toOtlpTraces` up to the order of services and the rounding of `toUnixNanos`. Links, trace state, status
 * messages, scopes and resource attributes other than `service.name` are dropped. Fields may be called as in Protobuf (`trace_id`), enumerations
 * written as names, ids in base64, and scopes called `instrumentationLibrarySpans`.
 *
 * @throws {UsageError} with the path in the document, for a missing or malformed field
 */
export function fromOtlpTraces(input: unknown, options: EpochOptions = {}): Span[] {
  checkOptions("fromOtlpTraces", ARGUMENTS, { options });
  return readRecords(
    input,
    { signal: "resourceSpans", scopes: "scopeSpans", records: "spans" },
    (place, service) => readSpan(place, { service, options }),
  );
}

function readSpan(place: Place, { service, options }: { service: string; options: EpochOptions }): Span {
  const parentSpanId = optionalIdOf(place, "parentSpanId", 16);
  const attributes = readAttributes(place);
  const events = elementsOf(place, "events").map((event) => readEvent(event, options));
  return {
    traceId: requiredId(place, "traceId", 32),
    spanId: requiredId(place, "spanId", 16),
    ...(parentSpanId !== undefined && { parentSpanId }),
    service,
    kind: KINDS[enumOf(place, "kind", KIND)]!,
    name: textOf(place, "name"),
    startSeconds: timeOf(place, "startTimeUnixNano", options),
    endSeconds: timeOf(place, "endTimeUnixNano", options),
    failed: hasFailed(place, attributes),
    ...(Object.keys(attributes).length > 0 && { attributes }),
    ...(events.length > 0 && { events }),
  };
}

function readEvent(place: Place, options: EpochOptions): SpanEvent {
  return {
    timeSeconds: timeOf(place, "timeUnixNano", options),
    name: textOf(place, "name"),
    ...attributesOf(place),
  };
}

/** By the status; where that is unset by what was answered. */
function hasFailed(place: Place, attributes: Attributes): boolean {
  const status = fieldOf(place, "status");
  const code = status.value === undefined || status.value === null ? UNSET : enumOf(status, "code", STATUS);
  return code === ERROR || (code === UNSET && failedByAnswer(attributes));
}

function attributesOf(place: Place): { attributes?: Attributes } {
  const attributes = readAttributes(place);
  return Object.keys(attributes).length > 0 ? { attributes } : {};
}

function timeOf(place: Place, name: string, options: EpochOptions): number {
  return fromUnixNanos(wholeNumberAt(requiredField(place, name)), options);
}
