import { showValue } from "../model/show_value.ts";
import { UsageError } from "../model/mod.ts";

/** A value in a JSON document, with its path. */
export interface Place {
  readonly value: unknown;
  /** Path such as `resourceSpans[0].scopeSpans[0].spans[3].traceId`. */
  readonly path: string;
}

/** The error for a value that breaks a rule. */
export function mistakeAt({ path, value }: Place, rule: string): UsageError {
  return new UsageError(`The OTLP field ${path} must be ${rule}, found ${showValue(value)}`);
}

/**
 * A field of an object, also under its name in Protobuf: `start_time_unix_nano` for `startTimeUnixNano`.
 *
 * @throws {UsageError} if the value is not an object
 */
export function fieldOf(place: Place, name: string): Place {
  const fields = objectAt(place);
  const snake = snakeCase(name);
  const used = name in fields || !(snake in fields) ? name : snake;
  return { value: fields[used], path: place.path === "" ? used : `${place.path}.${used}` };
}

const snakeNames = new Map<string, string>();

function snakeCase(name: string): string {
  let snake = snakeNames.get(name);
  if (snake === undefined) {
    snakeNames.set(name, snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  }
  return snake;
}

/**
 * A required field.
 *
 * @throws {UsageError} naming the fields that exist, and the nearest one
 */
export function requiredField(place: Place, name: string): Place {
  const found = fieldOf(place, name);
  if (found.value !== undefined) return found;
  const known = Object.keys(objectAt(place));
  const meant = known.find((other) => plain(other) === plain(name));
  const hint = meant === undefined ? "" : `did you mean "${meant}"? `;
  throw new UsageError(
    `Cannot find the OTLP field ${found.path}: ${hint}Found: ${known.join(", ") || "none"}`,
  );
}

/** A name without underscores in lower case. */
function plain(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** The elements of a list; none if the field is absent, since Protobuf omits empty lists. */
export function elementsOf(place: Place, name: string): Place[] {
  const { value, path } = fieldOf(place, name);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw mistakeAt({ value, path }, "a list");
  return value.map((element, i) => ({ value: element, path: `${path}[${i}]` }));
}

/** The text of a field; "" if it is absent, which is the same in Protobuf. */
export function textOf(place: Place, name: string): string {
  const { value, path } = fieldOf(place, name);
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw mistakeAt({ value, path }, "text");
  return value;
}

/**
 * A required id.
 *
 * @throws {UsageError} as `idOf`, and if it is absent or empty
 */
export function requiredId(place: Place, name: string, digits: number): string {
  const field = requiredField(place, name);
  const id = idOf(place, name, digits);
  if (id === undefined) throw notAnId(field, digits);
  return id;
}

/**
 * A whole number, from text or a number.
 *
 * @throws {UsageError} for anything else
 */
export function wholeNumberAt(place: Place): bigint {
  const { value } = place;
  if (typeof value === "string" && /^-?\d+$/.test(value)) return BigInt(value);
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
  throw mistakeAt(place, "a whole number (64 bits as text)");
}

/** The values of an enumeration by number, without what precedes them: `SERVER` for `SPAN_KIND_SERVER`. */
export interface Enumeration {
  /** As `SPAN_KIND_`. */
  readonly prefix: string;
  readonly names: readonly string[];
}

/**
 * The number of an enumeration, which may be written as its name; 0 if it is absent.
 *
 * @throws {UsageError} unless it is a whole number from 0 on that has a name, or one of the names
 */
export function enumOf(place: Place, name: string, { prefix, names }: Enumeration): number {
  const { value = 0, path } = fieldOf(place, name);
  if (value === null) return 0;
  const max = names.length - 1;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max) return value;
  const number = typeof value === "string" ? names.indexOf(value.toUpperCase().replace(prefix, "")) : -1;
  if (number >= 0) return number;
  throw mistakeAt({ value, path }, `a whole number from 0 to ${max}`);
}

/**
 * An id of a number of hexadecimal digits, in lower case, also from the base64 of Protobuf's own mapping; undefined if it is absent or
 * empty.
 *
 * @throws {UsageError} for other text and for zeros only
 */
export function idOf(place: Place, name: string, digits: number): string | undefined {
  const text = textOf(place, name);
  if (text === "") return undefined;
  const hex = text.length === digits ? text.toLowerCase() : hexOfBase64(text) ?? "";
  if (hex.length === digits && /^[0-9a-f]+$/.test(hex) && /[^0]/.test(hex)) return hex;
  throw notAnId(fieldOf(place, name), digits);
}

function hexOfBase64(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return undefined;
  try {
    const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  } catch {
    return undefined;
  }
}

/** An id that may be missing; undefined also for zeros only, with which some exporters say that there is none. */
export function optionalIdOf(place: Place, name: string, digits: number): string | undefined {
  return /^0+$/.test(textOf(place, name)) ? undefined : idOf(place, name, digits);
}

function notAnId(field: Place, digits: number): UsageError {
  return mistakeAt(field, `${digits} hexadecimal digits, not all 0`);
}

function objectAt(place: Place): Readonly<Record<string, unknown>> {
  const { value, path } = place;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  if (path === "") throw new UsageError(`An OTLP document must be an object, found ${showValue(value)}`);
  throw mistakeAt(place, "an object");
}
