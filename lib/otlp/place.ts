import { UsageError } from "../model/mod.ts";

/** A value somewhere in a JSON document, and the path to it. */
export interface Place {
  readonly value: unknown;
  /** As `resourceSpans[0].scopeSpans[0].spans[3].traceId`. */
  readonly path: string;
}

/** Says what must stand at a place, and what was found. */
export function mistakeAt({ path, value }: Place, rule: string): UsageError {
  return new UsageError(`The OTLP field ${path} must be ${rule}, found ${shown(value)}`);
}

/** A field of an object. @throws {UsageError} if the place holds no object */
export function fieldOf(place: Place, name: string): Place {
  const fields = objectAt(place);
  return { value: fields[name], path: place.path === "" ? name : `${place.path}.${name}` };
}

/** A field that must be there. @throws {UsageError} that names the fields that are, and the one that was meant */
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

/** A name as it would be in snake_case too, which Protobuf's own files have and OTLP/JSON forbids. */
function plain(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** The elements of a list; none where the field is absent, as Protobuf leaves empty lists out. */
export function elementsOf(place: Place, name: string): Place[] {
  const { value, path } = fieldOf(place, name);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw mistakeAt({ value, path }, "a list");
  return value.map((element, i) => ({ value: element, path: `${path}[${i}]` }));
}

/** The text of a field; "" where it is absent, which to Protobuf is the same. */
export function textOf(place: Place, name: string): string {
  const { value, path } = fieldOf(place, name);
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw mistakeAt({ value, path }, "text");
  return value;
}

/** An id that must be there. @throws {UsageError} as `idOf`, and where it is absent or empty */
export function requiredId(place: Place, name: string, digits: number): string {
  const field = requiredField(place, name);
  const id = idOf(place, name, digits);
  if (id === undefined) throw notAnId(field, digits);
  return id;
}

/** A whole number, from text or a numeral. @throws {UsageError} for anything else */
export function wholeNumberAt(place: Place): bigint {
  const { value } = place;
  if (typeof value === "string" && /^-?\d+$/.test(value)) return BigInt(value);
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
  throw mistakeAt(place, "a whole number (64 bits as text)");
}

/** The number of an enumeration; 0 where it is absent. @throws {UsageError} unless it is a whole number from 0 to `most` */
export function enumOf(place: Place, name: string, most: number): number {
  const { value = 0, path } = fieldOf(place, name);
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw mistakeAt({ value, path }, `a whole number from 0 to ${most}`);
}

/**
 * An id of so many hexadecimal digits, in lower case; undefined where it is absent or empty.
 *
 * @throws {UsageError} for other digits (the base64 of Protobuf's own JSON among them) and for all zeros
 */
export function idOf(place: Place, name: string, digits: number): string | undefined {
  const text = textOf(place, name).toLowerCase();
  if (text === "") return undefined;
  if (text.length === digits && /^[0-9a-f]+$/.test(text) && /[^0]/.test(text)) return text;
  throw notAnId(fieldOf(place, name), digits);
}

function notAnId(field: Place, digits: number): UsageError {
  return mistakeAt(field, `${digits} hexadecimal digits, not all 0`);
}

function objectAt(place: Place): Readonly<Record<string, unknown>> {
  const { value, path } = place;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  if (path === "") throw new UsageError(`An OTLP document must be an object, found ${shown(value)}`);
  throw mistakeAt(place, "an object");
}

/** A value as JSON, cut where it is long. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
