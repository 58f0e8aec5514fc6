import { fieldOf, type Place } from "./place.ts";
import { readAttributes } from "./read_attributes.ts";

/** The service of an element of `resourceSpans` or `resourceLogs`; OpenTelemetry's `unknown_service` where nothing names one. */
export function serviceOf(place: Place): string {
  const resource = fieldOf(place, "resource");
  const name = resource.value === undefined ? undefined : readAttributes(resource)["service.name"];
  return name === undefined ? "unknown_service" : String(name);
}
