import type { Attributes, AttributeValue } from "../model/mod.ts";

/** A value in OTLP/JSON: 64-bit integers and non-finite doubles are text. */
export type OtlpValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: string }
  | { readonly doubleValue: number | "NaN" | "Infinity" | "-Infinity" };

/** One attribute. */
export interface OtlpAttribute {
  /** Name of the attribute. */
  readonly key: string;
  /** Its value. */
  readonly value: OtlpValue;
}

/** Converts a value: whole numbers that a double holds exactly become integers. */
export function toOtlpValue(value: AttributeValue): OtlpValue {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (Number.isSafeInteger(value)) return { intValue: String(value) };
  return { doubleValue: toOtlpDouble(value) };
}

/** Converts a double as Protobuf's JSON mapping does. */
export function toOtlpDouble(value: number): number | "NaN" | "Infinity" | "-Infinity" {
  return Number.isFinite(value) ? value : String(value) as "NaN" | "Infinity" | "-Infinity";
}

/** Converts attributes, in the order given. */
export function toOtlpAttributes(attributes: Attributes = {}): OtlpAttribute[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: toOtlpValue(value) }));
}
