import type { Attributes, AttributeValue } from "../model/mod.ts";
import { elementsOf, fieldOf, mistakeAt, type Place, textOf, wholeNumberAt } from "./place.ts";

/** Readers by kind of value. Lists and maps become their JSON, bytes their base64. */
const READERS: Readonly<Record<string, (place: Place) => AttributeValue>> = {
  stringValue: (place) => {
    if (typeof place.value !== "string") throw mistakeAt(place, "text");
    return place.value;
  },
  boolValue: (place) => {
    if (typeof place.value !== "boolean") throw mistakeAt(place, "true or false");
    return place.value;
  },
  intValue: (place) => {
    const whole = wholeNumberAt(place);
    const number = Number(whole);
    return Number.isSafeInteger(number) ? number : String(whole);
  },
  doubleValue: doubleAt,
  bytesValue: ({ value }) => String(value),
  arrayValue: ({ value }) => JSON.stringify(value),
  kvlistValue: ({ value }) => JSON.stringify(value),
};

/**
 * Reads a value; undefined if it is empty. Integers beyond 2^53 become text, so that no digit is lost.
 *
 * @throws {UsageError} with the path, for a value that does not match its kind
 */
export function readValue(place: Place): AttributeValue | undefined {
  for (const [kind, read] of Object.entries(READERS)) {
    const inner = fieldOf(place, kind);
    if (inner.value !== undefined && inner.value !== null) return read(inner);
  }
  return undefined;
}

/**
 * Reads attributes by key; those without a value are left out.
 *
 * @throws {UsageError} with the path
 */
export function readAttributes(place: Place, name = "attributes"): Attributes {
  const attributes: Record<string, AttributeValue> = {};
  for (const entry of elementsOf(place, name)) {
    const value = fieldOf(entry, "value");
    const read = value.value === undefined ? undefined : readValue(value);
    if (read !== undefined) attributes[textOf(entry, "key")] = read;
  }
  return attributes;
}

function doubleAt(place: Place): number {
  const { value } = place;
  if (typeof value === "number") return value;
  if (typeof value === "string" && /^(NaN|-?Infinity|-?\d+(\.\d+)?([eE][-+]?\d+)?)$/.test(value)) {
    return Number(value);
  }
  throw mistakeAt(place, "a number");
}
